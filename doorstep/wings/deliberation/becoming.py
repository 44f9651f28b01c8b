"""What became of a word 后来怎样: from a suggestion or request along its ties to candidate, meeting, vote and project, each way to its
end before the next.

For whoever holds the receipt. Says what was decided and why, masked; never who else asked or who voted how.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.mechanism import Step
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law
from doorstep.store.sealing import unseal

DEEPEST = 6
# Each case above a word with those beneath it by which it is reached, the nearest first.
ABOVE = """
WITH RECURSIVE above AS (
    SELECT t.child_id, t.parent_id AS id, t.made_at, 1 AS depth FROM cases_tie t WHERE t.child_id = %s
    UNION
    SELECT t.child_id, t.parent_id, t.made_at, a.depth + 1 FROM above a JOIN cases_tie t ON t.child_id = a.id WHERE a.depth < %s
)
SELECT c.id, c.number, c.law_id, c.state, w.title, min(a.made_at), array_agg(DISTINCT a.child_id)
FROM above a JOIN cases_case c ON c.id = a.id JOIN cases_casewords w ON w.case_id = c.id
GROUP BY c.id, c.number, c.law_id, c.state, w.title ORDER BY min(a.depth), min(a.made_at), c.id
"""
HAPPENED = """
SELECT e.case_id, e.law_id, e.verb, e.facts::text, e.at,
       (SELECT t.cipher FROM cases_sealedtext t WHERE t.case_id = e.case_id AND t.seq = e.seq AND t.field = 'why')
FROM cases_event e WHERE e.case_id = ANY(%s::uuid[]) AND e.name = ANY(%s::text[]) ORDER BY e.case_id, e.seq
"""
DECIDED = "assembly.decided"  # told with the vote; of all else the name of the step says enough
# Nobody's news: what only keeps the books.
QUIET = ("candidate.gathered", "candidate.released", "candidate.took_in", "candidate.let_go", "candidate.noted")
TELLING = (
    *("candidate.collected", "candidate.listed", "candidate.chosen", "candidate.reserved", "candidate.left_out"),
    *("candidate.merged", "candidate.unmerged", "candidate.queued", "candidate.came_back", "candidate.made_project"),
    *(
        "assembly.announced",
        DECIDED,
        "assembly.held",
        "assembly.entered_afterwards",
        "assembly.closed",
        "assembly.called_off",
    ),
    *("poll.announced", "poll.opened", "poll.confirmed"),
    *("project.reserved", "project.dropped", "project.set_up", "project.begun", "project.delayed"),
    *("project.handed_over", "project.accepted", "project.assessed"),
    *("project.promoted", "project.adjusted", "project.withdrawn", "project.finished"),
)
SHOWN = ("candidate", "assembly", "poll", "project", "theme", "remedy")


@dataclass(frozen=True, kw_only=True)
class Happened:
    """A sentence, when, and the reason that was given: masked words, or the choice made; "" for none."""

    said: Words
    at: datetime
    why: str | Words


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A case that took the word up. `plain`: where it stands, as a resident reads it. `out_of`: the cases by which the word came here."""

    id: UUID
    number: str
    mechanism: str
    title: str
    called: Words
    state: Words
    plain: Words
    is_final: bool
    since: datetime
    out_of: frozenset[UUID]
    happened: tuple[Happened, ...]


def what_became(case_id: UUID) -> tuple[Stage, ...]:
    """Each way that it went, the nearest first; empty while nobody has taken it up. Two statements."""
    rows = [row for row in _ways(case_id, sheets.run(ABOVE, [case_id, DEEPEST])) if law(row[2]).name in SHOWN]
    told = _happened([row[0] for row in rows])
    return tuple(_stage(row, told.get(row[0], ())) for row in rows)


def _ways(case_id: UUID, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Whatever followed from a case right after it, so that two ways do not run into each other; each once."""
    found: dict[UUID, Sequence[Any]] = {}

    def follow(beneath: UUID) -> None:
        for row in rows:
            if beneath in row[6] and row[0] not in found:
                found[row[0]] = row
                follow(row[0])

    follow(case_id)
    return list(found.values())


def _stage(row: Sequence[Any], happened: Sequence[Happened]) -> Stage:
    mechanism = law(row[2])
    state = mechanism.state(row[3])
    return Stage(
        id=row[0],
        number=row[1],
        mechanism=mechanism.name,
        title=row[4],
        called=mechanism.title,
        state=state.label,
        plain=state.plain,
        is_final=state.final,
        since=row[5],
        out_of=frozenset(row[6]),
        happened=tuple(happened),
    )


def _happened(case_ids: Sequence[UUID]) -> Mapping[UUID, list[Happened]]:
    found: dict[UUID, list[Happened]] = {}
    if not case_ids:
        return found
    for case_id, law_id, verb, facts, at, cipher in sheets.run(HAPPENED, [list(case_ids), list(TELLING)]):
        step = law(law_id).step(verb)
        why = redact(unseal(bytes(cipher))).text if cipher else _chosen(step, json.loads(facts))
        found.setdefault(case_id, []).append(Happened(said=_said(step, json.loads(facts)), at=at, why=why))
    return found


def _said(step: Step, facts: Mapping[str, Any]) -> Words:
    """The step's name; of a vote how it came out."""
    if step.event != DECIDED:
        return step.label
    asked = step.field("outcome")
    choices = asked.choices if asked else ()
    outcome = next((one.label for one in choices if one.code == facts.get("outcome")), step.label)
    return Words(
        zh=step.said.zh.format(**{**facts, "outcome": outcome.zh}),
        en=step.said.en.format(**{**facts, "outcome": outcome.en}),
    )


def _chosen(step: Step, facts: Mapping[str, Any]) -> str | Words:
    """The label of the reason that was chosen; "" where the step asks for none."""
    asked = step.field("reason")
    choices = asked.choices if asked else ()
    return next((one.label for one in choices if one.code == facts.get("reason")), "")
