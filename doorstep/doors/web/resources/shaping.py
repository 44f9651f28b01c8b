"""From rows of resources, needs and incubated projects to what pages show. Says how things look; counts nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doorstep.doors.web.law_words import law_words
from doorstep.doors.web.projects.shaping import yuan
from doorstep.doors.web.shapes import Due, Figure, Pager, Tone
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.places.atlas import atlas
from doorstep.wings.resources import queries
from doorstep.wings.resources.models import Incubated
from doorstep.wings.resources.queries import PAGE, Listed, NeedRow, Recorded, ResourceRow, Sought

ASKED = ("q", "partner", "form", "kind", "state", "unmet_for")
NEED_STATES = ("sought", "proposed", "agreed", "carried_out", "rated", "unmet")
TONES: Mapping[str, Tone] = {
    "offered": "soon",
    "listed": "ok",
    "resting": "rest",
    "withdrawn": "rest",
    "sought": "soon",
    "proposed": "soon",
    "agreed": "ok",
    "carried_out": "ok",
    "rated": "done",
    "unmet": "rest",
    "applied": "soon",
    "incubating": "ok",
    "graduated": "done",
    "ended": "rest",
    "refused": "rest",
}


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A resource in a list or on top of its page. `said`: how many of those it served were satisfied, of how many asked."""

    row: ResourceRow
    state: Due
    partner: Words
    form: Words
    kind: Words
    reach: Words
    provider: Words
    price: str
    price_basis: tuple[Words, ...]
    place: Words
    said: str


def offered(row: ResourceRow) -> Offered:
    """Labels in place of codes."""
    law = law_words("resource")
    return Offered(
        row=row,
        state=Due(tone=TONES.get(row.state, "none"), text=law.state(row.state)),
        partner=law.label("partner", row.partner),
        form=law.label("form", row.form),
        kind=law.label("kind", row.kind),
        reach=law.label("reach", row.reach),
        provider=law.label("provider", row.provider),
        price=yuan(row.price_fen) if row.price_fen else "",
        price_basis=tuple(law.label("price_basis", one) for one in row.price_basis),
        place=atlas().label(row.place_path),
        said=satisfied(row.satisfied, row.answered),
    )


def satisfied(happy: int | None, asked: int | None) -> str:
    """“满意 18/20 人”, never a share without its n; "" where nobody was asked."""
    return _("满意 %(happy)s/%(asked)s 人") % {"happy": happy, "asked": asked} if asked else ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A need in a list or on top of its page."""

    row: NeedRow
    state: Due
    plain: Words
    kind: Words
    place: Words
    unmet: Words | None
    said: str


def wanted(row: NeedRow) -> Wanted:
    """Labels in place of codes."""
    law = law_words("need")
    return Wanted(
        row=row,
        state=Due(tone=TONES.get(row.state, "none"), text=law.state(row.state)),
        plain=law.plain(row.state),
        kind=law.label("kind", row.kind),
        place=atlas().label(row.place_path),
        unmet=law.label("reason", row.unmet_for, "give_up") if row.unmet_for else None,
        said=satisfied(row.satisfied, row.answered),
    )


@dataclass(frozen=True, kw_only=True)
class Growing:
    """An incubated project in the ledger."""

    row: Incubated
    state: Due
    level: Words
    place: Words
    given: tuple[Words, ...]


def growing(row: Incubated, state: str) -> Growing:
    """Labels in place of codes."""
    law = law_words("incubation")
    return Growing(
        row=row,
        state=Due(tone=TONES.get(state, "none"), text=law.state(state)),
        level=law.label("level", row.level),
        place=atlas().label(row.place_path),
        given=tuple(law.label("given", one, "admit") for one in row.given),
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for."""

    given: Mapping[str, str]
    page: int

    def sought(self, states: tuple[str, ...]) -> Sought:
        """Among these states; one of them where the address names it."""
        state = self.given.get("state", "")
        return Sought(
            states=(state,) if state in states else states,
            partner=self.given.get("partner", ""),
            form=self.given.get("form", ""),
            kind=self.given.get("kind", ""),
            words=self.given.get("q", ""),
            unmet_for=self.given.get("unmet_for", ""),
        )

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE

    def pager(self, count: int) -> Pager:
        """`count`: how many rows came, one more than a page where there is a next."""
        given: dict[str, str | int] = dict(self.given)
        newer = f"?{urlencode({**given, 'page': self.page - 1})}" if self.page > 1 else ""
        older = f"?{urlencode({**given, 'page': self.page + 1})}" if count > PAGE else ""
        return Pager(newer_url=newer, older_url=older)


def asked(request: HttpRequest) -> Asked:
    """Unknown answers find nothing; a page that is no number is the first."""
    given = {name: value for name in ASKED if (value := request.GET.get(name, "").replace("\x00", "").strip()[:60])}
    return Asked(given=given, page=read_whole(request.GET.get("page", ""), digits=4) or 1)


def partner_figures(listed: Listed) -> list[Figure]:
    """How much each kind of partner offers; each opens its rows."""
    law, url = law_words("resource"), reverse("resources")
    return [
        Figure(value=str(listed.count(partner=one.code)), label=one.label, url=f"{url}?partner={one.code}")
        for one in law.choices("partner")
    ]


def need_figures(totals: Recorded, at: str) -> list[Figure]:
    """What became of what was looked for; each opens its rows."""
    url, law = reverse(at), law_words("need")
    counted = [(name, totals.count(name)) for name in NEED_STATES]
    found = [
        Figure(value=str(many), label=law.state(name), url=f"{url}?state={name}") for name, many in counted if many
    ]
    if totals.answered:
        share = f"{100 * totals.satisfied / totals.answered:.1f}%"
        found.append(
            Figure(
                value=share,
                label=_("用过的人满意"),
                n=totals.answered,
                url=f"{url}?state=rated",
                definition=_("办完以后由办的单位问用过的人，记下问了几人、几人满意；没问到的不算"),
            )
        )
    return found


def gaps(totals: Recorded, at: str) -> list[tuple[Words, int, str]]:
    """By sort: what is missing, with the address of its rows."""
    law, url = law_words("need"), reverse(at)
    return [(law.label("kind", kind), many, f"{url}?state=unmet&kind={kind}") for kind, many in totals.gaps.items()]


def listed_needs(given: Asked) -> tuple[list[Wanted], Pager]:
    """A page of needs."""
    rows = queries.needs(given.sought(NEED_STATES), limit=PAGE + 1, offset=given.offset)
    return [wanted(row) for row in rows[:PAGE]], given.pager(len(rows))
