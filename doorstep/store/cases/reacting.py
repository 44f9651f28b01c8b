"""A step as reactions and sweeps take it: they come late and may run twice, so a case that has moved on meanwhile is left alone."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.acting import Done, act

NOT_OPEN, BARRED, USED_UP = "step_not_open", "step_barred", "step_used_up"


def act_if_open(
    case_id: UUID,
    verb: str,
    form: Mapping[str, Any],
    now: datetime,
    *,
    actor: Actor = SYSTEM,
    key: str | None = None,
    unless: Collection[str] = (NOT_OPEN,),
) -> Done | None:
    """None where the step is refused by one of these codes: then there is nothing left to do. Raises what `act` raises."""
    try:
        return act(case_id=case_id, verb=verb, form=form, actor=actor, now=now, key=key)
    except Refusal as refusal:
        if refusal.code not in unless:
            raise
        return None
