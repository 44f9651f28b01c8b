"""Lays down what a step leaves behind: the event with its texts sealed, the clocks, the job that tells the wings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import msgspec
from django.db import connection

from doorstep.kernel.case import Memory
from doorstep.kernel.chance import random_bytes
from doorstep.kernel.clocks import ClockRule
from doorstep.kernel.event import Event
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FormRefused, PhotoUnknown
from doorstep.store.cases import sheets
from doorstep.store.cases.clocks import Turned
from doorstep.store.cases.hearing import is_told_at_once, reactions_to
from doorstep.store.sealing import SALT, commitment, seal

REACTIONS_QUEUE = "reactions"
REACT = "doorstep.react"
MOST_RULES = 5000


@dataclass(frozen=True)
class Salted:
    """Private texts with the salt that hides each, and the commitments that the ledger keeps."""

    texts: Mapping[str, tuple[bytes, str]]
    commitments: Mapping[str, str]


def salt(texts: Mapping[str, str], draw: Callable[[int], bytes] = random_bytes) -> Salted:
    """A fresh salt for each text."""
    salted = {name: (draw(SALT), text) for name, text in texts.items() if text}
    return Salted(salted, {name: commitment(grain, text) for name, (grain, text) in salted.items()})


def lay_event(
    stack: sheets.Stack, event: Event, *, law_id: int, salted: Salted, key: str | None, key_print: bytes | None
) -> bytes:
    """Returns the event's digest."""
    digest = event.digest()
    stack.lay(
        sheets.EVENTS,
        case_id=event.case_id,
        seq=event.seq,
        name=event.name,
        verb=event.verb,
        leaves=event.leaves,
        enters=event.enters,
        at=event.at,
        actor_kind=event.actor_kind,
        actor_id=event.actor_id,
        actor_role=event.actor_role,
        actor_unit=event.actor_unit,
        law_id=law_id,
        facts=event.facts,
        seals=event.seals,
        previous=event.previous,
        digest=digest,
        key=key,
        key_print=key_print,
    )
    for name, (grain, text) in salted.texts.items():
        stack.lay(sheets.TEXTS, case_id=event.case_id, seq=event.seq, field=name, salt=grain, cipher=seal(text))
    return digest


def lay_clocks(stack: sheets.Stack, case_id: UUID, turned: Turned) -> None:
    """Clocks that start. Those that stop are updated by `acting`."""
    for clock in turned.started:
        stack.lay(
            sheets.CLOCKS,
            case_id=case_id,
            name=clock.name,
            started_at=clock.started_at,
            due_at=clock.due_at,
            is_estimated=clock.is_estimated,
            stopped_at=None,
            rule=_rule_as_json(clock.rule),
            warn_at=clock.warn_at,
        )


_rules: dict[int, tuple[ClockRule, msgspec.Raw]] = {}


def _rule_as_json(rule: ClockRule) -> msgspec.Raw:
    """Encoded once for each rule there is: a pack has a few dozen and every case writes some of them."""
    known = _rules.get(id(rule))
    if known is None or known[0] is not rule:
        if len(_rules) > MOST_RULES:
            _rules.clear()
        known = _rules[id(rule)] = (rule, msgspec.Raw(msgspec.json.encode(rule.as_dict())))
    return known[1]


def lay_job(stack: sheets.Stack, event: Event, *, town: str) -> None:
    """One job an event; the worker finds out which wings hear it. The lock keeps a case's events in order."""
    if not reactions_to(event.name):
        return
    if is_told_at_once(town, event):
        return
    told = {"town": town, "case_id": str(event.case_id), "seq": event.seq, "event": event.name}
    stack.lay(
        sheets.JOBS,
        queue_name=REACTIONS_QUEUE,
        task_name=REACT,
        priority=0,
        lock=f"{town}:{event.case_id}",
        args=told,
    )


def memory_as_json(memory: Memory) -> dict[str, Any]:
    """As the case's row holds it."""
    return {
        "flags": sorted(memory.flags),
        "counts": dict(memory.counts),
        "by": dict(memory.by),
        "moved": memory.moved,
        **({"at": dict(memory.at)} if memory.at else {}),
    }


def memory_from_json(raw: Mapping[str, Any]) -> Memory:
    """The other way round."""
    return Memory(
        flags=frozenset(raw["flags"]), counts=raw["counts"], by=raw["by"], moved=raw["moved"], at=raw.get("at", {})
    )


def photos_of(step: Step, facts: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """The photos a form brings, by field."""
    return {item.name: facts[item.name] for item in step.form if item.kind == "photo" and item.name in facts}


class HasPhotos(Protocol):
    """Something that brings uploaded photos to a case, by form field."""

    @property
    def id(self) -> UUID: ...
    @property
    def seq(self) -> int: ...
    @property
    def photos(self) -> Mapping[str, Sequence[str]]: ...


def attach_photos(drafts: Sequence[HasPhotos]) -> None:
    """Tie uploaded photos to the event that brings them; raises FormRefused when one was never uploaded.

    One upload for each digest: another person may have sent the same picture.
    """
    for draft in drafts:
        for name, shas in draft.photos.items():
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE cases_attachment SET case_id = %s, seq = %s, field = %s"
                    " WHERE case_id IS NULL AND id IN (SELECT DISTINCT ON (sha256) id FROM cases_attachment"
                    " WHERE sha256 = ANY(%s) AND case_id IS NULL AND erased_at IS NULL ORDER BY sha256, id) RETURNING sha256",
                    [draft.id, draft.seq, name, list(shas)],
                )
                found = {row[0] for row in cursor.fetchall()}
            if missing := set(shas) - found:
                raise FormRefused({name: PhotoUnknown(field=name, missing=len(missing))})
