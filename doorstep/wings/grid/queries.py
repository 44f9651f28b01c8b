"""Reads rounds: what a person has to go to, what was missed, how many were gone of how many planned, and the rounds behind a number."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.gridwork.books import PLACE_LEVELS
from doorstep.kernel.visibility import Visibility
from doorstep.store.cases import towns
from doorstep.store.cases.sheets import run
from doorstep.wings.grid.rules import Tally

BACK = timedelta(days=7)
"""How long a missed round may still be made up for."""
PAGE = 50
# "~" sorts behind every letter of a path, so that this is the subtree, by the index over patterns.
UNDER = "{d}.place_path ~>=~ {p} AND {d}.place_path ~<~ ({p} || '~')"
CHARGED = """
SELECT c.point_id, c.responsibility FROM grid_charge c
WHERE c.person_id = %(person)s AND c.from_on <= %(today)s AND (c.until_on IS NULL OR c.until_on >= %(today)s)
  AND (NOT c.is_stand_in OR NOT EXISTS (
      SELECT 1 FROM grid_charge r JOIN people_person p ON p.id = r.person_id AND p.is_active
      WHERE r.point_id = c.point_id AND r.responsibility = c.responsibility AND NOT r.is_stand_in
        AND r.from_on <= %(today)s AND (r.until_on IS NULL OR r.until_on >= %(today)s)
        AND NOT EXISTS (SELECT 1 FROM people_absence a WHERE a.person_id = r.person_id AND a.revoked_at IS NULL
                        AND a.from_on <= %(today)s AND a.until_on >= %(today)s)))
"""
MINE = f"""
WITH mine AS (SELECT * FROM unnest(%(bys)s::text[], %(paths)s::text[]) AS m(by, path)),
charged AS ({CHARGED}),
found AS (
    SELECT d.* FROM mine m JOIN grid_due d ON d.by = m.by AND {UNDER.format(d="d", p="m.path")}
    WHERE d.due_on >= %(since)s AND d.opens_on <= %(today)s
    UNION
    SELECT d.* FROM charged c JOIN grid_due d ON d.target = c.point_id AND d.by = c.responsibility
    WHERE d.due_on >= %(since)s AND d.opens_on <= %(today)s)
SELECT d.id, d.rule, d.target, d.place_path, d.opens_on, d.due_on, r.done_on
FROM found d LEFT JOIN grid_round r ON r.due_id = d.id AND r.is_first
ORDER BY d.due_on, d.place_path, d.target, d.id LIMIT 500
"""
SEEN = "(%(everything)s OR EXISTS (SELECT 1 FROM unnest(%(seen)s::text[]) AS s(path) WHERE d.place_path LIKE s.path || '%%'))"
PAST = "d.due_on >= %(first)s AND d.due_on <= %(last)s AND (d.due_on < %(today)s OR r.id IS NOT NULL)"
# Of those still open only the ones that are gone count. No row of the one table is sought in the other: each is counted apart.
TALLIES = f"""
SELECT community, rule, sum(planned)::int, sum(done)::int, sum(late)::int FROM (
    SELECT d.community, d.rule, count(*) AS planned, 0 AS done, 0 AS late FROM grid_due d
    WHERE d.due_on >= %(first)s AND d.due_on <= %(last)s AND d.due_on < %(today)s AND {SEEN} GROUP BY 1, 2
    UNION ALL
    SELECT d.community, d.rule, count(*) FILTER (WHERE d.due_on >= %(today)s), count(*) FILTER (WHERE d.done_on <= d.due_on),
           count(*) FILTER (WHERE d.done_on > d.due_on) FROM grid_round d
    WHERE d.is_first AND d.due_on >= %(first)s AND d.due_on <= %(last)s AND {SEEN} GROUP BY 1, 2
) counted GROUP BY community, rule ORDER BY community, rule
"""
KINDS = {
    "planned": "true",
    "done": "r.done_on <= d.due_on",
    "late": "r.done_on > d.due_on",
    "missed": "r.id IS NULL AND d.due_on < %(today)s",
    "found": "r.found",
}
RECORDS = """
SELECT d.id, d.rule, d.target, d.place_path, d.opens_on, d.due_on, r.done_on, r.done_at, r.by, r.is_stand_in, r.case_id
FROM grid_due d LEFT JOIN grid_round r ON r.due_id = d.id AND r.is_first
WHERE {past} AND {seen} AND {kind} AND (%(rule)s = '' OR d.rule = %(rule)s) AND (%(community)s = '' OR d.community = %(community)s)
  AND (%(before)s::date IS NULL OR (d.due_on, d.id) < (%(before)s::date, %(before_id)s))
