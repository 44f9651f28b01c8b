"""Reads projects: lists, one with all that hangs on it, sums, and what they came from. Counts in the database, never in a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from doorstep.store.cases import sheets
from doorstep.wings.projects.models import Milestone, Project
from doorstep.wings.projects.rules import Done, done_of
from doorstep.wings.projects.spending import Purse, together

PAGE = 60
RESERVED = "reserved"
DROPPED = "dropped"
CHOSEN_STATES = ("set_up", "under_way", "handed_over", "accepted", "assessed", "carried_on", "finished", "withdrawn")
BEFORE = """
SELECT count(*), (array_agg(p.number ORDER BY p.rank))[1] FROM projects_project p JOIN cases_case c ON c.id = p.case_id
WHERE p.rank < %s AND c.state = 'reserved'
"""
IN_QUEUE = """
SELECT p.case_id, (SELECT count(*) FROM projects_project q JOIN cases_case d ON d.id = q.case_id WHERE q.rank < p.rank AND d.state = 'reserved')
FROM projects_project p JOIN cases_case c ON c.id = p.case_id WHERE p.case_id = ANY(%s) AND c.state = 'reserved'
"""
COLUMNS = """
SELECT p.case_id, p.number, p.title, p.what, p.side, p.kind, p.provider, p.price_fen, p.counted_in, p.unit, p.place_path, p.category,
  p.rank, p.batch, p.set_up_on, p.passes, p.begun_on, p.accepted_on, c.state, c.near_lon, c.near_lat,
  m.whole, m.part, m.reached, m.total, m.due_on, m.planned_on, m.late,
  (SELECT coalesce(sum(amount_fen) FILTER (WHERE stage = 'planned'), 0) FROM projects_money y WHERE y.project_id = p.case_id),
  (SELECT coalesce(sum(CASE WHEN p.counted_in = 'persons' THEN fresh ELSE visits END), 0) FROM projects_sheet s WHERE s.project_id = p.case_id),
  (SELECT count(*) FROM projects_problem q WHERE q.project_id = p.case_id),
  (SELECT count(*) FROM projects_problem q WHERE q.project_id = p.case_id AND q.struck_on IS NOT NULL), p.price_basis
FROM projects_project p JOIN cases_case c ON c.id = p.case_id
LEFT JOIN LATERAL (
  SELECT sum(weight) AS whole, sum(weight) FILTER (WHERE done_on IS NOT NULL) AS part, count(*) AS total,
    count(*) FILTER (WHERE done_on IS NOT NULL) AS reached, max(due_on) AS due_on, max(planned_on) AS planned_on,
    bool_or(due_on > planned_on) AS late
  FROM projects_milestone k
  WHERE k.project_id = p.case_id AND k.round = (SELECT max(round) FROM projects_milestone l WHERE l.project_id = p.case_id)
) m ON TRUE
WHERE {where} ORDER BY {order} LIMIT %s OFFSET %s
"""
ORDERS = {"reserve": "p.rank", "newest": "p.set_up_on DESC NULLS LAST, p.rank", "batch": "p.batch, p.rank"}
COUNTS = """
SELECT c.state, p.kind, p.side, p.batch, count(*) FROM projects_project p JOIN cases_case c ON c.id = p.case_id GROUP BY 1, 2, 3, 4
"""
MONEY = """
SELECT y.source, y.stage, sum(y.amount_fen)::bigint FROM projects_money y {join} GROUP BY 1, 2 ORDER BY 1, 2
"""
ACCOUNTS = """
SELECT account, sum(fen)::bigint FROM (
  SELECT debit AS account, amount_fen AS fen FROM projects_money UNION ALL SELECT credit, -amount_fen FROM projects_money
) sides GROUP BY 1 ORDER BY 1
"""
SERVED = """
SELECT p.counted_in, coalesce(sum(s.visits), 0)::bigint, coalesce(sum(s.fresh), 0)::bigint
FROM projects_sheet s JOIN projects_project p ON p.case_id = s.project_id GROUP BY 1
"""
PROBLEMS = """
SELECT count(*), count(*) FILTER (WHERE struck_on IS NOT NULL), count(DISTINCT project_id) FROM projects_problem
"""


@dataclass(frozen=True, kw_only=True)
class Before:
    """Who stands before one in the reserve: how many, and the number of the first."""

    count: int
    first: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A project in a list. `served`: persons or visits, as it counts. `last_on`: when the last milestone falls due, `first_said_on`
    when it was to be due at first."""

    case_id: UUID
    number: str
    title: str
    what: str
    side: str
    kind: str
    provider: str
    price_fen: int | None
    price_basis: tuple[str, ...]
    counted_in: str
    unit: str
    place_path: str
    category: str
    rank: int
    batch: int | None
    set_up_on: date | None
    passes: str
    begun_on: date | None
    accepted_on: date | None
    state: str
    near: tuple[float, float] | None
    done: Done
    last_on: date | None
    first_said_on: date | None
    is_delayed: bool
    money_fen: int
    served: int
    problems: int
    struck_off: int


