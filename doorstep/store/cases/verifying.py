"""Re-derives every case from its events and says where the tables differ: `doorstep verify`.

Walks the ledger in the order of cases, a few hundred at a time, so that memory stays small. Reads only.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from doorstep.kernel.decide import sorting
from doorstep.kernel.event import GENESIS, Event
from doorstep.kernel.mechanism import Mechanism
from doorstep.store.cases import verifying_clocks
from doorstep.store.cases.laws import LawUnknown, law
from doorstep.store.sealing import SealBroken, commitment, unseal

BATCH = 2000
EVENTS = """
SELECT e.case_id, e.seq, e.name, e.verb, e.leaves, e.enters, e.at, e.actor_kind, e.actor_id, e.actor_role, e.actor_unit,
       e.law_id, e.facts, e.seals, e.previous, e.digest
FROM cases_event e ORDER BY e.case_id, e.seq
"""
CASES = """
SELECT id, number, law_id, state, seq, head, is_final, lead_unit, place_path, category, request_type, channel, urgency
FROM cases_case ORDER BY id
"""
# A tie that no event speaks of, and an opening beneath a case that left no tie.
LOOSE = """
SELECT c.number, 0, '挂在另一件事项下面，却没有一步留痕说过' FROM cases_tie t JOIN cases_case c ON c.id = t.child_id
WHERE NOT EXISTS (SELECT 1 FROM cases_event e WHERE e.case_id = t.child_id AND e.seq = 1 AND e.facts->>'beneath' = t.parent_id::text)
  AND NOT EXISTS (SELECT 1 FROM cases_event e, jsonb_each_text(e.facts) f WHERE e.case_id = t.parent_id AND f.value = c.number)
UNION ALL
SELECT c.number, 1, '开的时候挂在另一件事项下面，这层关系现在没有了' FROM cases_event e JOIN cases_case c ON c.id = e.case_id
WHERE e.seq = 1 AND e.facts ? 'beneath'
  AND NOT EXISTS (SELECT 1 FROM cases_tie t WHERE t.child_id = e.case_id AND t.parent_id::text = e.facts->>'beneath')
"""
TEXTS = "SELECT case_id, seq, field, salt, cipher, erased_at FROM cases_sealedtext ORDER BY case_id, seq"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Something that does not add up, in one sentence for the auditor."""

    number: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.number} 第 {self.seq} 步：{self.what}" if self.seq else f"{self.number}：{self.what}"


@dataclass
class Report:
    """What was walked."""

    cases: int = 0
    events: int = 0
    texts: int = 0


def verify(report: Report) -> Iterator[Difference]:
    """Every difference between the tables and what the events add up to; `report` is filled while it runs.

    All tables are read as of one moment, so that work going on does not look like a fault.
    """
    is_own = not connection.in_atomic_block
    with transaction.atomic():
        if is_own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield from _walk(report)


def _walk(report: Report) -> Iterator[Difference]:
    cases = _stream("verify_cases", CASES)
    texts = _grouped(_stream("verify_texts", TEXTS))
    histories = _grouped(_stream("verify_events", EVENTS))
    history, sealed = next(histories, None), next(texts, None)
    for case in cases:
        report.cases += 1
        while history and history[0] < case[0]:
            yield Difference(number=str(history[0]), seq=0, what="只有留痕，事项本身没有了")
            history = next(histories, None)
        own = history[1] if history and history[0] == case[0] else []
        own_texts = sealed[1] if sealed and sealed[0] == case[0] else []
        yield from _check_case(case, own, own_texts)
        report.events += len(own)
        report.texts += len(own_texts)
        history = next(histories, None) if own else history
        sealed = next(texts, None) if own_texts else sealed
    if history:
        yield Difference(number=str(history[0]), seq=0, what="只有留痕，事项本身没有了")
    for number, seq, what in _stream("verify_ties", LOOSE):
        yield Difference(number=number, seq=seq, what=what)
    for number, what in verifying_clocks.differences(_stream):
        yield Difference(number=number, seq=0, what=what)


def _stream(name: str, statement: str) -> Iterator[tuple[Any, ...]]:
    connection.look()  # type: ignore[attr-defined]  # something read from what all share may have turned it elsewhere
    with connection.connection.cursor(name=name) as cursor:
        cursor.itersize = BATCH
        cursor.execute(statement)
        yield from cursor


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[UUID, list[tuple[Any, ...]]]]:
    for case_id, group in groupby(rows, key=lambda row: row[0]):
        yield case_id, list(group)


