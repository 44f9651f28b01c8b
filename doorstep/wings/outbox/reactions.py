"""Hears every event and tells those whom the step names; looks now and then which duties are due soon, overdue or counted again.

Each may run twice: a notice of the same event to the same recipient is written once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import EVERY_EVENT, Reaction, Told
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.wings.outbox.services import draft_notices, write_notices
from doorstep.wings.outbox.tallying import sweep_clocks, sweep_recounted

# What the event itself set running: the case may have gone on since.
DUE = """
SELECT min(k.due_at) FROM cases_event e JOIN cases_clock k ON k.case_id = e.case_id AND k.started_at = e.at
WHERE e.case_id = %s AND e.seq = %s
"""


def tell_of_step(told: Told, *, now: datetime) -> None:
    """Write the notices of one event."""
    held = find(told.case_id)
    if held is None:
        return
    mechanism = law(held.law_id)
    step = next((step for step in (mechanism.opening, *mechanism.steps) if step.event == told.event), None)
    if step is not None and step.tells:
        ((due_at,),) = sheets.run(DUE, [told.case_id, told.seq])
        drafts = draft_notices(held.case, seq=told.seq, event=told.event, parties=step.tells, due_at=due_at)
        write_notices(drafts, now=now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {EVERY_EVENT: [tell_of_step]}
SWEEPS = (sweep_clocks, sweep_recounted)
