"""Holds a case still while a step is decided, and turns its row into the kernel's case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from doorstep.kernel.case import Case
from doorstep.store.cases import ledger, sheets
from doorstep.store.cases.laws import law
from doorstep.store.people.units import unit_tree

COLUMNS = (
    "id, number, law_id, state, seq, head, memory, running, opened_at, category, request_type, urgency, channel, place_path,"
    " community, lead_unit, lead_path, opened_unit, is_final, due_at, merged_into"
)
# The units that lead what hangs beneath a case or above it.
BESIDE = """, (SELECT jsonb_agg(DISTINCT o.lead_unit) FROM cases_case o WHERE o.lead_unit <> '' AND o.id IN (
    SELECT t.child_id FROM cases_tie t WHERE t.parent_id = c.id UNION ALL
    SELECT t.parent_id FROM cases_tie t WHERE t.child_id = c.id))
FROM cases_case c"""


@dataclass(frozen=True)
class Held:
    """A case as its row has it now, with what only the store needs."""

    case: Case
    law_id: int
    running: Mapping[str, str]
    merged_into: UUID | None


def lock(case_id: UUID) -> Held | None:
    """The case, locked until the transaction ends; None when there is none."""
    rows = sheets.run(f"SELECT {COLUMNS} {BESIDE} WHERE id = %s FOR UPDATE OF c", [case_id])
    return held_from(rows[0]) if rows else None


def find(case_id: UUID) -> Held | None:
    """The case, not locked: for looking."""
    rows = sheets.run(f"SELECT {COLUMNS} {BESIDE} WHERE id = %s", [case_id])
    return held_from(rows[0]) if rows else None


def find_numbered(number: str) -> Held | None:
    """The case with this number, not locked."""
    if len(number) > 24 or "\x00" in number:
        return None
    rows = sheets.run(f"SELECT {COLUMNS} {BESIDE} WHERE number = %s", [number])
    return held_from(rows[0]) if rows else None


def held_from(row: tuple) -> Held:  # type: ignore[type-arg]
    """From a row of COLUMNS."""
    mechanism = law(row[2])
    case = Case(
        id=row[0],
        number=row[1],
        mechanism=mechanism.name,
        version=mechanism.version,
        state=row[3],
        seq=row[4],
        head=bytes(row[5]),
        memory=ledger.memory_from_json(json.loads(row[6])),
        opened_at=row[8],
        category=row[9],
        request_type=row[10],
        urgency=row[11],
        channel=row[12],
        place_path=row[13],
        community=row[14],
        lead_unit=row[15],
        lead_path=row[16],
        opened_unit=row[17],
        is_final=row[18],
        due_at=row[19],
        beside=paths_beside(json.loads(row[21])) if row[21] else (),
    )
    return Held(case, row[2], json.loads(row[7]), row[20])


def paths_beside(codes: Sequence[str]) -> tuple[str, ...]:
    """Paths of these units, those that still exist."""
    return tuple(unit_tree().path(code) for code in codes if code in unit_tree())
