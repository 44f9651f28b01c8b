"""What follows by itself: people behind a candidate counted anew, a meeting's own row kept in step with its case. Bears running twice."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.deliberation import attending, candidates, minutes
from doorstep.wings.deliberation.calling import offset
from doorstep.wings.deliberation.models import Meeting

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


ENTERED = "SELECT facts::text FROM cases_event WHERE case_id = %s AND name = 'assembly.entered_afterwards' ORDER BY seq DESC LIMIT 1"


def _meeting(told: Told) -> Meeting | None:
    return Meeting.objects.filter(case_id=told.case_id).first()


def settle(told: Told, *, now: datetime) -> None:
    """It was adjourned, from whichever page."""
    if meeting := _meeting(told):
        attending.settle(meeting, now=now)


def enter(told: Told, *, now: datetime) -> None:
    """It was held offline: the day and the numbers of the sheet."""
    meeting, rows = _meeting(told), sheets.run(ENTERED, [told.case_id])
    if meeting is None or not rows or meeting.held_at is not None:
        return
    facts = json.loads(rows[0][0])
    noon = datetime.combine(date.fromisoformat(facts["held_on"]), time(12), tzinfo=UTC) - offset()
    meeting.is_offline, meeting.held_at, meeting.meets_at = True, noon, noon
    meeting.attended, meeting.deputies = int(facts["attended"]), int(facts.get("deputies", 0))
    meeting.save(update_fields=["is_offline", "held_at", "meets_at", "attended", "deputies"])


def call_off(told: Told, *, now: datetime) -> None:
    """It is not held."""
    Meeting.objects.filter(case_id=told.case_id).update(is_off=True)


def publish(told: Told, *, now: datetime) -> None:
    """The reviewed minutes become readable for everybody."""
    if meeting := _meeting(told):
        minutes.keep_public(meeting, now=now)


def unpublish(told: Told, *, now: datetime) -> None:
    """And are gone again."""
    if meeting := _meeting(told):
        minutes.drop_public(meeting)


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "candidate.collected": [count_people],
    "candidate.gathered": [count_people],
    "candidate.released": [count_people],
    "candidate.took_in": [take_along],
    "candidate.let_go": [let_stand],
    "assembly.held": [settle],
    "assembly.entered_afterwards": [enter],
    "assembly.called_off": [call_off],
    "assembly.published": [publish],
    "assembly.unpublished": [unpublish],
}
