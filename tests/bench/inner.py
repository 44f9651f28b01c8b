"""Work among offices beside a million cases: themes, supervision, lists, estates, whistles with their turnouts, stays at a
level, and a quarter of rounds over 2,000 grids.

Made in the database from the cases that `million` made, nearly all of it long done. For measuring pages, not for verifying.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from tests.bench.ground import SCHEMA


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One of `each` cases has one beneath it; one in a hundred of them is still `state`, the rest `final`. `facts`: what the
    opening form said, as JSON with the parent case at hand as `c`."""

    mechanism: str
    letter: str
    event: str
    state: str
    final: str
    each: int
    facts: str = "'{}'::jsonb"


KINDS = (
    Kind(mechanism="theme", letter="t", event="theme.started", state="planning", final="closed", each=2000),
    Kind(mechanism="estate_file", letter="e", event="estate.screened", state="screened", final="closed", each=2000),
    Kind(
        mechanism="supervision",
        letter="s",
        event="supervision.asked",
        state="asked",
        final="closed",
        each=50,
        facts="jsonb_build_object('reason', 'overdue', 'reply_by', c.opened_at::date + 7)",
    ),
    Kind(
        mechanism="list_entry",
        letter="l",
        event="list.entered",
        state="listed",
        final="struck_off",
        each=200,
        facts="jsonb_build_object('list', %(list)s::text, 'by', c.opened_at::date + 30)",
    ),
    Kind(mechanism="whistle", letter="w", event="whistle.blown", state="running", final="released", each=50),
    Kind(mechanism="turnout", letter="x", event="turnout.called", state="called", final="closed", each=50),
)
CASES = """
INSERT INTO cases_case (id, number, law_id, state, seq, head, memory, running, category, request_type, urgency, channel, place_path,
    street, community, lead_unit, lead_path, opened_unit, owed_by, is_final, is_published, is_inner, reports, opened_at, moved_at, due_at, due_clock)
SELECT gen_random_uuid(), %(letter)s || substr(c.number, 2), l.id, CASE WHEN n %% 100 = 0 THEN %(state)s ELSE %(final)s END, 1,
    c.head, c.memory, '{{}}', c.category, 'other', c.urgency, 'desk', c.place_path, c.street, c.community, c.lead_unit, c.lead_path,
    c.community, CASE WHEN n %% 100 = 0 THEN 'desk@' || c.lead_unit ELSE '' END, n %% 100 > 0, false, true, 1, c.opened_at, c.opened_at, NULL, ''
FROM (SELECT c.*, substr(c.number, 2)::int / %(each)s AS n FROM cases_case c
      WHERE c.number LIKE 'g%%' AND c.lead_unit <> '' AND substr(c.number, 2)::int %% %(each)s = 7) c,
     (SELECT id FROM cases_law WHERE name = %(mechanism)s AND is_current) l
"""
WORDS = """
INSERT INTO cases_casewords (case_id, title, body, lexemes, pairs)
SELECT i.id, w.title, w.body, '[]', '{{}}' FROM cases_case i JOIN cases_case c ON c.number = 'g' || substr(i.number, 2)
JOIN cases_casewords w ON w.case_id = c.id WHERE i.number LIKE %(letter)s || '0%%'
"""
EVENTS = """
INSERT INTO cases_event (case_id, seq, name, verb, leaves, enters, at, actor_kind, actor_role, actor_unit, law_id, facts, seals,
    previous, digest)
SELECT c.id, 1, %(event)s, 'open', '', c.state, c.opened_at, 'system', '', '', c.law_id, {facts}, '{{}}', '', c.head
FROM cases_case c WHERE c.number LIKE %(letter)s || '0%%'
"""
TIES = """
INSERT INTO cases_tie (child_id, parent_id, kind, is_required, made_at)
SELECT i.id, c.id, %(mechanism)s, false, i.opened_at FROM cases_case i
JOIN cases_case c ON c.number = CASE %(mechanism)s WHEN 'turnout' THEN 'w' ELSE 'g' END || substr(i.number, 2)
WHERE i.number LIKE %(letter)s || '0%%'
"""
WHISTLES = """
INSERT INTO whistles_whistle (case_id, seq, number, state, level, urgency, place_path, street, community, opened_unit, commander,
    blown_at, called_at, released_at)
SELECT id, 1, number, state, 'ordinary', urgency, place_path, street, community, opened_unit, lead_unit, opened_at,
    opened_at + interval '5 minutes', CASE WHEN is_final THEN opened_at + interval '3 hours' END
FROM cases_case WHERE number LIKE 'w0%'
"""
TURNOUTS = """
INSERT INTO whistles_turnout (case_id, seq, whistle_id, number, unit, state, called_at, due_at, arrived_at, distance_m, left_at, grade,
    need)
SELECT x.id, 1, w.id, x.number, x.lead_unit, x.state, x.opened_at, x.opened_at + interval '30 minutes',
    CASE WHEN x.is_final THEN x.opened_at + interval '20 minutes' END, CASE WHEN x.is_final THEN 120 END,
    CASE WHEN x.is_final THEN x.opened_at + interval '3 hours' END, CASE WHEN x.is_final THEN 'good' ELSE '' END, ''
FROM cases_case x JOIN cases_case w ON w.number = 'w' || substr(x.number, 2) WHERE x.number LIKE 'x0%'
"""
STAYS = """
INSERT INTO escalation_stay (case_id, seq, level, rule, measure, led_by, since, until)
SELECT c.id, 2, %(level)s, %(rule)s, 5, 'office', c.opened_at + interval '9 days',
    CASE WHEN c.is_final THEN c.opened_at + interval '12 days' END
FROM cases_case c WHERE c.number LIKE 'g%%' AND substr(c.number, 2)::int %% 20 = 3
"""
CANDIDATES = """
INSERT INTO themes_candidate (rule, place_path, cases, since, until)
SELECT %(screen)s, path, 12, %(now)s::timestamptz - interval '90 days', %(now)s FROM places_place WHERE level = 'grid' LIMIT 200
"""
ROUNDS = (
    """
    INSERT INTO grid_due (rule, by, target, place_path, community, opens_on, due_on)
    SELECT %(round)s, %(by)s, p.code || '-' || turn, p.path, substr(p.code, 1, 12), day::date, day::date
    FROM generate_series(%(now)s::date - 92, %(now)s::date, interval '1 day') day,
         (SELECT code, path, row_number() OVER (ORDER BY code) FROM places_place WHERE level = 'grid') p (code, path, n),
         generate_series(1, 1 + %(grids)s / (SELECT count(*) FROM places_place WHERE level = 'grid')) turn
    WHERE (turn - 1) * (SELECT count(*) FROM places_place WHERE level = 'grid') + n <= %(grids)s
    """,
    """
    INSERT INTO grid_round (due_id, is_first, done_on, done_at, by, is_stand_in, found)
    SELECT id, true, due_on + (id %% 17 = 0)::int, due_on + interval '10 hours', gen_random_uuid(), false, false
    FROM grid_due WHERE id %% 10 <> 3
    """,
)
GRIDS = 2000
FRESH = (
    "VACUUM ANALYZE cases_case, cases_casewords, cases_event, cases_tie, whistles_whistle, whistles_turnout, escalation_stay,"
    " grid_due, grid_round"
)


