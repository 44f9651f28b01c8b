"""Sums and rows of pledges as pages show them, and what their address asks for. Amounts are whole fen until they are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doorstep.doors.web.projects.shaping import yuan
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.pledges import queries
from doorstep.wings.pledges.models import Pledge
from doorstep.wings.pledges.rules import GIVERS, RECEIVE, leverage


@dataclass(frozen=True, kw_only=True)
class Leverage:
    """“2.43”, and what it was divided by; "—" without public money. `social`: of the movement that counts."""

    said: str
    social: str
    public: str
    label: Words
    plainly: Words


def leverage_of(sums: Iterable[queries.Sum], public_fen: int) -> Leverage:
    """By the definition in the pack. Cut, not rounded up."""
    book, whole = queries.book(), queries.total(sums)
    social = whole.received if book.counts == RECEIVE else whole.used if book.counts == "use" else whole.promised
    return Leverage(
        said=_cut(leverage(social, public_fen)),
        social=yuan(social),
        public=yuan(public_fen),
        label=book.label,
        plainly=book.plainly,
    )


def _cut(found: Fraction | None) -> str:
    if found is None:
        return "—"
    hundredths = int(found * 100)
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"


def kind_rows(sums: Iterable[queries.Sum]) -> list[dict[str, Any]]:
    """One for each kind with anything in it, the most received first."""
    labels, by = {rule.kind: rule.label for rule in queries.book().rules}, dict[str, list[queries.Sum]]()
    for one in sums:
        by.setdefault(one.kind, []).append(one)
    found = [
        (queries.total(rows), {"query": urlencode({"kind": kind}), "label": labels.get(kind, Words(zh=kind, en=kind))})
        for kind, rows in by.items()
    ]
    return [told | _amounts(one) for one, told in sorted(found, key=lambda pair: -pair[0].received)]


def place_rows(sums: Iterable[queries.Sum]) -> list[dict[str, Any]]:
    """One for each street with anything in it, in the order of their paths; before them what is for the whole."""
    by: dict[str, list[queries.Sum]] = {}
    for one in sums:
        spot = _street(one.place_path)
        by.setdefault(spot.path if spot else "", []).append(one)
    return [
        {"query": urlencode({"place": spot.code if spot else ""}), "label": atlas().label(path)}
        | _amounts(queries.total(rows))
        for path, rows in sorted(by.items())
        if (spot := atlas().at(path)) or not path
    ]


def _street(path: str) -> Spot | None:
    """The street in which a place lies, or the place itself where it is wider."""
    chain = atlas().chain(path)
    return next((spot for spot in chain if spot.level == "street"), chain[-1] if chain else None)


def _amounts(one: queries.Reached) -> dict[str, Any]:
    """In yuan, as written."""
    said = {"promised": yuan(one.promised), "received": yuan(one.received), "used": yuan(one.used)}
    return said | {"count": one.pledges}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the address asks for. `place`: a street with all below it, else that very place alone."""

    given: Mapping[str, str]
    page: int
    place: Spot | None

    def within(self, mine: Sequence[str]) -> queries.Asked:
        """Of these, what lies in `mine`."""
        is_street = self.place is not None and self.place.level == "street"
        path = self.place.path if self.place else ""
        wide = tuple(
            path if path.startswith(one) else one for one in mine if one.startswith(path) or path.startswith(one)
        )
        return queries.Asked(
            kind=self.given.get("kind", ""),
            project_number=self.given.get("project", ""),
            within=wide if is_street else mine,
            at="" if is_street else path,
        )

    @property
    def offset(self) -> int:
        return (self.page - 1) * queries.PAGE

    def pager(self, count: int) -> Pager:
        """`count`: how many rows came, one more than a page when there is a next."""

        def url(page: int) -> str:
            return f"?{urlencode({**self.given, 'page': str(page)})}"

        return Pager(
            newer_url=url(self.page - 1) if self.page > 1 else "",
            older_url=url(self.page + 1) if count > queries.PAGE else "",
        )


def asked_for(request: HttpRequest) -> Given:
    """A page that is no number is the first; a place that is none is not asked for."""
    given = {name: request.GET.get(name, "").replace("\x00", "")[:24] for name in ("kind", "project", "place")}
    place = atlas().get(given["place"])
    if place is None:
        given["place"] = ""
    page = read_whole(request.GET.get("page", ""), digits=4) or 1
    return Given(given={name: value for name, value in given.items() if value}, page=page, place=place)


def row_of(one: Pledge, reached: queries.Reached) -> dict[str, Any]:
    """A pledge in a list; the giver by name only where it was wished."""
    rule = next(
        (rule for rule in queries.book().rules if (rule.kind, rule.version) == (one.kind, one.rule_version)), None
    )
    return {
        "pledge": one,
        "giver": one.public_name or GIVERS[one.giver_kind],
        "is_named": bool(one.public_name),
        "kind": rule.label if rule else Words(zh=one.kind, en=one.kind),
        "rule": rule,
        "where": atlas().label(one.place_path),
        "value": yuan(one.value_fen),
        "promised": yuan(reached.promised),
        "received": yuan(reached.received),
        "used": yuan(reached.used),
    }


def rows_of(found: list[Pledge]) -> list[dict[str, Any]]:
    """One statement for how far they have come."""
    reached = queries.reached([one.pk for one in found])
    return [row_of(one, reached.get(one.pk, queries.Reached())) for one in found]


def of_project(case_id: Any, number: str) -> dict[str, Any]:
    """What society added to one project, by kind, each with a way to its entries."""
    url = f"{reverse('pledges')}?{urlencode({'project': number})}"
    rows = [
        {"label": one["label"], "amount": one["received"], "url": f"{url}&{one['query']}"}
        for one in kind_rows(queries.sums(project_id=case_id))
    ]
    return {"rows": rows, "title": _("社会添的")}
