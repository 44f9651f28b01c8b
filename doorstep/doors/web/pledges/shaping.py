"""Sums and rows of pledges as pages show them. Amounts are whole fen until they are written."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doorstep.doors.web.projects.shaping import yuan
from doorstep.kernel.words import Words
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


def leverage_of(sums: dict[str, queries.Reached], public_fen: int) -> Leverage:
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


def kind_rows(sums: dict[str, queries.Reached]) -> list[dict[str, Any]]:
    """One for each kind with anything in it."""
    labels = {rule.kind: rule.label for rule in queries.book().rules}
    return [
        {
            "kind": kind,
            "label": labels.get(kind, Words(zh=kind, en=kind)),
            "promised": yuan(one.promised),
            "received": yuan(one.received),
            "used": yuan(one.used),
            "count": one.pledges,
        }
        for kind, one in sorted(sums.items(), key=lambda pair: -pair[1].received)
    ]


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
        {"label": one["label"], "amount": one["received"], "url": f"{url}&kind={one['kind']}"}
        for one in kind_rows(queries.sums(case_id))
    ]
    return {"rows": rows, "title": _("社会添的")}
