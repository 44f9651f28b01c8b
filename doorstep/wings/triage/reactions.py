"""A case is opened: it is read, and rings where life or safety is in its words. A person sorts it: that is a lesson. May run twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.acting import act
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.triage.services import keep_lesson, keep_opinion

MOVED_ON = ("step_not_open", "step_barred")


def read_case(told: Told, *, now: datetime) -> None:
    """Keep an opinion; ring where it must."""
    opinion = keep_opinion(told.case_id, now=now)
    if opinion is None or not opinion.danger:
        return
    try:
        act(
            case_id=told.case_id,
            verb="ring",
            form={"danger": opinion.danger},
            actor=SYSTEM,
            now=now,
            key=f"ring:{told.case_id}",
        )
    except Refusal as refusal:
        if refusal.code not in MOVED_ON:
            raise


def learn_from(told: Told, *, now: datetime) -> None:
    """Keep what a person did with the proposal."""
    keep_lesson(told.case_id, told.seq)


REACTIONS: Mapping[str, Iterable[Reaction]] = {"case.opened": [read_case], "case.sorted": [learn_from]}
