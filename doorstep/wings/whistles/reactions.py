"""What follows from a whistle without anybody thinking about it. Each may run twice, and finds its work in the tables."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from doorstep.kernel.actor import SYSTEM
from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.whistles import services
from doorstep.wings.whistles.keeping import keep_turnout, keep_whistle

log = structlog.get_logger(__name__)
BATCH = 500
WHISTLE_OF = "SELECT parent_id FROM cases_tie WHERE child_id = %s AND kind = 'turnout'"
NEED = "SELECT facts->>'need' FROM cases_event WHERE case_id = %s AND seq = %s"
# The rows of the wing say who was awaited; the case itself says whether they still are.
AWAITED = """
SELECT t.case_id FROM whistles_turnout t JOIN cases_case c ON c.id = t.case_id
WHERE t.state = 'called' AND t.supervised_at IS NULL AND t.due_at < %s AND c.state = 'called' ORDER BY t.due_at LIMIT %s
"""
UNRATED = """
SELECT t.case_id FROM whistles_turnout t JOIN cases_case c ON c.id = t.case_id
WHERE t.state IN ('released', 'unit_rated') AND t.left_at < %s AND c.due_at < %s AND NOT c.is_final
ORDER BY t.left_at LIMIT %s
"""
AT_LEAST = timedelta(days=1)
WHISTLES = ("blown", "approved", "called", "turned_down", "withdrawn", "called_more", "command_handed", "released")
JUDGED = ("doubted", "found_false", "found_needed")
TURNOUTS = (
    "called",
    "arrived",
    "refused",
    "insisted_on",
    "excused",
    "supervised",
    "logged",
    "leave_asked",
    "kept",
    "let_go",
)
RATED = ("released_with_whistle", "unit_rated", "whistle_rated", "closed_unrated")


def note_whistle(told: Told, *, now: datetime) -> None:
    """Keep the whistle's row."""
    keep_whistle(told.case_id)


def note_turnout(told: Told, *, now: datetime) -> None:
    """Keep the turnout's row."""
    keep_turnout(told.case_id)


def go_straight(told: Told, *, now: datetime) -> None:
    """An emergency waits for nobody."""
    if services.send_through(told.case_id, actor=SYSTEM, now=now):
        keep_whistle(told.case_id)


def release_everybody(told: Told, *, now: datetime) -> None:
    """With the whistle, everybody is let go."""
    services.release_beneath(told.case_id, now)


def supervise_refusal(told: Told, *, now: datetime) -> None:
    """A refusal is put on record, and the leader is told."""
    services.supervise(told.case_id, "refused", now)


def put_doubt_before_the_street(told: Told, *, now: datetime) -> None:
    """A department says that it could have been done locally: the street looks, and until then nothing is false."""
    if sheets.run(NEED, [told.case_id, told.seq]) != [("local",)]:
        return
    for (whistle_id,) in sheets.run(WHISTLE_OF, [told.case_id]):
        if services.act_if_open(whistle_id, "doubt", {}, now):
            keep_whistle(whistle_id)


def doubts_that_waited(told: Told, *, now: datetime) -> None:
    """Who was let go early may have doubted the whistle before it was released."""
    rows = sheets.run(
        "SELECT 1 FROM cases_tie t JOIN cases_event e ON e.case_id = t.child_id AND e.verb = 'rate_whistle'"
        " WHERE t.parent_id = %s AND t.kind = 'turnout' AND e.facts->>'need' = 'local' LIMIT 1",
        [told.case_id],
    )
    if rows and services.act_if_open(told.case_id, "doubt", {}, now):
        keep_whistle(told.case_id)


def sweep_who_did_not_come(now: datetime, *, limit: int = BATCH) -> int:
    """Put on record who had not arrived in time; how many there were."""
    late = sum(services.supervise(case_id, "late", now) for (case_id,) in sheets.run(AWAITED, [now, limit]))
    if late:
        log.info("turnouts_supervised", count=late)
    return late


def sweep_unrated_turnouts(now: datetime, *, limit: int = BATCH) -> int:
    """File what was not rated from both sides in time; silence is no praise."""
    filed = 0
    for (case_id,) in sheets.run(UNRATED, [now - AT_LEAST, now, limit]):
        filed += services.act_if_open(case_id, "close_unrated", {}, now) is not None
        keep_turnout(case_id)
    return filed


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    **{f"whistle.{event}": [note_whistle] for event in (*WHISTLES, *JUDGED)},
    **{f"turnout.{event}": [note_turnout] for event in (*TURNOUTS, *RATED)},
    "whistle.blown": [note_whistle, go_straight],
    "whistle.released": [note_whistle, release_everybody, doubts_that_waited],
    "turnout.refused": [note_turnout, supervise_refusal],
    "turnout.whistle_rated": [note_turnout, put_doubt_before_the_street],
}
SWEEPS = (sweep_who_did_not_come, sweep_unrated_turnouts)
