"""Tells the candidate 征集项 of which a project is made how far it has come: on the reserve list, set up, taken off the list again.

A candidate is on the reserve list while its project is, and became a project when that was set up; never sooner. Refuses to make a
project of a candidate that was not chosen: what people voted down is not done all the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.store.cases import sheets, ties
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find_numbered
from doorstep.wings.projects.models import Project
from doorstep.wings.projects.rules import CandidateNotChosen

ORIGINS = """
SELECT c.id FROM cases_tie t JOIN cases_case c ON c.id = t.child_id JOIN cases_law l ON l.id = c.law_id
WHERE t.parent_id = %s AND l.name = 'candidate' AND c.state = 'queued' ORDER BY c.id
"""
# The first under the law of today, the second under one that knew no list in between.
QUEUE, MAKE = "queue", "make_project"
CANDIDATE, CHOSEN = "candidate", ("chosen", "queued", "made_project")


def check_chosen(origin: Held) -> None:
    """Raises CandidateNotChosen for a candidate that was voted down, or on which nobody decided yet."""
    case = origin.case
    if case.mechanism == CANDIDATE and case.state not in CHOSEN:
        raise CandidateNotChosen(number=case.number, state=law(origin.law_id).state(case.state).label)


def make_of(number: str, project: str, *, actor: Actor, now: datetime) -> bool:
    """Tell the candidate that this project was made of it, where its mechanism has such a step open; whether it was told."""
    held = find_numbered(number)
    steps = {step.verb: step for step in law(held.law_id).steps_from(held.case.state)} if held else {}
    step = steps.get(QUEUE) or steps.get(MAKE)
    if held is None or step is None:
        return False
    form: Mapping[str, Any] = {"project": project} if step.field("project") else {}
    act(case_id=held.case.id, verb=step.verb, form=form, actor=actor, now=now)
    made = Project.objects.filter(number=project).exclude(set_up_on=None).first()
    if made is not None:
        tell_set_up(made, now=now)
    return True


def tell_set_up(project: Project, *, now: datetime) -> None:
    """What it came from became a project. Twice is once. Raises CandidateNotChosen."""
    for tied in ties.beneath(project.case_id):
        if tied.mechanism == CANDIDATE and tied.state not in CHOSEN:
            raise CandidateNotChosen(number=tied.number, state=tied.state_label)
    _tell(project.case_id, MAKE, {"project": project.number}, now)


def tell_dropped(project: Project, *, now: datetime) -> None:
    """What it came from is off the list, and waits again. Twice is once."""
    _tell(project.case_id, "come_back", {}, now)


def _tell(case_id: UUID, verb: str, form: Mapping[str, Any], now: datetime) -> None:
    for (origin,) in sheets.run(ORIGINS, [case_id]):
        act(case_id=origin, verb=verb, form=form, actor=SYSTEM, now=now)
