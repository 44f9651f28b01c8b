"""What hangs on one project: its problems, photos, sheets and what it spent, read in one statement."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from doorstep.store.cases import sheets

ATTACHED = """
SELECT (SELECT json_agg(json_build_array(q.turn, q.title, q.struck_on) ORDER BY q.turn) FROM projects_problem q WHERE q.project_id = %s),
  (SELECT json_agg(json_build_array(i.id, i.about, i.is_public) ORDER BY i."on", i.id) FROM projects_picture i WHERE i.project_id = %s),
  (SELECT json_agg(json_build_array(s.number, s."on", s.visits, s.fresh) ORDER BY s."on" DESC, s.number DESC)
   FROM (SELECT * FROM projects_sheet WHERE project_id = %s ORDER BY "on" DESC, number DESC LIMIT %s) s),
  (SELECT json_agg(json_build_array((y.at AT TIME ZONE 'Asia/Shanghai')::date, y.source, y.purpose, y.document, y.amount_fen)
    ORDER BY y.at DESC, y.id DESC)
   FROM (SELECT * FROM projects_money WHERE project_id = %s AND stage = 'spent' ORDER BY at DESC, id DESC LIMIT %s) y)
"""
MOST_SHEETS = 50
MOST_SPENT = 100


@dataclass(frozen=True, kw_only=True)
class OneProblem:
    """A problem of a remedy."""

    turn: int
    title: str
    struck_on: date | None


@dataclass(frozen=True, kw_only=True)
class OnePicture:
    """A photo; public or not yet."""

    id: int
    about: str
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class OneSheet:
    """A sheet on which people signed."""

    number: int
    on: date
    visits: int
    fresh: int


@dataclass(frozen=True, kw_only=True)
class OneSpent:
    """An amount spent, in fen, by which document; a negative one takes another back."""

    on: date
    source: str
    purpose: str
    document: str
    fen: int


@dataclass(frozen=True, kw_only=True)
class Attached:
    """What hangs on a project."""

    problems: tuple[OneProblem, ...]
    pictures: tuple[OnePicture, ...]
    sheets: tuple[OneSheet, ...]
    spent: tuple[OneSpent, ...]


def attached(case_id: UUID) -> Attached:
    """One statement."""
    values = [case_id, case_id, case_id, MOST_SHEETS, case_id, MOST_SPENT]
    problems, pictures, papers, spent = sheets.run(ATTACHED, values)[0]
    return Attached(
        problems=tuple(
            OneProblem(turn=turn, title=title, struck_on=date.fromisoformat(on) if on else None)
            for turn, title, on in _listed(problems)
        ),
        pictures=tuple(OnePicture(id=one, about=about, is_public=shown) for one, about, shown in _listed(pictures)),
        sheets=tuple(
            OneSheet(number=number, on=date.fromisoformat(on), visits=visits, fresh=fresh)
            for number, on, visits, fresh in _listed(papers)
        ),
        spent=tuple(
            OneSpent(on=date.fromisoformat(on), source=source, purpose=purpose, document=document, fen=fen)
            for on, source, purpose, document, fen in _listed(spent)
        ),
    )


def _listed(found: Any) -> list[Any]:
    """JSON as the driver gives it, as text or read already."""
    return list(json.loads(found) if isinstance(found, str) else found or ())
