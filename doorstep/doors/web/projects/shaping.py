"""From rows of projects to what pages show. Says how things look; counts nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import ngettext

from doorstep.doors.web.projects.words import TONES, Law
from doorstep.doors.web.shapes import Due, Option, Pager
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.projects.models import Milestone
from doorstep.wings.projects.queries import CHOSEN_STATES, PAGE, Asked, Row
from doorstep.wings.projects.spending import Purse, together

TEXTS = ("kind", "side", "unit", "source", "state", "batch", "q")


def yuan(fen: int) -> str:
    """“12,350.00”, or without the fen where there are none; exact."""
    whole, part = divmod(abs(fen), 100)
    sign = "−" if fen < 0 else ""
    return f"{sign}{whole:,}" + (f".{part:02d}" if part else "")


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A project in a list or on top of its page."""

    row: Row
    state: Due
    plain: Words
    kind: Words
    side: Words
    provider: Words
    unit: Words
    place: Words
    passes: Words | None
    money: str
    price: str
    price_basis: tuple[Words, ...]
    served: str

    @property
    def percent(self) -> int | None:
        return self.row.done.percent


def leaf(row: Row, law: Law) -> Leaf:
    """Labels in place of codes."""
    return Leaf(
        row=row,
        state=Due(tone=TONES.get(row.state, "none"), text=law.state(row.state)),
        plain=law.plain(row.state),
        kind=law.label("kind", row.kind),
        side=law.label("side", row.side),
        provider=law.label("provider", row.provider),
        unit=unit_label(row.unit),
        place=atlas().label(row.place_path),
        passes=law.label("passes", row.passes) if row.passes else None,
        money=yuan(row.money_fen),
        price=yuan(row.price_fen) if row.price_fen else "",
        price_basis=tuple(law.label("price_basis", one) for one in row.price_basis),
        served=served(row.served, row.counted_in),
    )


@dataclass(frozen=True, kw_only=True)
class PurseRow:
    """A line of the table of money: by source, or all together under "". `code` opens the source."""

    code: str
    label: Words
    planned: str
    received: str
    spent: str
    in_hand: str


def purse_rows(purses: Mapping[str, Purse], law: Law) -> list[PurseRow]:
    """A line for each source, and one for all where there are several."""
    rows = [_purse_row(code, law.label("source", code), purse) for code, purse in purses.items()]
    return [*rows, _purse_row("", Words(zh="合计", en="All"), together(purses))] if len(rows) > 1 else rows


def _purse_row(code: str, label: Words, purse: Purse) -> PurseRow:
    return PurseRow(
        code=code,
        label=label,
        planned=yuan(purse.planned),
        received=yuan(purse.received),
        spent=yuan(purse.spent),
        in_hand=yuan(purse.in_hand),
    )


def served(count: int, counted_in: str) -> str:
    """With its definition in the word itself."""
    if counted_in == "persons":
        return ngettext("%(count)s 人", "%(count)s 人", count) % {"count": f"{count:,}"}
    return ngettext("%(count)s 人次", "%(count)s 人次", count) % {"count": f"{count:,}"}


def unit_label(code: str) -> Words:
    """The unit's name; nothing for a unit that is gone."""
    return unit_tree().label(code) if code in unit_tree() else Words(zh="—", en="—")


@dataclass(frozen=True, kw_only=True)
class Step:
    """A milestone on the page, with the days it had."""

    turn: int
    title: str
    weight: int
    planned_on: date
    due_on: date
    done_on: date | None
    is_late: bool
    delays: Sequence[Mapping[str, Any]]


def steps(marks: Sequence[Milestone], law: Law, today: date) -> list[Step]:
    """Those of the newest round."""
    newest = max((one.round for one in marks), default=1)
    return [
        Step(
            turn=one.turn,
            title=one.title,
            weight=one.weight,
            planned_on=one.planned_on,
            due_on=one.due_on,
            done_on=one.done_on,
            is_late=one.done_on is None and one.due_on < today,
            delays=[
                {
                    "from_on": moved.from_on,
                    "until_on": moved.until_on,
                    "reason": law.label("reason", moved.reason, "delay"),
                    "words": moved.words,
                }
                for moved in one.delays.all()
            ],
        )
        for one in marks
        if one.round == newest
    ]


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What the address asks for."""

    asked: Asked
    page: int
    given: Mapping[str, str]

    @property
    def query(self) -> str:
        return urlencode(self.given)

    def pager(self, count: int) -> Pager:
        """`count`: how many rows came, one more than a page when there is a next."""
        newer = {**self.given, "page": str(self.page - 1)} if self.page > 1 else None
        older = {**self.given, "page": str(self.page + 1)} if count > PAGE else None
        return Pager(
            newer_url=f"?{urlencode(newer)}" if newer else "", older_url=f"?{urlencode(older)}" if older else ""
        )


def sought(request: HttpRequest, *, is_public: bool) -> Sought:
    """Unknown answers find nothing; a page that is no number is the first. The public list has what was chosen, not the reserve."""
    given = {name: value for name in TEXTS if (value := request.GET.get(name, "").replace("\x00", "").strip()[:60])}
    states: tuple[str, ...] = CHOSEN_STATES if is_public else ()
    if given.get("state") and (not is_public or given["state"] in CHOSEN_STATES):
        states = (given["state"],)
    asked = Asked(
        states=states,
        kind=given.get("kind", ""),
        side=given.get("side", ""),
        unit=given.get("unit", ""),
        source=given.get("source", ""),
        batch=_number(given.get("batch", "")) or None,
        words=given.get("q", ""),
    )
    return Sought(asked=asked, page=max(1, _number(request.GET.get("page", ""))), given=given)


def _number(text: str) -> int:
    return read_whole(text, digits=4) or 0


def unit_options(units: Sequence[str]) -> tuple[Option, ...]:
    """The units that lead something."""
    return tuple(Option(code=code, label=unit_label(code)) for code in units)
