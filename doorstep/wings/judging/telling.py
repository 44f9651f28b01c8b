"""Writes what happened in a round into the story of its project, where the project's law knows such a step; an older law does not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from doorstep.kernel.actor import SYSTEM
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.wings.judging.models import Round


def knows(one: Round, verb: str) -> bool:
    """Whether the project's law has this step where the project stands."""
    held = find(one.project_id)
    return held is not None and any(step.verb == verb for step in law(held.law_id).steps_from(held.case.state))


def tell_project(one: Round, verb: str, form: Mapping[str, Any], *, now: datetime) -> None:
    """Raises what `act` raises. The round's own row says who, when and why; the story says that it was done."""
    if knows(one, verb):
        act(case_id=one.project_id, verb=verb, form=dict(form), actor=SYSTEM, now=now)
