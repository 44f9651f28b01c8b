"""Raises cases by rule, and keeps their stays. Both may run twice, and by several workers at once."""

import json
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.levels import Rule
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.standing import owed_by
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find
from doorstep.wings.escalation.finding import find_for
from doorstep.wings.escalation.rules import Happened, Stood, stays_of

log = structlog.get_logger(__name__)
BATCH = 500
EVENTS = "SELECT seq, name, leaves, enters, at, facts FROM cases_event WHERE case_id = %s ORDER BY seq"
KEEP = """
INSERT INTO escalation_stay (case_id, seq, level, rule, measure, led_by, since, until) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (case_id, seq) DO UPDATE SET until = EXCLUDED.until
"""


def raise_by_rules(now: datetime, *, limit: int = BATCH) -> int:
    """Raise whatever some rule applies to; how many cases were raised. The highest level comes first: a case climbs once."""
    pack = towns.pack()
    raised = 0
    for rule in pack.levels.in_force(pack.calendar.local_date(now)):
        for case_id, measure in find_for(rule, now=now, limit=limit):
            raised += _raise(case_id, rule, measure, now)
    if raised:
        log.info("levels_raised", count=raised)
    return raised


def _raise(case_id: UUID, rule: Rule, measure: int, now: datetime) -> bool:
    """False when it stands there already, or moved on meanwhile: the ledger takes one such step a rule and level."""
    form = {"level": rule.to, "rule": rule.code, "measure": measure}
    try:
        done = act(
            case_id=case_id,
            verb="raise_by_rule",
            form=form,
            actor=SYSTEM,
            now=now,
            key=f"{rule.code}:{rule.to}",
        )
    except Refusal as refusal:
        log.info("not_raised", rule=rule.code, why=refusal.code)
        return False
    return not done.is_repeat


@transaction.atomic
def keep_stays(case_id: UUID) -> None:
    """Write the stays of a case as its events have them."""
    held = find(case_id)
    if held is None:
        return
    levels = towns.pack().levels
    stays = stays_of(_happened(held), next(iter(levels.levels), ""))
    with connection.cursor() as cursor:
        for stay in stays:
            led_by = _led_by(held, stay)
            cursor.execute(
                KEEP, [case_id, stay.seq, stay.level, stay.rule, stay.measure, led_by, stay.since, stay.until]
            )


def _led_by(held: Held, stay: Stood) -> str:
    pack = towns.pack()
    level = pack.levels.levels.get(stay.level)
    return owed_by(level.led_by, held.case, pack.parties) if level else ""


def _happened(held: Held) -> list[Happened]:
    mechanism = law(held.law_id)
    finals = {state.name for state in mechanism.states if state.final}
    found = []
    for seq, name, leaves, enters, at, raw in sheets.run(EVENTS, [held.case.id]):
        facts = json.loads(raw) if isinstance(raw, str) else raw
        found.append(
            Happened(
                seq=seq,
                name=name,
                at=at,
                level=str(facts.get("level", "")),
                rule=str(facts.get("rule", "")),
                measure=facts.get("measure"),
                closes=enters in finals and leaves not in finals,
                opens=leaves in finals and enters not in finals,
            )
        )
    return found
