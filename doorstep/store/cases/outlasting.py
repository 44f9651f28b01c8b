"""Time that is somebody's to use, such as a time to answer, is over before a step that would make it worthless."""

from datetime import datetime

from doorstep.kernel.case import Case
from doorstep.kernel.mechanism import Step
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import TimeNotOver
from doorstep.store.cases import clock_rows, towns


def check_outlasted(case: Case, step: Step, now: datetime) -> None:
    """Raises TimeNotOver while a clock runs that the step `outlasts`. One that was stopped, since it was used, holds nothing up."""
    for clock in clock_rows.running_of(case.id) if step.outlasts else ():
        if clock.name in step.outlasts and (clock.is_paused or now < clock.due_at):
            until = clock.due_at.astimezone(SHANGHAI)
            label = towns.pack().clocks.labels[clock.name]
            raise TimeNotOver(step=step.label, clock=label, until=f"{until:%Y-%m-%d %H:%M}")
