"""Draws who is called back, opens call-backs and rectification orders. Each may be asked twice and does it once."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.drafting import Beneath
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.sealing import keyed_hash
from doorstep.wings.callbacks import queries
from doorstep.wings.callbacks.queries import Finished
from doorstep.wings.callbacks.rules import (
    DONE_STATES,
    FILE,
    CallbackRules,
    Facts,
    is_drawn,
    mark_of,
    read_rules,
    rule_for,
)

KEEP_SEED = """
WITH made AS (
    INSERT INTO callbacks_seed (day, seed, made_at) VALUES (%s, %s, %s) ON CONFLICT (day) DO NOTHING RETURNING seed)
SELECT seed FROM made UNION ALL SELECT seed FROM callbacks_seed WHERE day = %s LIMIT 1
"""
KEEP_DRAW = """
INSERT INTO callbacks_draw (case_id, finish, number, unit, day, share, mark, outcome, made_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (case_id, finish) DO NOTHING RETURNING outcome
"""


class NotYetDone(Refusal):
    """这件事还没办完，办完了才能回访。"""

    status = 409


def rules() -> CallbackRules:
    """Of the pack in force."""
    path = towns.pack().file(FILE)
    if path is None:
        raise FileNotFoundError(FILE)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int) -> CallbackRules:
    return read_rules(path)


def seed_of(day: date, now: datetime) -> str:
    """The day's seed, kept when it is first asked for. Nobody without the installation's key can know it beforehand."""
    seed = keyed_hash(f"callbacks:{day.isoformat()}", "draw").hex()
    return str(sheets.run(KEEP_SEED, [day, seed, now, day])[0][0])


@transaction.atomic
def draw(case: Finished, seq: int, *, now: datetime) -> str:
    """Draw for one finish and keep the draw: drawn, spared, no_phone, or "" when it was drawn before."""
    day = towns.pack().calendar.local_date(case.at)
    facts = Facts(unit_path=case.lead_path, category=case.category, request_type=case.request_type)
    rule = rule_for(rules(), facts, day)
    share = rule.share if rule else 0
    mark = mark_of(seed_of(day, now), case.number, seq)
    outcome = "spared" if not is_drawn(mark, share) else "drawn" if case.has_phone else "no_phone"
    kept = [case.id, seq, case.number, case.lead_unit, day, share, mark, outcome, now]
    if not sheets.run(KEEP_DRAW, kept):
        return ""
    if outcome == "drawn" and case.state in DONE_STATES:
        arrange(case, {"finish": seq, "share": share, "drawn_on": day.isoformat()}, now=now)
    return outcome


def arrange(case: Finished, form: Mapping[str, Any], *, now: datetime) -> Opened:
    """A call-back beneath the case. Raises NotYetDone for a case that is not done."""
    if case.state not in DONE_STATES:
        raise NotYetDone
    return _open(case, "callback", form, key=f"callback:{case.id}:{form['finish']}", now=now)


def order_rectification(case: Finished, *, grade: str, rating: int, now: datetime) -> Opened | None:
    """An order to mend beneath a badly rated case, to the unit that handled it; None when there is one for this grade.

    None also where no unit handled it: an explanation that was rated badly goes back to the office's own pool.
    """
    if not case.lead_unit or queries.was_opened_for(case.id, "rectification", "rating", rating):
        return None
    form = {"unit": case.lead_unit, "grade": grade, "rating": rating}
    return _open(case, "rectification", form, key=f"rectification:{case.id}:{rating}", now=now)


def _open(case: Finished, mechanism: str, form: Mapping[str, Any], *, key: str, now: datetime) -> Opened:
    opening = Opening(
        mechanism=mechanism,
        actor=SYSTEM,
        form=form,
        title=case.title,
        body=case.title,
        place_path=case.place_path,
        category=case.category,
        request_type=case.request_type,
        channel="desk",
        urgency="ordinary",
        key=key,
        beneath=Beneath(parent_id=case.id, is_required=False),
    )
    return open_case(opening, now=now)
