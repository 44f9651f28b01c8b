"""Keeps what is counted in step with the ledger, and ties a case that brings back an old trouble. Each may run twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.reacting import act_if_open
from doorstep.store.cases.sheets import run
from doorstep.wings.rates import relapses, services
from doorstep.wings.rates.ledger import FINISHES

# The case counted: the one that what is told of hangs beneath, or itself; and the old one that it is or was tied to.
COUNTED = """
SELECT coalesce(t.parent_id, c.id) FROM cases_case c
LEFT JOIN cases_tie t ON t.child_id = c.id AND t.kind IN ('callback', 'exclusion', 'rectification') WHERE c.id = %s
UNION SELECT o.id FROM cases_event e JOIN cases_case o ON o.number = e.facts->>'earlier'
WHERE e.case_id = %s AND e.seq = %s AND e.facts ? 'earlier'
UNION SELECT t.child_id FROM cases_tie t WHERE t.parent_id = %s AND t.kind = 'six_orders'
"""
FOLLOWED = (
    *sorted(FINISHES),
    "case.rated",
    "case.reopened",
    "case.taken_up_again",
    "case.relapsed",
    "case.not_relapsed",
    "case.sorted",
    "case.sealed",
    "case.unsealed",
    "callback.arranged",
    "callback.missed",
    "callback.answered",
    "callback.declined",
    "callback.called_off",
    "rectification.appeal_upheld",
    "exclusion.granted",
    "exclusion.revoked",
)


def follow(told: Told, *, now: datetime) -> None:
    """Write anew what is counted of the case."""
    ids: list[UUID] = [row[0] for row in run(COUNTED, [told.case_id, told.case_id, told.seq, told.case_id])]
    services.project(ids)


def tie_what_came_back(told: Told, *, now: datetime) -> None:
    """A new case that is like one done not long ago, in the same grid, is tied to it."""
    found = relapses.earlier_of(told.case_id, services.rules(), FINISHES)
    if found is None:
        return
    form = {"earlier": found.number, "days": found.days, "likeness": found.likeness}
    act_if_open(told.case_id, "relapse", form, now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    **{event: [follow] for event in FOLLOWED},
    "case.opened": [tie_what_came_back],
}
