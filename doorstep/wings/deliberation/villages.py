"""四议两公开: the matters of villages that go through its gates, newest first; to everybody only once their decision was made public.

Reads cases along the index of their kind. Refuses to show a proposal, or what was sent back, to the public.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law

MECHANISM = "village_matter"
PUBLIC = ("decision_public", "carried_out", "result_public", "filed")
PAGE = 50
LISTED = """
SELECT c.id, c.number, w.title, c.law_id, c.state, c.place_path, c.moved_at FROM cases_case c
JOIN cases_casewords w ON w.case_id = c.id
WHERE c.is_inner AND c.law_id IN (SELECT id FROM cases_law WHERE name = %s)
  AND (%s::text[] IS NULL OR c.state = ANY(%s)) AND c.place_path LIKE ANY(%s) AND (%s = '' OR c.number = %s)
ORDER BY c.opened_at DESC, c.id DESC LIMIT %s OFFSET %s
"""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One matter and where it stands; its title is masked."""

    id: UUID
    number: str
    title: str
    state: Words
    plain: Words
    place_path: str
    moved_at: datetime


def matters_at(paths: Sequence[str], *, page: int = 1) -> list[Matter]:
    """For staff: all at these places, one more than a page to tell of a next one."""
    return _matters(None, [f"{path}%" for path in paths], page=page)


def public_matters(*, page: int = 1) -> list[Matter]:
    """Those whose decision was made public."""
    return _matters(PUBLIC, ["/%"], page=page)


def public_matter(number: str) -> Matter | None:
    """One of them."""
    found = _matters(PUBLIC, ["/%"], number=number)
    return found[0] if found else None


def _matters(states: Sequence[str] | None, paths: list[str], *, page: int = 1, number: str = "") -> list[Matter]:
    shown = list(states) if states else None
    asked = [MECHANISM, shown, shown, paths, number, number, PAGE + 1, (page - 1) * PAGE]
    return [
        Matter(
            id=row[0],
            number=row[1],
            title=row[2],
            state=law(row[3]).state(row[4]).label,
            plain=law(row[3]).state(row[4]).plain,
            place_path=row[5],
            moved_at=row[6],
        )
        for row in sheets.run(LISTED, asked)
    ]