def waiting_before(project: Project) -> Before:
    """Those in the reserve with a lower rank."""
    count, first = sheets.run(BEFORE, [project.rank])[0]
    return Before(count=count, first=first or "")


def in_queue(ids: Sequence[UUID]) -> dict[UUID, int]:
    """Of those in the reserve: how many stand before each."""
    return dict(sheets.run(IN_QUEUE, [list(ids)])) if ids else {}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which projects are asked for; empty: all."""

    states: tuple[str, ...] = ()
    kind: str = ""
    side: str = ""
    batch: int | None = None
    unit: str = ""
    source: str = ""
    words: str = ""
    numbers: tuple[str, ...] = ()


def projects(asked: Asked, *, order: str = "newest", limit: int = PAGE, offset: int = 0) -> list[Row]:
    """In this order; ask for one more than a page to know of a next."""
    conditions, values = _conditions(asked)
    statement = COLUMNS.format(where=" AND ".join(conditions) or "TRUE", order=ORDERS[order])
    return [_row(row) for row in sheets.run(statement, [*values, limit, offset])]


def _conditions(asked: Asked) -> tuple[list[str], list[Any]]:
    chosen: list[tuple[str, Any]] = []
    if asked.states:
        chosen.append(("c.state = ANY(%s::text[])", list(asked.states)))
    if asked.numbers:
        chosen.append(("p.number = ANY(%s::text[])", list(asked.numbers)))
    chosen += [
        (f"p.{name} = %s", value) for name in ("kind", "side", "unit", "batch") if (value := getattr(asked, name))
    ]
    if asked.source:
        money = "EXISTS (SELECT 1 FROM projects_money y WHERE y.project_id = p.case_id AND y.source = %s)"
        chosen.append((money, asked.source))
    if asked.words:
        chosen.append(("strpos(lower(p.title || ' ' || p.what), lower(%s)) > 0", asked.words))
    return [sql for sql, _ in chosen], [value for _, value in chosen]


def project(number: str) -> Row | None:
    """By its number."""
    found = projects(Asked(numbers=(number,)), limit=1)
    return found[0] if found else None


def _row(row: Sequence[Any]) -> Row:
    whole, part = row[21], row[22] or 0
    done = Done(share=Fraction(int(part), int(whole)) if whole else None, reached=row[23] or 0, of=row[24] or 0)
    names = (
        "case_id",
        "number",
        "title",
        "what",
        "side",
        "kind",
        "provider",
        "price_fen",
        "counted_in",
        "unit",
        "place_path",
    )
    more = ("category", "rank", "batch", "set_up_on", "passes", "begun_on", "accepted_on", "state")
    return Row(
        **dict(zip((*names, *more), row[:19], strict=True)),
        near=(float(row[19]), float(row[20])) if row[19] is not None else None,
        done=done,
        last_on=row[25],
        first_said_on=row[26],
        is_delayed=bool(row[27]),
        money_fen=int(row[28]),
        served=int(row[29]),
        problems=row[30],
        struck_off=row[31],
        price_basis=tuple(row[32]),
    )


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Sums over all projects. `chosen`: set up at some time; `reserve`: in the list now. `by`: (kind, side, batch) to how many chosen."""

    chosen: int
    reserve: int
    by: Mapping[tuple[str, str, int | None], int]
    states: Mapping[str, int]
    money: Mapping[str, Purse]
    visits: int
    persons: int
    problems: int
    struck_off: int
    remedies: int

    def count(self, *, kind: str = "", side: str = "", batch: int | None = None) -> int:
        """How many chosen of this kind, side and batch."""
        return sum(
            many
            for (its_kind, its_side, its_batch), many in self.by.items()
            if kind in ("", its_kind) and side in ("", its_side) and batch in (None, its_batch)
        )

    @property
    def money_fen(self) -> int:
        """Planned."""
        return together(self.money).planned

    @property
    def batches(self) -> tuple[int, ...]:
        return tuple(sorted({batch for _, _, batch in self.by if batch}))


