"""Gathers the window anew, takes in new cases one by one, and carries out what a person decides. All may run twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import towns
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.hotspots import matching, queries
from doorstep.wings.hotspots.clustering import place
from doorstep.wings.hotspots.heat import Found, Issue, bars, find, groups, people
from doorstep.wings.hotspots.models import Decision, Hotspot, Member, Run

log = structlog.get_logger(__name__)
ANEW_AFTER = timedelta(hours=6)
RUNS_KEPT = 50
DECIDE = "themes"  # what a role may that decides about hot issues
LOCK = "SELECT pg_advisory_xact_lock(hashtext('hotspots'), hashtext(%s))"


@dataclass
class _Memory:
    """What the last gathering of a town left in this process, so that a new case is placed without gathering again."""

    found: Found
    until: datetime


_memories: dict[str, _Memory] = {}


def keep_up(now: datetime) -> int:
    """Take in what was said since the last look, gathering anew where that was long ago. How many cases were taken in."""
    memory = _memories.get(schema())
    last = Run.objects.order_by("-id").first()
    if memory is None or last is None or now - last.at > ANEW_AFTER:
        return gather_anew(now)
    return _take_in(memory, now)


@transaction.atomic
def gather_anew(now: datetime) -> int:
    """Gather the whole window; how many cases there were."""
    _lock()
    messages = queries.said(after=now - queries.WINDOW, until=now)
    if not messages:
        return 0
    found = find(messages)
    _memories[schema()] = _Memory(found, now)
    turn_of = {UUID(message.key): turn for turn, message in enumerate(found.messages)}
    names = _name([[UUID(found.messages[turn].key) for turn in turns] for turns in groups(found)])
    decided = matching.decide(names, queries.decided())
    older = {case for cases in decided.values() for case in cases if case not in turn_of}
    Member.objects.exclude(case_id__in=older).delete()
    for name, cases in decided.items():
        if known := sorted(turn_of[case] for case in cases if case in turn_of):
            _keep(name, found.issue(known))
        if not older.isdisjoint(cases):  # put there by hand, and said before the window begins
            _recount(name)
    Hotspot.objects.exclude(id__in=decided).filter(is_kept=False, theme="").delete()
    Run.objects.create(at=now, cases=len(messages), until=now)
    Run.objects.filter(id__in=Run.objects.order_by("-id").values("id")[RUNS_KEPT:]).delete()
    log.info("hotspots_gathered", cases=len(messages), hotspots=len(decided))
    return len(messages)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [schema()])


def _name(found: Sequence[Sequence[UUID]]) -> dict[int, Sequence[UUID]]:
    """Each group under the id of the hotspot it goes on, or of a new one."""
    old = dict(Member.objects.values_list("case_id", "hotspot_id"))
    sizes: dict[int, int] = {}
    for name in old.values():
        sizes[name] = sizes.get(name, 0) + 1
    named: dict[int, Sequence[UUID]] = {}
    for group, goes_on in zip(found, matching.match(found, old, sizes), strict=True):
        named[_blank().id if goes_on is None else goes_on] = group
    return named


def _blank() -> Hotspot:
    """A hotspot of which nothing is known yet."""
    beginning = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    return Hotspot.objects.create(place="", people=0, cases=0, first_at=beginning, last_at=beginning)


def _keep(name: int, issue: Issue) -> None:
    """Write what a hotspot is about, and its cases."""
    Hotspot.objects.filter(id=name).update(
        place=issue.place[:60],
        words=list(issue.words),
        sentences=list(issue.sentences),
        bars=list(issue.bars),
        people=issue.people,
        cases=len(issue.members),
        first_at=issue.first_at,
        last_at=issue.last_at,
    )
    Member.objects.bulk_create(
        [
            Member(case_id=UUID(each.key), hotspot_id=name, person=each.person, opened_at=each.at)
            for each in issue.members
        ]
    )


@transaction.atomic
def _take_in(memory: _Memory, now: datetime) -> int:
    """Place each new case by what was gathered last; what fits nowhere waits for the next gathering."""
    _lock()
    fresh = queries.said(after=memory.until, until=now)
    known = dict(Member.objects.values_list("case_id", "hotspot_id")) if fresh else {}
    touched = set()
    for message in reversed(fresh):
        label = place(memory.found.gathered, message.text)
        name = known.get(UUID(memory.found.messages[label].key)) if label is not None else None
        if name is not None and UUID(message.key) not in known:
            Member.objects.create(
                case_id=UUID(message.key), hotspot_id=name, person=message.person, opened_at=message.at
            )
            touched.add(name)
    for name in touched:
        _recount(name)
    memory.until = now
    return len(fresh)


def _recount(name: int) -> None:
    """People, cases and span of one hotspot, from its members as they stand."""
    rows = list(Member.objects.filter(hotspot_id=name).order_by("opened_at").values_list("person", "opened_at"))
    times = [at for _, at in rows]
    Hotspot.objects.filter(id=name).update(
        people=people(person for person, _ in rows),
        cases=len(rows),
        **({"first_at": times[0], "last_at": times[-1], "bars": list(bars(times))} if times else {"bars": []}),
    )


@transaction.atomic
def put(numbers: Sequence[str], *, into: int | None, actor: Actor, now: datetime) -> int:
    """Decide that these cases belong to a hotspot, or to none; how many moved. Raises CaseNotFound for unknown numbers."""
    _lock()
    if into is not None and not Hotspot.objects.filter(id=into).exists():
        raise CaseNotFound
    cases = queries.named(numbers)
    if not cases or len(cases) < len(set(numbers)):
        raise CaseNotFound
    before = dict(Member.objects.filter(case_id__in=[case.id for case in cases]).values_list("case_id", "hotspot_id"))
    moving = [case for case in cases if before.get(case.id) != into]
    unit = towns.unit_that_may(actor, DECIDE)
    Decision.objects.bulk_create(
        Decision(
            case_id=case.id,
            number=case.number,
            hotspot_id=into,
            left=before.get(case.id),
            by=actor.id,
            unit=unit,
            at=now,
        )
        for case in moving
    )
    Member.objects.filter(case_id__in=[case.id for case in moving]).delete()
    if into is not None:
        Member.objects.bulk_create(
            Member(case_id=case.id, hotspot_id=into, person=case.person, opened_at=case.opened_at) for case in moving
        )
    _settle({name for name in (into, *before.values()) if name is not None})
    return len(moving)


@transaction.atomic
def split_off(numbers: Sequence[str], *, actor: Actor, now: datetime) -> int:
    """Make these cases a hotspot of their own; its id. Raises CaseNotFound for unknown numbers."""
    fresh = _blank()
    left = Member.objects.filter(case_id__in=[case.id for case in queries.named(numbers)]).first()
    if left is not None:
        about: Mapping[str, object] = {"place": left.hotspot.place, "words": left.hotspot.words}
        Hotspot.objects.filter(id=fresh.id).update(**about)
    put(numbers, into=fresh.id, actor=actor, now=now)
    return int(fresh.id)


def _settle(names: set[int]) -> None:
    Hotspot.objects.filter(id__in=names).update(is_kept=True)
    for name in names:
        _recount(name)


def note_theme(hotspot_id: int, number: str) -> None:
    """Remember the theme that was made of a hotspot."""
    Hotspot.objects.filter(id=hotspot_id).update(theme=number)
