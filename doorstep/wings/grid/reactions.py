"""Looks every few minutes: plans rounds, sets tasks whose time has come, reminds of missed rounds in office hours, forgets words.

Each may run twice. A reminder is merged: one a day for each person, one for each community above them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.gridwork.books import TaskRule
from doorstep.kernel.gridwork.windows import Window, current
from doorstep.store.cases import towns
from doorstep.store.cases.hearing import Reaction
from doorstep.store.cases.opening import Opening, open_case
from doorstep.store.people.duty import Holder, holders, on_duty
from doorstep.wings.grid import services
from doorstep.wings.grid.models import Charge, Reminder, Task
from doorstep.wings.grid.overview import ABOVE, WORKER
from doorstep.wings.grid.queries import BACK, Gap, gaps
from doorstep.wings.grid.targets import Target, targets_of, unit_for

OTHER = "other"


def plan_rounds(now: datetime) -> int:
    """Write the rounds whose window has opened."""
    return services.plan_rounds(now=now)


def remind_of_rounds(now: datetime) -> int:
    """One reminder a day to whoever is on duty where rounds were missed, and to the community after several in a row."""
    calendar = towns.pack().calendar
    if not calendar.is_open(now):
        return 0
    today = calendar.local_date(now)
    missed = gaps(today=today)
    counts = Counter({f"{ABOVE}{community}": n for community, n in _above(missed).items()})
    counts.update({f"{WORKER}{person}": n for person, n in _workers(missed, today).items()})
    known = set(Reminder.objects.filter(on=today).values_list("recipient", flat=True))
    rows = [Reminder(recipient=who, on=today, missed=n, at=now) for who, n in counts.items() if who not in known]
    return len(Reminder.objects.bulk_create(rows, ignore_conflicts=True))


def _above(missed: Iterable[Gap]) -> Counter[str]:
    rules = towns.pack().gridwork.rounds.rounds
    return Counter(gap.community for gap in missed if gap.rule in rules and gap.missed >= rules[gap.rule].missed)


def _workers(missed: Iterable[Gap], today: date) -> Counter[UUID]:
    """How many missed rounds each person on duty today may still make up for."""
    recent = [gap for gap in missed if gap.last_on >= today - BACK]
    if not recent:
        return Counter()
    work = towns.pack().gridwork
    by_post: dict[tuple[str, str], list[Holder]] = {}
    for one in holders(work.grids.roles, under="/", today=today):
        by_post.setdefault((one.role, one.place_path), []).append(one)
    charged: dict[tuple[str, str], list[UUID]] = {}
    for held in Charge.objects.filter(from_on__lte=today, is_stand_in=False).exclude(until_on__lt=today):
        charged.setdefault((held.responsibility, held.point_id), []).append(held.person_id)
    found: Counter[UUID] = Counter()
    for gap in recent:
        kind = work.grids.responsibilities[work.rounds.rounds[gap.rule].by] if gap.rule in work.rounds.rounds else None
        if kind is None:
            continue
        posts = on_duty(by_post.get((kind.role, gap.place_path), ()), today)
        found.update({one.person_id for one in posts} or set(charged.get((kind.code, gap.target), ())))
    return found


def set_tasks(now: datetime) -> int:
    """Open the case of every task whose turn has come; how many."""
    calendar = towns.pack().calendar
    today = calendar.local_date(now)
    opened = 0
    for rule in towns.pack().gridwork.rounds.tasks.values():
        for window in current(rule.rhythm, calendar.is_working_day, today, today):
            opened += sum(_set(rule, window, target, now) for target in _not_set(rule, window))
    return opened


def _not_set(rule: TaskRule, window: Window) -> Iterator[Target]:
    known = set(Task.objects.filter(rule=rule.name, opens_on=window.opens_on).values_list("target", flat=True))
    return (target for target in targets_of((rule.level,)) if target.code not in known and unit_for(target.path))


@transaction.atomic
def _set(rule: TaskRule, window: Window, target: Target, now: datetime) -> bool:
    """One case; the row says that it was set, and the key refuses a second case where two look at once."""
    unit = unit_for(target.path)
    opened = open_case(
        Opening(
            mechanism=rule.mechanism,
            actor=SYSTEM,
            form={"unit": unit, "content": rule.content.zh, "until": window.due_on.isoformat()},
            title=rule.label.zh,
            body=rule.content.zh,
            place_path=target.path,
            category="",
            request_type=OTHER,
            channel="desk",
            opened_unit=towns.pack().jurisdiction.office,
            key=f"grid-task:{rule.name}:{target.code}:{window.opens_on}",
        ),
        now=now,
    )
    task = Task(
        rule=rule.name, target=target.code, opens_on=window.opens_on, due_on=window.due_on, case_id=opened.case_id
    )
    Task.objects.bulk_create([task], ignore_conflicts=True)
    return not opened.is_repeat


def forget_remarks(now: datetime) -> int:
    """What was said on rounds is erased in time."""
    return services.forget_remarks(now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {}
SWEEPS = (plan_rounds, set_tasks, remind_of_rounds, forget_remarks)
