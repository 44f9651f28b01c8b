"""Reads orders among units, along the indexes of who leads and who asked; and the cases that a question of duties is about."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.keysets import PAGE, Mark
from doorstep.store.cases.laws import law
from doorstep.store.cases.lines import owed_words

ORDERS = ("assist_order", "part_order")
Tab = Literal["mine", "asked", "done"]

SHOWN = """
SELECT c.id, c.number, CASE WHEN p.is_inner AND w.body <> '' THEN left(w.body, 80) ELSE w.title END, c.law_id, c.state,
       c.lead_unit, c.opened_unit, c.owed_by, c.due_at, c.due_clock, c.is_final,
       c.moved_at, e.facts::text, p.number, pw.title, p.is_inner
FROM page JOIN cases_case c ON c.id = page.id JOIN cases_casewords w ON w.case_id = c.id
JOIN cases_event e ON e.case_id = c.id AND e.seq = 1
LEFT JOIN LATERAL (SELECT parent_id FROM cases_tie t WHERE t.child_id = c.id ORDER BY made_at LIMIT 1) up ON true
LEFT JOIN cases_case p ON p.id = up.parent_id LEFT JOIN cases_casewords pw ON pw.case_id = p.id
"""
OPEN_ORDERS = f"""
WITH page AS (
    SELECT id, due_at FROM cases_case WHERE {{whose}} = ANY(%s::text[]) AND NOT is_final AND is_inner
    AND law_id IN (SELECT id FROM cases_law WHERE name = ANY(%s)) AND {{beyond}}
    ORDER BY due_at NULLS LAST, id LIMIT {PAGE + 1}
) {SHOWN} ORDER BY c.due_at NULLS LAST, c.id
"""
DONE_ORDERS = f"""
WITH page AS (
    SELECT id, opened_at FROM (
        (SELECT id, opened_at FROM cases_case WHERE lead_unit = ANY(%s::text[]) AND is_final AND is_inner
         AND law_id IN (SELECT id FROM cases_law WHERE name = ANY(%s)) AND {{beyond}}
         ORDER BY opened_at DESC, id DESC LIMIT {PAGE + 1})
        UNION
        (SELECT id, opened_at FROM cases_case WHERE opened_unit = ANY(%s::text[]) AND is_final AND is_inner
         AND law_id IN (SELECT id FROM cases_law WHERE name = ANY(%s)) AND {{beyond}}
         ORDER BY opened_at DESC, id DESC LIMIT {PAGE + 1})
    ) both_sides ORDER BY opened_at DESC, id DESC LIMIT {PAGE + 1}
) {SHOWN} ORDER BY c.opened_at DESC, c.id DESC
"""
COUNTS = """
SELECT count(*) FILTER (WHERE side = 'mine'), count(*) FILTER (WHERE side = 'asked'),
       count(*) FILTER (WHERE side = 'asked' AND state = 'reported') FROM (
    SELECT 'mine' AS side, state FROM cases_case WHERE lead_unit = ANY(%s::text[]) AND NOT is_final AND is_inner
    AND law_id IN (SELECT id FROM cases_law WHERE name = ANY(%s))
    UNION ALL
    SELECT 'asked', state FROM cases_case WHERE opened_unit = ANY(%s::text[]) AND NOT is_final AND is_inner
    AND law_id IN (SELECT id FROM cases_law WHERE name = ANY(%s))
) sides
"""
TIED_CASES = """
SELECT c.id, c.number, c.state, c.lead_unit FROM cases_case c WHERE NOT c.is_inner AND NOT c.is_final AND c.id IN (
    SELECT t.parent_id FROM cases_tie t WHERE t.child_id = %s UNION SELECT t.child_id FROM cases_tie t WHERE t.parent_id = %s)
"""


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order to assist, a task or a part. `facts` are those of its opening: share, agreed day. `main` is the case above, "" for none."""

    id: UUID
    number: str
    title: str
    mechanism: str
    mechanism_title: Words
    state: str
    state_label: Words
    lead_unit: str
    opened_unit: str
    owed: Words
    due_at: datetime | None
    due_clock: str
    is_final: bool
    moved_at: datetime
    share: str
    due_on: date | None
    main: str
    main_title: str
    is_task: bool


@dataclass(frozen=True, kw_only=True)
class Orders:
    """A page of orders; `after` continues it."""

    rows: list[Order]
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderCounts:
    """Open orders that a unit leads, that it asked for, and of these the ones that wait for its sign-off."""

    mine: int
    asked: int
    to_sign_off: int


def orders(units: Sequence[str], tab: Tab, *, after: Mark | None = None) -> Orders:
    """Open ones the next due first; done ones the newest first."""
    if not units:
        return Orders(rows=[])
    if tab == "done":
        return _done(list(units), after)
    whose = "lead_unit" if tab == "mine" else "opened_unit"
    beyond, values = "true", []
    if after and after.moment is None:
        beyond, values = "due_at IS NULL AND id > %s", [after.id]
    elif after:
        beyond, values = "(due_at IS NULL OR (due_at, id) > (%s, %s))", [after.moment, after.id]  # type: ignore[list-item]
    rows = sheets.run(OPEN_ORDERS.format(whose=whose, beyond=beyond), [list(units), list(ORDERS), *values])
    found = [_order(row) for row in rows[:PAGE]]
    return Orders(rows=found, after=str(Mark(found[-1].due_at, found[-1].id)) if len(rows) > PAGE else "")


def _done(units: list[str], after: Mark | None) -> Orders:
    beyond = "(opened_at, id) < (%s, %s)" if after else "true"
    values = [after.moment, after.id] if after else []
    rows = sheets.run(DONE_ORDERS.format(beyond=beyond), [units, list(ORDERS), *values, units, list(ORDERS), *values])
    found = [_order(row) for row in rows[:PAGE]]
    if len(rows) <= PAGE:
        return Orders(rows=found)
    (opened_at,) = sheets.run("SELECT opened_at FROM cases_case WHERE id = %s", [found[-1].id])[0]
    return Orders(rows=found, after=str(Mark(opened_at, found[-1].id)))


def _order(row: Sequence[Any]) -> Order:
    mechanism, facts = law(row[3]), json.loads(row[12])
    return Order(
        id=row[0],
        number=row[1],
        title=row[2],
        mechanism=mechanism.name,
        mechanism_title=mechanism.title,
        state=row[4],
        state_label=mechanism.state(row[4]).label,
        lead_unit=row[5],
        opened_unit=row[6],
        owed=owed_words(row[7]),
        due_at=row[8],
        due_clock=row[9],
        is_final=row[10],
        moved_at=row[11],
        share=str(facts.get("share", "")),
        due_on=_day(facts.get("due_on")),
        main=row[13] or "",
        main_title=row[14] or "",
        is_task=bool(row[15]),
    )


def counts(units: Sequence[str]) -> OrderCounts:
    """One statement over open cases of these units."""
    codes = list(units)
    mine, asked, ready = sheets.run(COUNTS, [codes, list(ORDERS), codes, list(ORDERS)])[0]
    return OrderCounts(mine=mine, asked=asked, to_sign_off=ready)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def tied_cases(question: UUID) -> list[tuple[UUID, str, str, str]]:
    """Residents' cases that a question of duties is about and that are still open: id, number, state, lead."""
    return [tuple(row) for row in sheets.run(TIED_CASES, [question, question])]
