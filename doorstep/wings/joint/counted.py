"""Reads the records behind the figures of meetings: one line for each event that was counted. Counts nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE
from doorstep.store.cases.laws import law
from doorstep.wings.joint.meetings import OURS

KINDS = {
    "consultations": "consultation.held",
    "sittings": "sitting.held",
    "ruled": "coordination.ruled",
    "opinions": "invitation.opinion_given",
}
BEHIND = f"""
SELECT c.number, w.title, c.law_id, c.lead_unit, e.at, e.position, coalesce(e.facts->>'grade', ''), {{ours}}
FROM cases_event e JOIN cases_case c ON c.id = e.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE e.name = %s AND e.at >= %s AND e.at < %s AND {{before}} ORDER BY e.at DESC, e.position DESC LIMIT {PAGE + 1}
"""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One event that was counted. `title` is "" for a record that is not the reader's to open. `grade` in words, or None."""

    number: str
    title: str
    unit: str
    at: datetime
    position: int
    grade: Words | None


def behind(
    kind: str,
    units: Sequence[str] | None,
    *,
    since: datetime,
    until: datetime,
    before: tuple[datetime, int] | None = None,
) -> list[Counted]:
    """The newest first, one more than a page. `units`: whose records the reader may open, None for all."""
    ours, values = ("true", []) if units is None else (OURS, [list(units)] * 3)
    older = "(e.at, e.position) < (%s, %s)" if before else "true"
    asked = [*values, KINDS[kind], since, until, *(before or ())]
    return [_counted(row) for row in sheets.run(BEHIND.format(ours=ours, before=older), asked)]


def _counted(row: Sequence[object]) -> Counted:
    number, title, law_id, unit, at, position, grade, is_ours = row
    assert isinstance(law_id, int)
    assert isinstance(at, datetime)
    assert isinstance(position, int)
    return Counted(
        number=str(number),
        title=str(title) if is_ours else "",
        unit=str(unit),
        at=at,
        position=position,
        grade=_grade(law_id, str(grade)) if grade else None,
    )


def _grade(law_id: int, code: str) -> Words:
    field = law(law_id).step("give_opinion").field("grade")
    labels = {choice.code: choice.label for choice in field.choices} if field else {}
    return labels.get(code, Words(zh=code, en=code))