def totals() -> Totals:
    """Four statements."""
    by: dict[tuple[str, str, int | None], int] = {}
    states: dict[str, int] = {}
    for state, kind, side, batch, count in sheets.run(COUNTS, []):
        states[state] = states.get(state, 0) + count
        if state in CHOSEN_STATES:
            by[kind, side, batch] = by.get((kind, side, batch), 0) + count
    served = {counted_in: (int(visits), int(fresh)) for counted_in, visits, fresh in sheets.run(SERVED, [])}
    problems, struck_off, remedies = sheets.run(PROBLEMS, [])[0]
    return Totals(
        chosen=sum(by.values()),
        reserve=states.get(RESERVED, 0),
        by=by,
        states=states,
        money=_purses(sheets.run(MONEY.format(join=""), [])),
        visits=served.get("visits", (0, 0))[0],
        persons=served.get("persons", (0, 0))[1],
        problems=problems,
        struck_off=struck_off,
        remedies=remedies,
    )


def milestones(case_id: UUID) -> list[Milestone]:
    """With their delays, the newest round last."""
    return list(Milestone.objects.filter(project_id=case_id).prefetch_related("delays"))


def done(marks: Sequence[Milestone]) -> Done:
    """Of the newest round."""
    newest = max((one.round for one in marks), default=1)
    return done_of((one.weight, one.done_on is not None) for one in marks if one.round == newest)


def purses_of(case_id: UUID) -> dict[str, Purse]:
    """Public money by source."""
    return _purses(sheets.run(MONEY.format(join="WHERE y.project_id = %s"), [case_id]))


def accounts() -> dict[str, int]:
    """Fen by account: debits above nothing, credits below; all add up to nothing."""
    return {account: int(fen) for account, fen in sheets.run(ACCOUNTS, [])}


def _purses(rows: Sequence[Sequence[Any]]) -> dict[str, Purse]:
    found: dict[str, dict[str, int]] = {}
    for source, stage, fen in rows:
        found.setdefault(source, {})[stage] = int(fen)
    return {source: Purse(**by) for source, by in found.items()}


def out_of_turn(limit: int = 100) -> list[Row]:
    """Those set up while others stood before them, newest first."""
    return [_row(row) for row in sheets.run(COLUMNS.format(where="p.passes <> ''", order=ORDERS["newest"]), [limit, 0])]


def leading_units() -> list[str]:
    """Codes of units that lead a project that was chosen."""
    return [
        row[0]
        for row in sheets.run("SELECT DISTINCT unit FROM projects_project WHERE batch IS NOT NULL ORDER BY 1", [])
    ]
