"""The bloodline 血缘 of a project, from both ends: what it came from, and what came of a case."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from doorstep.store.cases import sheets
from doorstep.wings.projects.measuring import UNSORTED

# What hangs beneath, however deep: a project's candidates, their suggestions, their cases; and the meetings, polls and themes that
# dealt with these. UNION stops at what was seen.
BENEATH = """
WITH RECURSIVE down(id, depth) AS (
  SELECT %s::uuid, 0 UNION SELECT t.child_id, d.depth + 1 FROM down d JOIN cases_tie t ON t.parent_id = d.id WHERE d.depth < 6
)
SELECT l.name, c.id, c.number, c.state, c.opened_at, c.law_id, c.is_final, c.reports FROM (
  SELECT id FROM down WHERE depth > 0
  UNION SELECT t.parent_id FROM down d JOIN cases_tie t ON t.child_id = d.id WHERE d.depth > 0 AND t.kind = ANY(%s) AND t.parent_id <> %s
) d
JOIN cases_case c ON c.id = d.id JOIN cases_law l ON l.id = c.law_id ORDER BY c.opened_at, c.id LIMIT %s
"""
ABOVE = """
WITH RECURSIVE up(id, depth) AS (
  SELECT %s::uuid, 0 UNION SELECT t.parent_id, u.depth + 1 FROM up u JOIN cases_tie t ON t.child_id = u.id WHERE u.depth < 6
)
SELECT p.case_id, p.number, p.title FROM (SELECT DISTINCT id FROM up WHERE depth > 0) u JOIN projects_project p ON p.case_id = u.id
"""
# Up again from all that hangs beneath, a few steps: from a gathered case to its candidate to its project.
OF_THOSE = """
WITH RECURSIVE down(id, depth) AS (
  SELECT %s::uuid, 0 UNION SELECT t.child_id, d.depth + 1 FROM down d JOIN cases_tie t ON t.parent_id = d.id WHERE d.depth < 3
), up(id, depth) AS (
  SELECT id, 0 FROM down UNION SELECT t.parent_id, u.depth + 1 FROM up u JOIN cases_tie t ON t.child_id = u.id WHERE u.depth < 4
)
SELECT p.case_id, p.number, p.title FROM projects_project p WHERE p.case_id IN (SELECT id FROM up) ORDER BY p.rank
"""
# What most of those say that it is about: beneath a candidate, the requests and suggestions of those who asked.
USUAL = """
WITH RECURSIVE down(id, depth) AS (
  SELECT %s::uuid, 0 UNION SELECT t.child_id, d.depth + 1 FROM down d JOIN cases_tie t ON t.parent_id = d.id WHERE d.depth < 6
)
SELECT c.category FROM down d JOIN cases_case c USING (id) WHERE c.category <> ALL(%s)
GROUP BY 1 ORDER BY (bool_or(d.depth = 0)) DESC, sum(c.reports) DESC, 1 LIMIT 1
"""
MOST_TIED = 2000
DEALT_WITH = ("assembly", "poll", "theme")


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A case from which a project came, however far back."""

    mechanism: str
    case_id: UUID
    number: str
    state: str
    law_id: Any
    is_final: bool
    reports: int


def bloodline(case_id: UUID) -> list[Origin]:
    """All that hangs beneath, oldest first."""
    return [
        Origin(mechanism=name, case_id=id_, number=number, state=state, law_id=law_id, is_final=final, reports=reports)
        for name, id_, number, state, _, law_id, final, reports in sheets.run(
            BENEATH, [case_id, list(DEALT_WITH), case_id, MOST_TIED]
        )
    ]


def grown_beneath(case_id: UUID) -> list[tuple[UUID, str, str]]:
    """The projects that came of anything beneath a case, such as a theme: id, number, title."""
    found: dict[UUID, tuple[UUID, str, str]] = {row[0]: row for row in grown_from(case_id)}
    for one in sheets.run(OF_THOSE, [case_id]):
        found.setdefault(one[0], (one[0], one[1], one[2]))
    return list(found.values())


def grown_from(case_id: UUID) -> list[tuple[UUID, str, str]]:
    """The projects above a case, however far up: id, number, title."""
    return [(row[0], row[1], row[2]) for row in sheets.run(ABOVE, [case_id])]


def usual_category(case_id: UUID) -> str:
    """The category of a case, else the one that most people behind it named; "" where nobody did."""
    return next((row[0] for row in sheets.run(USUAL, [case_id, list(UNSORTED)])), "")