def generate_inner(url: str, *, now: datetime, grids: int = GRIDS) -> None:
    """All of it. Needs the jurisdiction served, for the names that its pack gives."""
    from doorstep.store.cases import towns

    pack = towns.pack()
    patrol = next(iter(pack.gridwork.rounds.rounds.values()))
    names: dict[str, Any] = {
        "list": next(iter(pack.registers)),
        "level": pack.levels.above("")[0],
        "rule": next(iter(pack.levels.rules)),
        "screen": next(iter(pack.screening)),
        "now": now,
        "round": patrol.name,
        "by": patrol.by,
        "grids": grids,
    }
    opened: dict[str, Any] = {"letter": "g", "event": "case.opened"}
    with psycopg.connect(url, options=f"-c search_path={SCHEMA},doorstep_shared", autocommit=True) as connection:
        connection.execute(EVENTS.format(facts="'{}'::jsonb").encode(), opened)
        for kind in KINDS:
            given = names | vars(kind)
            for statement in (CASES, WORDS, EVENTS, TIES):
                connection.execute(statement.format(facts=kind.facts).encode(), given)
        for statement in (WHISTLES, TURNOUTS):
            connection.execute(statement.encode())
        for statement in (STAYS, CANDIDATES, *ROUNDS):
            connection.execute(statement.encode(), names)
        connection.execute(FRESH)
