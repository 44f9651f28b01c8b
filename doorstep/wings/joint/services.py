"""What a lead does with several orders at once: sign off those that were reported, remind those that are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import CaseNotFound, Refusal
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find_numbered

MOST = 100


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one order: done, or refused with its reason."""

    number: str
    refusal: Refusal | None = None


class Many(Protocol):
    """One step on several orders."""

    def __call__(self, numbers: Sequence[str], *, actor: Actor, now: datetime, key: str) -> list[Result]: ...


def sign_off_many(numbers: Sequence[str], *, actor: Actor, now: datetime, key: str) -> list[Result]:
    """Each by itself, so that one refusal holds nothing else up."""
    return _each(numbers, "sign_off", actor, now, key)


def remind_many(numbers: Sequence[str], *, actor: Actor, now: datetime, key: str) -> list[Result]:
    """Each by itself."""
    return _each(numbers, "remind", actor, now, key)


def _each(numbers: Sequence[str], verb: str, actor: Actor, now: datetime, key: str) -> list[Result]:
    return [_one(number, verb, actor, now, key) for number in list(dict.fromkeys(numbers))[:MOST]]


def _one(number: str, verb: str, actor: Actor, now: datetime, key: str) -> Result:
    held = find_numbered(number)
    if held is None or not in_view(actor, held.case, towns.pack().roles):
        return Result(number=number, refusal=CaseNotFound())
    try:
        act(case_id=held.case.id, verb=verb, form={}, actor=actor, now=now, key=f"{key}:{verb}")
    except Refusal as refusal:
        return Result(number=number, refusal=refusal)
    return Result(number=number)
