"""What came in by a campaign or at a point and what became of it, what looks misfiled, what became of one's own. Reads only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.mechanism import Step
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE, Mark, Page
from doorstep.store.cases.laws import law
from doorstep.store.cases.sight import NOT_SEALED
from doorstep.store.cases.stories import value_in_words
from doorstep.wings.suggestions.models import Campaign, Letter, Point
from doorstep.wings.suggestions.splitting import KIND_OF, OPEN

# What a suggestion was weighed to be stays on it as flags until its author has read the answer.
FIGURES = {
    "came": "TRUE",
    "answered": "c.state IN ('told', 'adopted', 'partly_adopted', 'kept', 'declined')",
    "adopted": "c.memory->'flags' ?| ARRAY['adopted', 'partly'] AND c.state IN ('told', 'adopted', 'partly_adopted')",
    "under_way": "NOT c.is_final AND c.state <> 'told'",
}
COUNT = """
SELECT f.{by}, {counts} FROM suggestions_filed f JOIN cases_case c ON c.id = f.case_id
WHERE f.{by} = ANY(%s::text[]) AND c.state <> 'withdrawn' GROUP BY f.{by}
"""
RECORDS = """
SELECT c.id, f.at, c.community, c.law_id, c.state, c.moved_at FROM suggestions_filed f JOIN cases_case c ON c.id = f.case_id
WHERE f.{by} = %s AND c.state <> 'withdrawn' AND {condition} {after} ORDER BY f.at DESC, f.case_id DESC LIMIT %s
"""
DOUBTS = f"""
SELECT d.case_id, c.number, w.title, w.body, c.law_id, c.place_path, d.looks_like, d.reasons::text, d.raised_at
FROM suggestions_doubt d JOIN cases_case c ON c.id = d.case_id JOIN cases_casewords w ON w.case_id = c.id
WHERE d.settled_at IS NULL AND c.state = ANY(%s::text[]) AND {NOT_SEALED.sql} {{after}} ORDER BY d.raised_at DESC, d.case_id DESC LIMIT %s
"""
OPEN_DOUBTS = f"""
SELECT count(*) FROM suggestions_doubt d JOIN cases_case c ON c.id = d.case_id
WHERE d.settled_at IS NULL AND c.state = ANY(%s::text[]) AND {NOT_SEALED.sql}
"""


@dataclass(frozen=True, kw_only=True)
class Sum:
    """How many came, were answered, were adopted wholly or in part, and are still under way. Withdrawn ones do not count."""

    came: int = 0
    answered: int = 0
    adopted: int = 0
    under_way: int = 0


@dataclass(frozen=True, kw_only=True)
class Record:
    """A suggestion behind a figure, with nothing that says who or what: community, state and days."""

    community: str
    state: Words
    came_on: date
    moved_on: date
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class Misfiled:
    """A case that looks like something else. `body` is masked; `reasons` are codes of cues with the word found."""

    case_id: UUID
    number: str
    title: str
    body: str
    recorded_as: str
    looks_like: str
    place_path: str
    reasons: tuple[tuple[str, str], ...]
    raised_at: datetime


def sums(by: str, codes: Sequence[str]) -> dict[str, Sum]:
    """Of campaigns (`by` is "campaign") or points ("point"), each with a sum, be it of nothing. One statement."""
    if by not in ("campaign", "point"):
        raise KeyError(by)
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in FIGURES.values())
    rows = sheets.run(COUNT.format(by=by, counts=counts), [list(codes)]) if codes else []
    found = {row[0]: Sum(**dict(zip(FIGURES, row[1:], strict=True))) for row in rows}
    return {code: found.get(code, Sum()) for code in codes}


def records(by: str, code: str, figure: str, *, after: Mark | None = None) -> Page[Record]:
    """The cases behind one figure, newest first. Raises KeyError for a figure that does not exist."""
    if by not in ("campaign", "point"):
        raise KeyError(by)
    bound = "AND (f.at, f.case_id) < (%s, %s)" if after and after.moment else ""
    values: list[Any] = [code, *((after.moment, after.id) if after and after.moment else ()), PAGE + 1]
    rows = sheets.run(RECORDS.format(by=by, condition=FIGURES[figure], after=bound), values)
    shown = [_record(row) for row in rows[:PAGE]]
    return Page(rows=shown, after=str(shown[-1].mark) if len(rows) > PAGE else "")


def _record(row: tuple[Any, ...]) -> Record:
    return Record(
        community=row[2],
        state=law(row[3]).state(row[4]).label,
        came_on=row[1].astimezone(SHANGHAI).date(),
        moved_on=row[5].astimezone(SHANGHAI).date(),
        mark=Mark(row[1], row[0]),
    )


def misfiled(*, after: Mark | None = None) -> Page[Misfiled]:
    """What looks recorded as the wrong thing and can still be sent elsewhere, newest first."""
    bound = "AND (d.raised_at, d.case_id) < (%s, %s)" if after and after.moment else ""
    values = [list(OPEN), *((after.moment, after.id) if after and after.moment else ()), PAGE + 1]
    rows = sheets.run(DOUBTS.format(after=bound), values)
    shown = [_misfiled(row) for row in rows[:PAGE]]
    more = str(Mark(shown[-1].raised_at, shown[-1].case_id)) if len(rows) > PAGE else ""
    return Page(rows=shown, after=more)


def _misfiled(row: tuple[Any, ...]) -> Misfiled:
    case_id, number, title, body, law_id, place_path, looks_like, reasons, raised_at = row
    return Misfiled(
        case_id=case_id,
        number=number,
        title=title,
        body=body,
        recorded_as=KIND_OF[law(law_id).name],
        looks_like=looks_like,
        place_path=place_path,
        reasons=tuple((code, word) for code, word in json.loads(reasons)),
        raised_at=raised_at,
    )


def open_doubts() -> int:
    """How many wait for a person: what has meanwhile gone its way does not."""
    return int(sheets.run(OPEN_DOUBTS, [list(OPEN)])[0][0])


def campaigns(*, today: date, is_open: bool | None = None, limit: int = PAGE) -> list[Campaign]:
    """Those open today, or those that are over, or all; the ones that end last first."""
    found = Campaign.objects.order_by("-closes_on", "-code")
    if is_open is True:
        found = found.filter(opens_on__lte=today, closes_on__gte=today)
    if is_open is False:
        found = found.filter(closes_on__lt=today)
    return list(found[:limit])


def points(*, limit: int = 500) -> list[Point]:
    """Every observation point, those in use first."""
    return list(Point.objects.order_by("-is_open", "code")[:limit])


def published_letters(*, limit: int = PAGE) -> list[Letter]:
    """Newest first."""
    return list(Letter.objects.order_by("-published_at")[:limit])


@dataclass(frozen=True, kw_only=True)
class Became:
    """What a suggestion came to: a sentence of its own story, or what it was taken up into (`title`) and where that stands."""

    said: Words
    at: datetime
    state: Words | None = None


HAPPENED = """
SELECT e.case_id, e.law_id, e.verb, e.facts::text, e.at FROM cases_event e
WHERE e.case_id = ANY(%s::uuid[]) AND e.name = ANY(%s::text[]) ORDER BY e.case_id, e.seq
"""
TELLING = ("suggestion.weighed_again", "suggestion.carried_on", "suggestion.honoured")
WEIGHED = "suggestion.weighed"
TOLD = "suggestion.told"
# What gathered a suggestion, and what gathered that in turn.
TAKEN_UP = """
WITH RECURSIVE above AS (
    SELECT t.child_id AS root, t.parent_id AS id, t.made_at, 1 AS depth FROM cases_tie t WHERE t.child_id = ANY(%s::uuid[])
    UNION
    SELECT a.root, t.parent_id, t.made_at, a.depth + 1 FROM above a JOIN cases_tie t ON t.child_id = a.id WHERE a.depth < 3
)
SELECT a.root, c.law_id, c.state, min(a.made_at) FROM above a JOIN cases_case c ON c.id = a.id
GROUP BY a.root, c.id ORDER BY min(a.made_at)
"""


def what_became(case_ids: Sequence[UUID]) -> dict[UUID, tuple[Became, ...]]:
    """For each suggestion, oldest first: its outcome once its author was told, what came of it, what took it up. Two statements."""
    if not case_ids:
        return {}
    found: dict[UUID, list[Became]] = {case_id: [] for case_id in case_ids}
    for case_id, became in (*_happened(case_ids), *_taken_up(case_ids)):
        found[case_id].append(became)
    return {case_id: tuple(sorted(rows, key=lambda one: one.at)) for case_id, rows in found.items()}


def _happened(case_ids: Sequence[UUID]) -> Iterable[tuple[UUID, Became]]:
    """An outcome is nobody's news before its author is told."""
    waiting: dict[UUID, Became] = {}
    for case_id, law_id, verb, facts, at in sheets.run(HAPPENED, [list(case_ids), [*TELLING, WEIGHED, TOLD]]):
        step = law(law_id).step(verb)
        if step.event == TOLD and case_id in waiting:
            yield case_id, waiting.pop(case_id)
        elif step.event == WEIGHED:
            waiting[case_id] = Became(said=_answers(step, json.loads(facts)), at=at)
        elif step.event in TELLING:
            yield case_id, Became(said=_answers(step, json.loads(facts)), at=at)


def _answers(step: Step, facts: Mapping[str, Any]) -> Words:
    """The answers that were chosen, one after the other."""
    chosen = [value_in_words(field, facts.get(field.name)) for field in step.form if field.kind == "choice"]
    words = [one for one in chosen if isinstance(one, Words)]
    return Words(zh="，".join(one.zh for one in words), en=", ".join(one.en for one in words))


def _taken_up(case_ids: Sequence[UUID]) -> Iterable[tuple[UUID, Became]]:
    for root, law_id, state, at in sheets.run(TAKEN_UP, [list(case_ids)]):
        mechanism = law(law_id)
        if mechanism.name in KIND_OF:
            continue
        title = mechanism.title
        said = Words(zh=f"列入了{title.zh}", en=f"It was taken up into: {title.en}")
        yield root, Became(said=said, at=at, state=mechanism.state(state).label)
