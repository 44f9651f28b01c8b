"""Certifies people for a period: by somebody who saw them, or silently by what departments know. Whoever is late is paid what is owed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.store.cases import sheets
from doorstep.store.cases.acting import act
from doorstep.store.notary.deeds import Handed, notarise
from doorstep.store.sealing import seal
from doorstep.wings.allowance.models import Certification, Change, Elder
from doorstep.wings.allowance.policy import current_period, is_on, policy, rhythm_of, today
from doorstep.wings.allowance.rules import (
    ENDED,
    ENJOYING,
    NEED_WORDS,
    PENDING,
    SILENT,
    SUSPENDED,
    Period,
    missing,
    period_of,
)

BATCH = 5000
OPEN_PERIOD = """
WITH due AS (UPDATE allowance_elder SET state = 'pending', moved_at = %s
    WHERE place = %s AND state = 'enjoying' AND certified_until < %s RETURNING id)
INSERT INTO allowance_change (elder_id, state, cause, by, at) SELECT id, 'pending', %s, NULL, %s FROM due RETURNING 1
"""
ENOUGH = """
SELECT e.id, e.born_month, (SELECT string_agg(v.kind || ' ' || v."on", ', ' ORDER BY v.kind, v."on") FROM allowance_evidence v
       JOIN unnest(%s::text[], %s::date[], %s::int[]) AS k(kind, since, weight) ON v.kind = k.kind AND v."on" >= k.since
       WHERE v.elder_id = e.id)
FROM allowance_elder e
WHERE e.place = %s AND e.state = 'pending' AND %s <= (
    SELECT coalesce(sum(k.weight), 0) FROM allowance_evidence v
    JOIN unnest(%s::text[], %s::date[], %s::int[]) AS k(kind, since, weight) ON v.kind = k.kind AND v."on" >= k.since
    WHERE v.elder_id = e.id)
  AND NOT EXISTS (SELECT 1 FROM allowance_evidence v JOIN allowance_delivery d ON d.id = v.delivery_id
    WHERE v.elder_id = e.id AND v.kind = ANY(%s) AND NOT EXISTS (
      SELECT 1 FROM allowance_change c WHERE c.elder_id = e.id AND c.cause = 'cleared' AND c.at >= d.at))
"""
SETTLE = """
WITH done AS (UPDATE allowance_elder SET state = 'enjoying', certified_until = %s, moved_at = %s
    WHERE id = ANY(%s) AND state = 'pending' RETURNING id)
INSERT INTO allowance_change (elder_id, state, cause, by, at) SELECT id, 'enjoying', 'silent', NULL, %s FROM done RETURNING 1
"""


class WayUnknown(FieldFault):
    """请选认证方式。"""


class ThingMissing(FieldFault):
    """这种认证方式还要：%(what)s。"""


class CommunityNotOn(Refusal):
    """这个社区还没有启用高龄津贴认证。"""

    status = 409


class NotToBeCertified(Refusal):
    """这位老人本期已经认证过，或者津贴已经终止。"""

    status = 409


def open_period(place: str, *, now: datetime) -> int:
    """Those whose certification has run out are to be certified again; how many. Twice does it once."""
    period = current_period(place, now=now)
    return len(sheets.run(OPEN_PERIOD, [now, place, period.first, f"period {period.code}", now]))


@transaction.atomic
def certify(
    elder_id: UUID, way_code: str, given: Mapping[str, Any], *, by: UUID | None, now: datetime
) -> Certification:
    """By somebody who saw the elder; one who is suspended goes on again. Raises FormRefused, CommunityNotOn, NotToBeCertified."""
    elder = Elder.objects.select_for_update().get(id=elder_id)
    way = policy().ways.get(way_code)
    if way is None:
        raise FormRefused({"way": WayUnknown()})
    if lacks := missing(way, given):
        raise FormRefused({need: ThingMissing(what=NEED_WORDS[need]) for need in lacks})
    check_may_be_certified(elder)
    period = current_period(elder.place, now=now)
    if Certification.objects.filter(elder=elder, period=period.code).exists():
        raise NotToBeCertified
    on = today(now)
    content = json.dumps({"way": way_code, **given}, ensure_ascii=False, sort_keys=True, default=str)
    made = _certification(elder.id, elder.born_month, way_code, content, period, on, by, now)
    made.is_late = elder.state == SUSPENDED
    made.save()
    notarise([Handed(kind="evidence", source=f"certification/{made.id}", digest=bytes(made.digest))], now=now)
    elder.certified_until, elder.moved_at = period.last, now
    if elder.state == PENDING:
        elder.state = ENJOYING
        Change.objects.create(elder=elder, state=ENJOYING, cause=way_code, by=by, at=now)
    elder.save()
    if elder.state == SUSPENDED and elder.case_id:
        act(case_id=elder.case_id, verb="restore", form={}, actor=SYSTEM, now=now)
    return made


def check_may_be_certified(elder: Elder) -> None:
    """Raises CommunityNotOn, NotToBeCertified. One who is suspended may be: that is the way back."""
    if not is_on(elder.place):
        raise CommunityNotOn
    if elder.state == ENDED:
        raise NotToBeCertified


def _certification(
    elder_id: UUID, born_month: date, way: str, content: str, period: Period, on: date, by: UUID | None, now: datetime
) -> Certification:
    months = period.months()
    bands = [policy().band_of(born_month, month) for month in months]
    return Certification(
        elder_id=elder_id,
        period=period.code,
        way=way,
        on=on,
        at=now,
        by=by,
        fen=sum(band.fen for band in bands if band),
        digest=hashlib.sha256(f"{elder_id} {period.code} {content}".encode()).digest(),
        sealed=seal(content),
    )


@transaction.atomic
def certify_silently(place: str, *, now: datetime) -> int:
    """Those for whom departments' signs of life are enough, and no sign speaks against; how many."""
    rules, on = policy(), today(now)
    alive = [one for one in rules.evidence.values() if one.sort == "alive"]
    kinds = [one.code for one in alive]
    since = [date.fromordinal(on.toordinal() - one.within_days) for one in alive]
    weights = [one.weight for one in alive]
    against = [one.code for one in rules.evidence.values() if one.sort == "doubt"]
    asked = [kinds, since, weights, place, rules.pass_weight, kinds, since, weights, against]
    found = sheets.run(ENOUGH, asked)
    period = period_of(rhythm_of(place), on)
    for at in range(0, len(found), BATCH):
        part = found[at : at + BATCH]
        rows = [_certification(ident, born, SILENT, signs, period, on, None, now) for ident, born, signs in part]
        Certification.objects.bulk_create(rows, ignore_conflicts=True)
        notarise(
            [
                Handed(kind="evidence", source=f"silent/{row.elder_id}/{period.code}", digest=bytes(row.digest))
                for row in rows
            ],
            now=now,
        )
        sheets.run(SETTLE, [period.last, now, [row.elder_id for row in rows], now])
    return len(found)
