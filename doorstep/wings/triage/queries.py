"""Reads what triage looks at: words of cases, opinions, lessons, versions. One statement each; decides nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.store.cases.sight import NOT_SEALED
from doorstep.wings.triage.models import CATEGORY, Opinion, Version
from doorstep.wings.triage.report import Report, from_data

OPENED = """
SELECT c.id, c.number, w.title, w.body, c.category, c.request_type, c.urgency, c.is_final OR c.is_inner
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id WHERE c.id = %s
"""
# What people stand behind: they wrote it down under that category at a door or on the phone, sorted the case, or dispatched it;
# or another system's people did.
TAUGHT = """
SELECT w.title, w.body, c.category FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE NOT c.is_inner AND c.category <> 'unsorted' AND (c.channel IN ('visit', 'hotline') OR c.channel LIKE 'import%%'
      OR c.memory->'flags' ? 'dispatched'
      OR EXISTS (SELECT 1 FROM triage_lesson l WHERE l.case_id = c.id AND l.subject = 'category'))
ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""
# Types that somebody stands behind: a person gave it, another system's people did, or the door says it: an idea, a praise.
ASKED = """
SELECT w.title, w.body, c.request_type FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
JOIN cases_law m ON m.id = c.law_id
WHERE NOT c.is_inner AND (m.name IN ('suggestion', 'praise') OR c.channel LIKE 'import%%'
      OR EXISTS (SELECT 1 FROM triage_lesson l WHERE l.case_id = c.id AND l.subject = 'request_type'))
ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""
LATEST = """
SELECT w.title, w.body FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id
WHERE NOT c.is_inner ORDER BY c.opened_at DESC, c.id DESC LIMIT %s
"""
SORTED = "SELECT facts, at, actor_kind, actor_unit FROM cases_event WHERE case_id = %s AND seq = %s"
AGREED = """
SELECT given, count(*), count(*) FILTER (WHERE said = given), count(*) FILTER (WHERE was_sure),
       count(*) FILTER (WHERE was_sure AND said = given)
FROM triage_lesson WHERE subject = %s AND said <> '' GROUP BY given ORDER BY count(*) DESC, given
"""
WAITING = f"""
SELECT l.at, l.said, l.given, l.subject, l.by_unit, c.number, w.title FROM triage_lesson l
JOIN cases_case c ON c.id = l.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE l.learned_in IS NULL AND l.said <> l.given AND {NOT_SEALED.sql} ORDER BY l.at DESC, l.id DESC LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A case as triage reads it. Title and body are masked."""

    id: UUID
    number: str
    title: str
    body: str
    category: str
    request_type: str
    urgency: str
    is_over: bool

    @property
    def text(self) -> str:
        return self.body if self.body.startswith(self.title.rstrip("…")) else f"{self.title}\n{self.body}"


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """What a sorting said, and who sorted."""

    facts: dict[str, Any]
    at: datetime
    is_person: bool
    unit: str


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How often people did what was proposed. `n` sorted under `given`; `sure` of them had been sure."""

    given: str
    n: int
    agreed: int
    sure: int
    sure_agreed: int


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A correction that no version has learned yet."""

    at: datetime
    said: str
    given: str
    subject: str
    unit: str
    number: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A version as lists show it."""

    serial: int
    made_at: datetime
    rows: int
    lessons: int
    digest: str
    report: Report
    requests: Report | None
    is_current: bool


def opened(case_id: UUID) -> Opened | None:
    """None for a case that is no more."""
    names = ("id", "number", "title", "body", "category", "request_type", "urgency", "is_over")
    rows = run(OPENED, [case_id])
    return Opened(**dict(zip(names, rows[0], strict=True))) if rows else None


def taught(limit: int) -> list[tuple[str, str]]:
    """Masked text and category of the latest cases that people have sorted."""
    return [(f"{title}\n{body}", category) for title, body, category in run(TAUGHT, [limit])]


def asked(limit: int) -> list[tuple[str, str]]:
    """Masked text and type of request of the latest cases whose type somebody stands behind."""
    return [(f"{title}\n{body}", request_type) for title, body, request_type in run(ASKED, [limit])]


def latest(limit: int) -> list[str]:
    """Masked texts of the latest cases, whatever they are about."""
    return [f"{title}\n{body}" for title, body in run(LATEST, [limit])]


def sorted_in(case_id: UUID, seq: int) -> Sorted | None:
    """What that event put on record."""
    rows = run(SORTED, [case_id, seq])
    if not rows:
        return None
    facts, at, kind, unit = rows[0]
    return Sorted(
        facts=facts if isinstance(facts, dict) else json.loads(facts), at=at, is_person=kind == "staff", unit=unit
    )


def opinions(case_ids: Sequence[UUID]) -> dict[UUID, Opinion]:
    """What was proposed for these cases."""
    return {one.case_id: one for one in Opinion.objects.filter(case_id__in=list(case_ids))}


def agreements(subject: str = CATEGORY) -> list[Agreement]:
    """By the category, or the type of request, that people gave."""
    names = ("given", "n", "agreed", "sure", "sure_agreed")
    return [Agreement(**dict(zip(names, row, strict=True))) for row in run(AGREED, [subject])]


def waiting(limit: int = 20) -> list[Waiting]:
    """Corrections waiting to be learned, the newest first."""
    names = ("at", "said", "given", "subject", "unit", "number", "title")
    return [Waiting(**dict(zip(names, row, strict=True))) for row in run(WAITING, [limit])]


def count_waiting() -> tuple[int, int]:
    """Lessons that no version has learned: all, and those that corrected it."""
    rows = run(
        "SELECT count(*), count(*) FILTER (WHERE said <> given) FROM triage_lesson WHERE learned_in IS NULL"
        " AND subject = %s",
        [CATEGORY],
    )
    return int(rows[0][0]), int(rows[0][1])


def versions(limit: int = 30) -> list[Kept]:
    """The newest first."""
    rows = Version.objects.defer("packed", "signature", "request_packed", "request_signature").order_by("-serial")[
        :limit
    ]
    return [
        Kept(
            serial=row.serial,
            made_at=row.made_at,
            rows=row.rows,
            lessons=row.lessons,
            digest=row.digest,
            report=from_data(row.report),
            requests=from_data(row.request_report) if row.request_report else None,
            is_current=row.is_current,
        )
        for row in rows
    ]
