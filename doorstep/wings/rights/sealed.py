"""Sealed matters 封存: out of every list, search, count and public page; their keeper opens one with a reason, and that leaves a trace.

The digest by which a case is found is put away encrypted while it is sealed, and with it the copies that orders and call-backs
beneath it were opened with. The ledger stays as it is, and the reporter's own receipt still opens it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import KEEPER, SEALED, Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.words import Words
from doorstep.store.cases import models as cases
from doorstep.store.cases import sheets
from doorstep.store.cases.erasing import put_digest
from doorstep.store.cases.locking import Held, find_numbered
from doorstep.store.cases.tracing import trace
from doorstep.store.sealing import seal, unseal
from doorstep.wings.rights.models import Sealed

TITLE = "（已封存）"
MOST = 200
ROWS = """
SELECT c.number, s.ground, s.sealed_at, c.is_final FROM rights_sealed s JOIN cases_case c ON c.id = s.case_id
WHERE c.owed_by = %s ORDER BY s.sealed_at DESC, s.case_id DESC LIMIT %s
"""
BENEATH = """
WITH RECURSIVE below AS (
    SELECT t.child_id FROM cases_tie t WHERE t.parent_id = %s
    UNION SELECT t.child_id FROM cases_tie t JOIN below b ON t.parent_id = b.child_id
)
SELECT c.id FROM below JOIN cases_case c ON c.id = below.child_id WHERE c.is_inner
"""
GROUNDS = {
    "minor": Words(zh="涉及未成年人", en="a minor is concerned"),
    "safety": Words(zh="说出去会危及反映人", en="the reporter’s safety"),
    "record": Words(zh="依法应当封存的记录", en="a record that the law seals"),
}


@dataclass(frozen=True, kw_only=True)
class SealedRow:
    """What the keeper's list shows: no title, no place."""

    number: str
    ground: Words
    sealed_at: datetime
    is_final: bool


def seal_away(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """In the transaction of the step that seals."""
    words = cases.CaseWords.objects.get(case_id=case.id)
    copies = _copies(words)
    kept = {**_digest(words), "beneath": {str(one.case_id): _digest(one) for one in copies}}
    Sealed.objects.update_or_create(
        case_id=case.id,
        defaults={
            "cipher": seal(json.dumps(kept, ensure_ascii=False)),
            "ground": str(decision.facts.get("ground", "")),
            "sealed_by": actor.id,
            "sealed_at": now,
        },
    )
    for one in (words, *copies):
        put_digest(one.case_id, title=TITLE, body="", lexemes=(), pairs=())


def _copies(words: cases.CaseWords) -> list[cases.CaseWords]:
    """The digests beneath a case that say what its own says."""
    beneath = cases.CaseWords.objects.filter(case_id__in=[row[0] for row in sheets.run(BENEATH, [words.case_id])])
    return [one for one in beneath if one.title == words.title or (one.body and one.body == words.body)]


def _digest(words: cases.CaseWords) -> dict[str, Any]:
    return {"title": words.title, "body": words.body, "lexemes": words.lexemes, "pairs": words.pairs}


def bring_back(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """In the transaction of the step that unseals. What was erased meanwhile stays erased."""
    row = Sealed.objects.filter(case_id=case.id).first()
    if row is not None:
        kept: dict[str, Any] = json.loads(unseal(bytes(row.cipher)))
        for one, digest in kept.pop("beneath", {}).items():
            put_digest(UUID(one), **digest)
        put_digest(case.id, **kept)
        row.delete()


def sealed_rows() -> list[SealedRow]:
    """Newest first."""
    return [
        SealedRow(
            number=number, ground=GROUNDS.get(ground, Words(zh=ground, en=ground)), sealed_at=at, is_final=is_final
        )
        for number, ground, at, is_final in sheets.run(ROWS, [KEEPER, MOST])
    ]


def sealed_case(number: str) -> Held:
    """The sealed case with this number. Raises CaseNotFound for any other."""
    held = find_numbered(number)
    if held is None or SEALED not in held.case.memory.flags:
        raise CaseNotFound
    return held


def open_sealed(held: Held, actor: Actor, *, reason: str, now: datetime) -> None:
    """Leave the trace before anything is shown."""
    trace(held.case.id, actor, "unsealed", now=now, reason=reason)
