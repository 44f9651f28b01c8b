"""What a reader chose to see of a list of cases: filters as values, and as conditions of a query."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import towns
from doorstep.store.cases.sight import NOT_SEALED, Condition, Strand, strand_at, strands_of
from doorstep.store.people.units import unit_tree

Scope = Literal["view", "opened"]
Phase = Literal["", "open", "closed", "overdue"]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Empty means any. `unit`: it and those below lead the case. `place`: a path, and everything below. `scope` "opened":
    recorded by one of `opened_units`. Days are moments: `since` included, `until` not. `inner`: work among offices instead of
    residents' matters."""

    scope: Scope = "view"
    opened_units: tuple[str, ...] = ()
    phase: Phase = ""
    state: str = ""
    unit: str = ""
    place: str = ""
    category: str = ""
    urgency: str = ""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    published: bool | None = None
    inner: bool = False
    now: datetime | None = field(default=None, compare=False)

    @property
    def units(self) -> tuple[str, ...]:
        """Codes of the chosen unit and those below it."""
        return unit_tree().within(unit_tree().path(self.unit)) if self.unit else ()

    @property
    def categories(self) -> tuple[str, ...]:
        """Codes of the chosen category; a class stands for all its categories."""
        below = towns.pack().categories.within(self.category) if self.category else ()
        return (self.category, *(each.code for each in below)) if self.category else ()


def conditions_of(chosen: Chosen) -> list[Condition]:
    """One for each filter that is set, and work among offices or residents' matters. Raises what `narrowing` raises."""
    return [*narrowing(chosen), Condition("c.is_inner" if chosen.inner else "NOT c.is_inner"), NOT_SEALED]


def narrowing(chosen: Chosen) -> list[Condition]:
    """One for each filter that is set. Raises ValueError for "overdue" without `now`."""
    columns = ("state", "urgency", "channel")
    found = [_equal(column, getattr(chosen, column)) for column in columns if getattr(chosen, column)]
    return [*found, *_phase(chosen), *_where(chosen), *days_of(chosen), *_published(chosen)]


def strands_for(view: Visibility, chosen: Chosen) -> tuple[Strand, ...]:
    """The strands to read along: a chosen unit or place before the view, since it is narrower."""
    if chosen.scope == "opened":
        return (Strand("opened_unit", chosen.opened_units),)
    if chosen.unit:
        return (Strand("lead_unit", chosen.units),)
    if chosen.place and (strand := strand_at(chosen.place)):
        return (strand,)
    if chosen.categories and view.everything:
        return (Strand("category", chosen.categories),)
    return strands_of(view)


def _phase(chosen: Chosen) -> Iterator[Condition]:
    match chosen.phase:
        case "open":
            yield Condition("NOT c.is_final")
        case "closed":
            yield Condition("c.is_final")
        case "overdue":
            if chosen.now is None:
                raise ValueError("overdue as of when?")
            yield Condition("NOT c.is_final AND c.due_at < %s", (chosen.now,))
        case "":
            pass


def _where(chosen: Chosen) -> Iterator[Condition]:
    if chosen.unit:
        yield Condition("c.lead_unit = ANY(%s::text[])", (list(chosen.units),))
    if chosen.place:
        yield _at(chosen.place)
    if chosen.categories:
        yield Condition("c.category = ANY(%s::text[])", (list(chosen.categories),))
    if chosen.scope == "opened":
        yield Condition("c.opened_unit = ANY(%s::text[])", (list(chosen.opened_units),))


def days_of(chosen: Chosen) -> list[Condition]:
    """From and until which day, on the column that every strand is ordered by."""
    bounds = ((">=", chosen.since), ("<", chosen.until))
    return [Condition(f"c.opened_at {sign} %s", (moment,)) for sign, moment in bounds if moment]


def _published(chosen: Chosen) -> Iterator[Condition]:
    if chosen.published is not None:
        yield Condition("c.is_published" if chosen.published else "NOT c.is_published")


def _at(place: str) -> Condition:
    """As its strand where it has one: a prefix beside the same equality makes the planner expect next to nothing, and sort it all."""
    strand = strand_at(place)
    if strand is None:
        return Condition("c.place_path ^@ %s", (place,))
    return Condition(f"c.{strand.column} = ANY(%s::text[])", (list(strand.values),))


def _equal(column: str, value: str) -> Condition:
    return Condition(f"c.{column} = %s", (value,))
