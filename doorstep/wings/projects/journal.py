"""The journal 序时账 of public money: each entry as it was made, in its order, with its two accounts; and what was planned at
some places. Reads; enters nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from doorstep.store.cases import sheets

AT_ONCE = 2000
ENTRIES = """
SELECT y.id, (y.at AT TIME ZONE 'Asia/Shanghai')::date, p.number, p.title, y.stage, y.source, y.debit, y.credit, y.amount_fen, y.document, y.purpose
FROM projects_money y JOIN projects_project p ON p.case_id = y.project_id
WHERE y.id > %s ORDER BY y.id LIMIT %s
"""
PLANNED_WITHIN = """
SELECT coalesce(sum(y.amount_fen), 0)::bigint FROM projects_money y JOIN projects_project p ON p.case_id = y.project_id
WHERE y.stage = 'planned' AND p.place_path LIKE ANY(%s)
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An amount in fen that debits one account and credits the other; below nothing where it takes another back. `document`: where it
    comes from, masked as everybody reads it."""

    id: int
    on: date
    project: str
    title: str
    stage: str
    source: str
    debit: str
    credit: str
    fen: int
    document: str
    purpose: str


def entries() -> Iterator[Entry]:
    """All, oldest first, read by and by."""
    last = 0
    while rows := sheets.run(ENTRIES, [last, AT_ONCE]):
        for row in rows:
            yield Entry(**dict(zip(Entry.__annotations__, row, strict=True)))
        last = rows[-1][0]


def planned_within(paths: Sequence[str]) -> int:
    """Public money planned for projects at these places and below, in fen."""
    return int(sheets.run(PLANNED_WITHIN, [[f"{path}%" for path in paths]])[0][0])