ORDER BY d.due_on DESC, d.id DESC LIMIT %(limit)s
"""
# Of each target the rounds missed in a row since it was last gone to, within the days looked at.
IN_A_ROW = """
WITH chosen AS MATERIALIZED (
    SELECT d.id, d.rule, d.target, d.place_path, d.community, d.due_on FROM grid_due d WHERE d.due_on >= %(since)s),
gone AS (
    SELECT d.rule, d.target, max(d.due_on) AS on_ FROM chosen d
    JOIN grid_round r ON r.due_id = d.id AND r.is_first AND r.due_on >= %(since)s GROUP BY d.rule, d.target)
SELECT d.rule, d.target, d.place_path, d.community, count(*), max(d.due_on)
FROM chosen d LEFT JOIN gone g ON g.rule = d.rule AND g.target = d.target
WHERE d.due_on < %(today)s AND (g.on_ IS NULL OR d.due_on > g.on_)
GROUP BY d.rule, d.target, d.place_path, d.community ORDER BY d.place_path, d.target, d.rule
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mine:
    """A round that somebody has to go, or has gone today."""

    due_id: int
    rule: str
    target: str
    place_path: str
    opens_on: date
    due_on: date
    done_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A planned round and the round that settled it, if any did."""

    due_id: int
    rule: str
    target: str
    place_path: str
    opens_on: date
    due_on: date
    done_on: date | None
    done_at: datetime | None
    by: UUID | None
    is_stand_in: bool | None
    case_id: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A target to which nobody has gone for so many planned rounds in a row."""

    rule: str
    target: str
    place_path: str
    community: str
    missed: int
    last_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which planned rounds: from day to day, of one community and rule or of all."""

    first: date
    last: date
    today: date
    community: str = ""
    rule: str = ""


def my_rounds(actor: Actor, *, today: date) -> list[Mine]:
    """Open today or missed within the last week, and those gone of them; the earliest due first. One statement."""
    pairs = answers_for(actor)
    given = {
        "bys": [by for by, _ in pairs],
        "paths": [path for _, path in pairs],
        "person": actor.id,
        "today": today,
        "since": today - BACK,
    }
    rows = run(MINE, given) if actor.id else []
    names = ("due_id", "rule", "target", "place_path", "opens_on", "due_on", "done_on")
    return [Mine(**dict(zip(names, row, strict=True))) for row in rows]


def answers_for(actor: Actor) -> list[tuple[str, str]]:
    """Responsibilities with the paths of the places over which the actor's posts have them."""
    kinds = towns.pack().gridwork.grids.responsibilities.values()
    return [
        (kind.code, post.place_path)
        for post in actor.posts
        for kind in kinds
        if kind.role == post.role and post.place_path and set(kind.levels) & set(PLACE_LEVELS)
    ]


def tallies(asked: Asked, view: Visibility) -> dict[tuple[str, str], Tally]:
    """By community and rule."""
    return {
        (community, rule): Tally(planned=planned, done=done, late=late)
        for community, rule, planned, done, late in run(TALLIES, _given(asked, view))
    }


def records(
    asked: Asked, view: Visibility, *, kind: str, before: tuple[date, int] | None = None, limit: int = PAGE
) -> list[Record]:
    """The rounds behind a number, newest first, `limit` and one more. `kind` is one of KINDS."""
    statement = RECORDS.format(past=PAST, seen=SEEN, kind=KINDS[kind])
    given = _given(asked, view) | {
        "rule": asked.rule,
        "community": asked.community,
        "before": before[0] if before else None,
        "before_id": before[1] if before else 0,
        "limit": limit + 1,
    }
    names = tuple(Record.__dataclass_fields__)
    return [Record(**dict(zip(names, row, strict=True))) for row in run(statement, given)]


def gaps(*, today: date, back: timedelta = timedelta(days=30)) -> list[Gap]:
    """Every target with missed rounds since it was last gone to."""
    names = tuple(Gap.__dataclass_fields__)
    rows = run(IN_A_ROW, {"since": today - back, "today": today})
    return [Gap(**dict(zip(names, row, strict=True))) for row in rows]


def _given(asked: Asked, view: Visibility) -> dict[str, object]:
    return {
        "first": asked.first,
        "last": asked.last,
        "today": asked.today,
        "everything": view.everything,
        "seen": list(view.place_paths),
    }
