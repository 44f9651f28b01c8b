"""What follows by itself: people behind a candidate counted anew, what was merged taken along, those invited told. Bears running twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.deliberation import candidates
from doorstep.wings.deliberation.messaging import tell_guests

MERGED = """
SELECT c.id FROM cases_event e JOIN cases_case c ON c.number = e.facts->>'other'
WHERE e.case_id = %s AND e.name = 'candidate.let_go'
"""


def count_people(told: Told, *, now: datetime) -> None:
    """Whoever stands behind it."""
    candidates.recount(told.case_id, now=now)


def take_along(told: Told, *, now: datetime) -> None:
    """What was merged goes on with the main item."""
    candidates.follow(told.case_id, now=now)
    candidates.recount(told.case_id, now=now)


def let_stand(told: Told, *, now: datetime) -> None:
    """What was separated stands by itself."""
    for (case_id,) in sheets.run(MERGED, [told.case_id]):
        candidates.stand_alone(case_id, now=now)
        candidates.recount(case_id, now=now)
    candidates.recount(told.case_id, now=now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "candidate.collected": [count_people],
    "candidate.gathered": [count_people],
    "candidate.released": [count_people],
    "candidate.took_in": [take_along],
    "candidate.let_go": [let_stand],
}
SWEEPS = (tell_guests,)
