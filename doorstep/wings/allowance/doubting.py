"""Doubts: each is a case with its clocks, visits, reviews and appeals. What its end means for the elder is written here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import sheets
from doorstep.store.cases.opening import Opened, Opening, open_cases
from doorstep.wings.allowance.models import Change, Community, Elder
from doorstep.wings.allowance.paying import pay_what_is_owed
from doorstep.wings.allowance.policy import current_period, policy, today
from doorstep.wings.allowance.rules import DOUBTED, ENDED, ENJOYING, PENDING, SUSPENDED

BATCH = 200
REASONS = {"death", "funeral", "prison", "moved", "no_signal", "told"}
# A sign that was there when a doubt about it was cleared raises no second one.
AGAINST = """
SELECT DISTINCT ON (e.id) e.id, v.kind FROM allowance_elder e JOIN allowance_evidence v ON v.elder_id = e.id
JOIN allowance_delivery d ON d.id = v.delivery_id
WHERE e.place = %s AND e.state IN ('enjoying', 'pending') AND v.kind = ANY(%s)
  AND NOT EXISTS (SELECT 1 FROM allowance_change c WHERE c.elder_id = e.id AND c.cause = 'cleared' AND c.at >= d.at)
ORDER BY e.id, v."on" DESC
"""
LATE = "SELECT id, 'no_signal' FROM allowance_elder WHERE place = %s AND state = 'pending' AND coalesce(certified_until, since_on) < %s"


class AlreadyInDoubt(Refusal):
    """这位老人已经有一张疑点单，或者津贴已经终止。"""

    status = 409


def raise_from_evidence(place: str, *, now: datetime) -> int:
    """A case for each elder of whom a department's record speaks against; how many."""
    against = [one.code for one in policy().evidence.values() if one.sort == "doubt"]
    return _raise(sheets.run(AGAINST, [place, against]), SYSTEM, now=now)


def raise_for_late(place: str, *, now: datetime) -> int:
    """A case for each whose last certification ended before the period before this one; how many."""
    period = current_period(place, now=now)
    before = date.fromordinal(period.first.toordinal() - 1)
    return _raise(sheets.run(LATE, [place, before]), SYSTEM, now=now)


def raise_one(elder: Elder, reason: str, *, actor: Actor, now: datetime) -> Opened:
    """By somebody. Raises AlreadyInDoubt."""
    if elder.state not in (ENJOYING, PENDING) or reason not in REASONS:
        raise AlreadyInDoubt
    _raise([(elder.id, reason)], actor, now=now)
    elder.refresh_from_db()
    assert elder.case_id is not None
    return Opened(case_id=elder.case_id, number="", code="")


def _raise(found: Sequence[tuple[UUID, str]], actor: Actor, *, now: datetime) -> int:
    for at in range(0, len(found), BATCH):
        _raise_batch(found[at : at + BATCH], actor, now=now)
    return len(found)


@transaction.atomic
def _raise_batch(found: Sequence[tuple[UUID, str]], actor: Actor, *, now: datetime) -> None:
    reasons = dict(found)
    elders = list(Elder.objects.select_for_update().filter(id__in=list(reasons), state__in=(ENJOYING, PENDING)))
    opened = open_cases([_opening(one, reasons[one.id], actor, now) for one in elders], now=now)
    for elder, case in zip(elders, opened, strict=True):
        elder.state, elder.case_id, elder.moved_at = DOUBTED, case.case_id, now
    Elder.objects.bulk_update(elders, ["state", "case_id", "moved_at"])
    Change.objects.bulk_create(
        [Change(elder=one, state=DOUBTED, cause=reasons[one.id], by=actor.id, at=now) for one in elders]
    )


def _opening(elder: Elder, reason: str, actor: Actor, now: datetime) -> Opening:
    return Opening(
        mechanism="allowance_doubt",
        actor=actor,
        form={"reason": reason},
        title="高龄津贴认证疑点",
        body="高龄津贴认证遇到疑点。是哪位老人，在高龄津贴的名册里看。",
        place_path=elder.place_path,
        category="",
        request_type="other",
        channel="desk",
        key=f"allowance:{elder.id}:{reason}:{elder.moved_at.isoformat()}",
    )


def elder_of(case_id: UUID) -> Elder | None:
    """Whom a doubt is about."""
    return Elder.objects.filter(case_id=case_id).first()


@transaction.atomic
def clear(case_id: UUID, *, now: datetime) -> None:
    """Cleared: it goes on, to be certified as before."""
    elder = _held(case_id, (DOUBTED,))
    if elder is not None:
        is_certified = elder.certified_until is not None and elder.certified_until >= today(now)
        _move(elder, ENJOYING if is_certified else PENDING, "cleared", now=now)
        _settle(elder, now=now)


@transaction.atomic
def stop(case_id: UUID, *, now: datetime) -> None:
    """Suspended from next month on; this month is paid."""
    elder = _held(case_id, (DOUBTED,))
    if elder is not None:
        elder.stopped_from = elder.stopped_from or _next_month(today(now))
        _move(elder, SUSPENDED, "stopped", now=now)


@transaction.atomic
def doubt_again(case_id: UUID, *, now: datetime) -> None:
    """An appeal: reviewed anew, and meanwhile paid again from this month on; the months before stay owed until it is cleared."""
    elder = _held(case_id, (SUSPENDED,))
    if elder is not None:
        _move(elder, DOUBTED, "appealed", now=now)


@transaction.atomic
def restore(case_id: UUID, *, now: datetime) -> None:
    """It goes on, and every month that was stopped is paid."""
    elder = _held(case_id, (SUSPENDED, DOUBTED))
    if elder is not None:
        _move(elder, ENJOYING, "restored", now=now)
        _settle(elder, now=now)


@transaction.atomic
def end(case_id: UUID, *, now: datetime) -> None:
    """For good."""
    elder = _held(case_id, (DOUBTED, SUSPENDED))
    if elder is not None:
        elder.ended_on = today(now)
        _move(elder, ENDED, "ended", now=now)


def _settle(elder: Elder, *, now: datetime) -> None:
    """Pays every month it was stopped, and forgets that it was."""
    pay_what_is_owed(elder, now=now)
    elder.stopped_from = None
    elder.save()


def _held(case_id: UUID, states: Iterable[str]) -> Elder | None:
    return Elder.objects.select_for_update().filter(case_id=case_id, state__in=list(states)).first()


def _move(elder: Elder, state: str, cause: str, *, now: datetime) -> None:
    elder.state, elder.moved_at = state, now
    elder.save()
    Change.objects.create(elder=elder, state=state, cause=cause, at=now)


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def communities_on() -> list[str]:
    """Where it is switched on."""
    return list(Community.objects.filter(on_since__isnull=False).values_list("place", flat=True))