def _check_case(
    case: tuple[Any, ...], history: list[tuple[Any, ...]], texts: list[tuple[Any, ...]]
) -> Iterator[Difference]:
    _, number, law_id, state, seq, head, is_final, lead_unit, *circumstances = case
    try:
        mechanism = law(law_id)
    except LawUnknown:
        yield Difference(number=number, seq=0, what=f"它依据的机制（{law_id} 号）没有了")
        return
    previous, derived, lead = GENESIS, "", ""
    for turn, row in enumerate(history, 1):
        event = _event(row, mechanism)
        yield from (
            Difference(number=number, seq=turn, what=what) for what in _check_event(event, turn, previous, derived)
        )
        if bytes(row[15]) != event.digest():
            yield Difference(number=number, seq=turn, what="这一步被改过：内容和它的指纹对不上")
        if row[11] != law_id:
            yield Difference(number=number, seq=turn, what="这一步依据的机制不是这件事项的机制")
        yield from (Difference(number=number, seq=turn, what=what) for what in _check_step(event, mechanism))
        previous, derived, lead = bytes(row[15]), event.enters, _lead(event, mechanism, lead)
    yield from _check_row(number, (state, seq, bytes(head), lead_unit), (derived, len(history), previous, lead))
    if history and circumstances != _circumstances(history, mechanism):
        yield Difference(number=number, seq=0, what="地点、类别、类型、渠道或缓急和留痕说的不一样")
    if history and is_final != mechanism.state(derived).final:
        yield Difference(number=number, seq=0, what="是不是了结，和机制说的不一样")
    yield from _check_texts(number, history, texts)


def _event(row: tuple[Any, ...], mechanism: Mechanism) -> Event:
    return Event(
        case_id=row[0],
        seq=row[1],
        name=row[2],
        verb=row[3],
        leaves=row[4],
        enters=row[5],
        at=row[6],
        actor_kind=row[7],
        actor_id=row[8],
        actor_role=row[9],
        actor_unit=row[10],
        mechanism=mechanism.name,
        version=mechanism.version,
        facts=json.loads(row[12]),
        seals=json.loads(row[13]),
        previous=bytes(row[14]),
    )


def _check_event(event: Event, turn: int, previous: bytes, state: str) -> Iterator[str]:
    if event.seq != turn:
        yield f"缺了第 {turn} 步：被删掉了"
    if event.previous != previous:
        yield "链断了：它记着的上一步不是现在的上一步"
    if event.leaves != state:
        yield f"它从“{event.leaves}”出发，事项当时却在“{state}”"


def _check_step(event: Event, mechanism: Mechanism) -> Iterator[str]:
    try:
        step = mechanism.step(event.verb)
    except KeyError:
        yield f"机制里没有“{event.verb}”这个动作"
        return
    if event.name != step.event:
        yield f"它记作“{event.name}”，这个动作应记作“{step.event}”"
    if event.enters not in (step.ways if step.enters else (*step.ways, event.leaves)):
        yield f"动作“{event.verb}”到不了“{event.enters}”"
    if event.seq > 1 and event.leaves not in step.leaves:
        yield f"在“{event.leaves}”不能做“{event.verb}”"


def _lead(event: Event, mechanism: Mechanism, lead: str) -> str:
    names = mechanism.step(event.verb).names_unit
    if not names:
        return lead
    return event.actor_unit or lead if names.startswith("@") else str(event.facts.get(names, lead))


def _check_row(number: str, found: tuple[Any, ...], derived: tuple[Any, ...]) -> Iterator[Difference]:
    for name, is_, should in zip(("状态", "步数", "最后一步的指纹", "承办单位"), found, derived, strict=True):
        if is_ != should:
            show = (is_.hex()[:12], should.hex()[:12]) if isinstance(is_, bytes) else (is_, should)
            yield Difference(number=number, seq=0, what=f"{name}写着“{show[0]}”，留痕推出来是“{show[1]}”")


def _circumstances(history: list[tuple[Any, ...]], mechanism: Mechanism) -> list[Any]:
    """As the opening says, and as later steps sorted the case anew."""
    facts = json.loads(history[0][12])
    sorting_steps = {step.verb: step for step in mechanism.steps if step.sorts}
    for row in history[1:]:
        if step := sorting_steps.get(row[3]):
            facts = {**facts, **sorting(step, json.loads(row[12]))}
    return [facts.get(name) for name in ("place", "category", "request_type", "channel", "urgency")]


def _check_texts(number: str, history: list[tuple[Any, ...]], texts: list[tuple[Any, ...]]) -> Iterator[Difference]:
    promised = {(row[1], field): seal for row in history for field, seal in json.loads(row[13]).items()}
    for _, seq, field, salt, cipher, erased_at in texts:
        seal = promised.pop((seq, field), None)
        if seal is None:
            yield Difference(number=number, seq=seq, what=f"多出一段原文“{field}”，没有一步留痕提到它")
        elif cipher is not None and not _fits(seal, bytes(salt), bytes(cipher)):
            yield Difference(number=number, seq=seq, what=f"原文“{field}”被改过：和当时的指纹对不上")
        elif cipher is None and erased_at is None:
            yield Difference(number=number, seq=seq, what=f"原文“{field}”没有了，却没有依法删除的记录")
    for seq, field in promised:
        yield Difference(number=number, seq=seq, what=f"原文“{field}”缺了")


def _fits(seal: str, salt: bytes, cipher: bytes) -> bool:
    try:
        return commitment(salt, unseal(cipher)) == seal
    except (SealBroken, UnicodeDecodeError):
        return False
