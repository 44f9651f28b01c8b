"""One published order as the public reads it: redacted words, facts in words, and what happened on which day. Pure shaping."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from doorstep.doors.web.shapes import Due, Tone
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law, state_label
from doorstep.store.cases.stories import Line
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.public import DONE_STATES

# What others said, merged or withdrew is nobody's business; nor how often somebody urged.
TOLD = frozenset(
    {
        "open",
        "settle_on_spot",
        "hand_up",
        "explain",
        "dispatch",
        "accept",
        "object",
        "reassign",
        "overrule",
        "finish",
        "approve_finish",
        "take_up_again",
        "finish_with_main",
        "rate",
        "close_unrated",
        "reopen",
        "publish",
    }
)


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A row of the list, and the head of a page."""

    item: Item
    where: Words
    category: Words
    unit: Words | None
    state: Due
    grade: Words | None


@dataclass(frozen=True, kw_only=True)
class Day:
    """Something that happened, by day: the minute might lead to a person."""

    on: date
    said: Words


def leaf(item: Item) -> Leaf:
    """An item in words."""
    place = atlas().get(item.community)
    return Leaf(
        item=item,
        where=atlas().label(place.path) if place else Words(zh="", en=""),
        category=towns.pack().categories.label(item.category),
        unit=unit_tree().label(item.unit) if item.unit else None,
        state=Due(tone=_tone(item.state), text=state_label("six_orders", item.state)),
        grade=_grade(item.grade),
    )


def leaves(items: Iterable[Item]) -> list[Leaf]:
    """Several."""
    return [leaf(item) for item in items]


def _tone(state: str) -> Tone:
    if state in ("rated", "awaiting_rating"):
        return "done"
    return "rest" if state in DONE_STATES else "ok"


def _grade(code: str) -> Words | None:
    field = current_law("six_orders").mechanism.step("rate").field("grade")
    return next((choice.label for choice in field.choices if choice.code == code), None) if field and code else None


def days(lines: Sequence[Line]) -> list[Day]:
    """What the public may know of the story, newest first."""
    told = [Day(on=line.at.astimezone(SHANGHAI).date(), said=line.said) for line in lines if line.verb in TOLD]
    return told[::-1]
