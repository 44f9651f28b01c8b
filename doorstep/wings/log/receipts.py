"""A case's receipt as a file that its holder can check anywhere, offline. Only for whoever holds the case's receipt.

Of the holder's own steps the whole document is in it, of the others' visible steps only the digest: it proves that they exist
and stay as they are, and tells nothing that the story does not.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from doorstep.kernel.event import Event, stamp
from doorstep.kernel.mechanism import Mechanism
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.cases.private import GUARDIAN
from doorstep.store.sealing import unseal
from doorstep.wings.log import queries
from doorstep.wings.log.mirroring import read_tiles
from doorstep_proof.receipts import FORMAT, log_part
from doorstep_proof.tiles import TiledTree

EVENTS = """
SELECT e.seq, e.name, e.verb, e.leaves, e.enters, e.at, e.actor_kind, e.actor_id, e.actor_role, e.actor_unit, e.facts, e.seals,
       e.previous, e.digest, l.index, l.salt,
       (SELECT jsonb_object_agg(t.field, jsonb_build_array(encode(t.salt, 'hex'), encode(t.cipher, 'base64')))
        FROM cases_sealedtext t WHERE t.case_id = e.case_id AND t.seq = e.seq AND t.cipher IS NOT NULL)
FROM cases_event e LEFT JOIN log_entry l ON l.position = e.position
WHERE e.case_id = %s ORDER BY e.seq
"""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a case is in the log: steps visible to its reporter, those of them under a signed checkpoint, and the latter's size."""

    steps: int
    logged: int
    size: int


def standing_of(held: Held) -> Standing:
    """Whether a receipt can be had yet, and for how much of the case."""
    size = queries.signed_size()
    rows = _visible(held, law(held.law_id))
    return Standing(steps=len(rows), logged=sum(_is_under(row, size) for row in rows), size=size)


def receipt_of(held: Held, *, now: datetime) -> dict[str, Any] | None:
    """The file's content; None while not even the opening is under a signed checkpoint, or when its salt was erased."""
    mechanism, visible = law(held.law_id), _visible(held, law(held.law_id))
    checkpoint = _checkpoint_for(visible)
    if checkpoint is None:
        return None
    rows = [row for row in visible if _is_under(row, checkpoint.size)]
    if not rows or rows[0][0] != 1:
        return None
    tree = TiledTree(checkpoint.size, read_tiles)
    return {
        "format": FORMAT,
        "town": towns.pack().title.zh,
        "number": held.case.number,
        "case": str(held.case.id),
        "issued_at": stamp(now),
        "events": [_event(row, held, mechanism, tree) for row in rows],
        "words": [word for row in rows if _is_own(row) for word in _words(row)],
        "checkpoint": checkpoint.note,
        "keys": {"log": queries.vkeys(), "witnesses": [one.vkey for one in queries.witnesses()]},
    }


def _checkpoint_for(rows: Sequence[tuple[Any, ...]]) -> queries.Signed | None:
    """The latest that a witness saw, where it covers all that is in the log of this case; else the latest."""
    latest, cosigned = queries.latest_checkpoint(), queries.latest_cosigned()
    if latest is None or cosigned is None:
        return latest
    covers = all(_is_under(row, cosigned.size) for row in rows if _is_under(row, latest.size))
    return cosigned if covers else latest


def _visible(held: Held, mechanism: Mechanism) -> list[tuple[Any, ...]]:
    return [row for row in sheets.run(EVENTS, [held.case.id]) if mechanism.step(row[2]).public]


def _is_under(row: tuple[Any, ...], size: int) -> bool:
    return bool(row[14] is not None and row[14] < size and row[15] is not None)


def _is_own(row: tuple[Any, ...]) -> bool:
    """What the reporter did, and the opening, whoever wrote it down for them."""
    return bool(row[0] == 1 or row[6] == "resident")


def _event(row: tuple[Any, ...], held: Held, mechanism: Mechanism, tree: TiledTree) -> dict[str, Any]:
    content: dict[str, Any] = (
        {"document": _document(row, held, mechanism)} if _is_own(row) else {"digest": row[13].hex()}
    )
    proof = tree.inclusion_proof(row[14])
    said = mechanism.step(row[2]).label.zh
    return {"seq": row[0], "said": said, **content, "log": log_part(index=row[14], salt=bytes(row[15]), proof=proof)}


def _document(row: tuple[Any, ...], held: Held, mechanism: Mechanism) -> dict[str, Any]:
    return Event(
        case_id=held.case.id,
        seq=row[0],
        name=row[1],
        verb=row[2],
        leaves=row[3],
        enters=row[4],
        at=row[5],
        actor_kind=row[6],
        actor_id=row[7],
        actor_role=row[8],
        actor_unit=row[9],
        mechanism=mechanism.name,
        version=mechanism.version,
        facts=json.loads(row[10]),
        seals=json.loads(row[11]),
        previous=bytes(row[12]),
    ).document()


def _words(row: tuple[Any, ...]) -> list[dict[str, Any]]:
    sealed: Mapping[str, tuple[str, str]] = json.loads(row[16]) if row[16] else {}
    promised = json.loads(row[11])
    return [
        {"seq": row[0], "field": field, "salt": salt, "text": unseal(base64.b64decode(cipher))}
        for field, (salt, cipher) in sorted(sealed.items())
        if field in promised and field != GUARDIAN  # whom else it names is nothing to pass around
    ]
