"""What is proposed about cases, beside them 建议: the category with its confidence and words, and danger in the words.

Shows, and offers the ordinary step `sort` filled in; takes no step. Shows nothing where a person has already done the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.triage import queries
from doorstep.wings.triage.models import Opinion
from doorstep.wings.triage.rules import EMERGENCY
from doorstep.wings.triage.services import rules


class Hinted(Protocol):
    """What a hint needs to know of a case."""

    @property
    def id(self) -> UUID: ...
    @property
    def category(self) -> str: ...
    @property
    def request_type(self) -> str: ...
    @property
    def urgency(self) -> str: ...
    @property
    def place_path(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Danger in the words. `category`: what the step needs besides; "" where nobody knows: then there is no button."""

    label: Words
    because: str
    call: str
    basis: Words
    category: str


@dataclass(frozen=True, kw_only=True)
class Hint:
    """`percent` is None where it was guessed by the pack's words. `category` "" where nothing new is proposed.
    `request`: the type it seems to be, `request_percent` None where guessed by words. `lead`: whom the catalogue would then name."""

    category: str
    label: Words
    percent: int | None
    is_sure: bool
    because: str
    request_type: str
    request: Words | None
    request_percent: int | None
    request_is_sure: bool
    request_because: str
    place: Words | None
    alarm: Alarm | None
    lead: Words | None = None


def hints_of(cases: Sequence[Hinted]) -> dict[UUID, Hint]:
    """For each case that something is proposed about; one statement."""
    found = queries.opinions([case.id for case in cases]) if cases else {}
    shaped = {case.id: _hint(case, found[case.id]) for case in cases if case.id in found}
    return {case_id: hint for case_id, hint in shaped.items() if hint}


def _hint(case: Hinted, opinion: Opinion) -> Hint | None:
    known = towns.pack().categories
    is_new = case.category != opinion.category and (case.category == UNSORTED or opinion.is_sure)
    category = opinion.category if is_new and opinion.category in known.by_code else ""
    alarm = _alarm(case, opinion)
    if not category and not alarm:
        return None
    request = known.request_types.get(opinion.request_type) if case.request_type != opinion.request_type else None
    elsewhere = opinion.place_path and not case.place_path.startswith(opinion.place_path)
    return Hint(
        category=category,
        label=known.label(category),
        percent=round(opinion.confidence * 100) if opinion.version else None,
        is_sure=opinion.is_sure,
        because=_("、").join(opinion.because),
        request_type=opinion.request_type if request and opinion.request_is_sure else "",
        request=request.label if request else None,
        request_percent=round(opinion.request_confidence * 100) if opinion.request_confidence else None,
        request_is_sure=opinion.request_is_sure,
        request_because=_("、").join(opinion.request_because),
        place=atlas().label(opinion.place_path) if elsewhere else None,
        alarm=alarm,
    )


def _alarm(case: Hinted, opinion: Opinion) -> Alarm | None:
    danger = next((one for one in rules().dangers if one.code == opinion.danger), None)
    if danger is None or case.urgency == EMERGENCY:
        return None
    is_sorted = case.category != UNSORTED
    return Alarm(
        label=danger.label,
        because=_("、").join(opinion.danger_words),
        call=danger.call,
        basis=danger.basis,
        category=case.category if is_sorted else opinion.category,
    )
