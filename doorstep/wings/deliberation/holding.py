"""A meeting held still until a transaction ends, so that nobody comes, goes or decides meanwhile. Refuses what comes after it is over:
the minutes are written from these rows, and stand."""

from doorstep.store.cases.locking import Held, lock
from doorstep.wings.deliberation.models import Meeting
from doorstep.wings.deliberation.refusing import NotInSession


def hold(meeting: Meeting) -> Held | None:
    """Until the transaction ends; what may have changed meanwhile is read again."""
    held = lock(meeting.case_id)
    meeting.refresh_from_db(fields=["heads", "additions", "began_at", "held_at", "is_off"])
    return held


def hold_to_come(meeting: Meeting) -> Held | None:
    """The same, of one that is neither over nor called off. Raises NotInSession."""
    held = hold(meeting)
    if meeting.held_at is not None or meeting.is_off:
        raise NotInSession
    return held
