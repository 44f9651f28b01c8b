"""A case is opened: it is read, and rings where life or safety is in its words. A person sorts it: that is a lesson. May run twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.reacting import BARRED, NOT_OPEN, act_if_open
from doorstep.wings.triage.services import keep_lesson, keep_opinion


def read_case(told: Told, *, now: datetime) -> None:
    """Keep an opinion; ring where it must."""
    opinion = keep_opinion(told.case_id, now=now)
    if opinion is None or not opinion.danger:
        return
    form, key = {"danger": opinion.danger}, f"ring:{told.case_id}"
    act_if_open(told.case_id, "ring", form, now, key=key, unless=(NOT_OPEN, BARRED))


def learn_from(told: Told, *, now: datetime) -> None:
    """Keep what a person did with the proposal."""
    keep_lesson(told.case_id, told.seq)


REACTIONS: Mapping[str, Iterable[Reaction]] = {"case.opened": [read_case], "case.sorted": [learn_from]}
