"""Whoever goes round the town in its weeks: grids daily, buildings weekly, most of them gone on time, some late, some missed.

Through the grid's own services, many at once. Seeded by place and day, so that the same town has gone the same rounds.
"""

from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random
from uuid import UUID

from django.db import transaction

from doorstep.doors.town.almanac import LOCAL
from doorstep.kernel.actor import SYSTEM
from doorstep.store.cases import towns
from doorstep.store.people.duty import Holder, holders, note_absence
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid.models import Due, Point
from doorstep.wings.grid.services import Gone, add_rounds, plan_rounds
from doorstep.wings.grid.staffing import charge, note_counts
from doorstep.wings.grid.targets import target_of

ON_TIME, LATE = 0.94, 0.97
LEFT_ALONE = timedelta(days=6)
AWAY = (timedelta(days=12), timedelta(days=9))
BUILDINGS = 4
HEAD, CONTACT = "building_head", "building_contact"
WORDS = (
    "巷口的垃圾已经清走。",
    "楼道里的旧家具搬走了。",
    "公示栏换了新的告示。",
    "看了几户独居老人，都好。",
    "井盖都盖好了。",
)
SAID = 0.03


@transaction.atomic
def go_rounds(*, now: datetime, weeks: int, seed: int) -> int:
    """All rounds of these weeks; how many were gone."""
    today = towns.pack().calendar.local_date(now)
    first = today - timedelta(weeks=weeks)
    _count(now, seed)
    book = towns.pack().gridwork.grids
    held = holders(book.roles | {HEAD}, under="/", today=today)
    _name_buildings(held, first)
    absent = _somebody_was_away(held, today, now)
    plan_rounds(now=now, since=first)
    by_place: dict[tuple[str, str], list[Holder]] = {}
    for one in held:
        by_place.setdefault((one.role, one.place), []).append(one)
    heads = [one for one in held if one.role == HEAD]
    gone: list[Gone] = []
    for due in Due.objects.order_by("due_on", "id"):
        kind = book.responsibilities[due.by]
        there = by_place.get((kind.role, due.target), ()) if kind.role else heads
        if there and (told := _gone(due, list(there), absent, today, now, seed)):
            gone.append(told)
    return len(add_rounds(gone))


def _count(now: datetime, seed: int) -> None:
    """Households of most grids, counted when the town was surveyed."""
    rng = Random(f"{seed}:households")
    levels = {"grid": (280, 540), "special_grid": (40, 200), "micro_grid": (28, 108)}
    counted = {spot.code: rng.randint(*levels[spot.level]) for spot in atlas().of_level(*levels) if rng.random() < 0.93}
    note_counts(counted, counted_on=date(now.year - 1, 12, 31), actor=SYSTEM, now=now)


def _name_buildings(held: list[Holder], first: date) -> None:
    """Where a building head has a post, a few buildings answer to them."""
    for place, posts in groupby((one for one in held if one.role == HEAD), key=lambda one: one.place):
        person = next(posts)
        rows = [
            Point(
                code=f"{place}b{n:02d}",
                kind="building",
                zh=f"{n} 栋",
                en=f"Building {n}",
                place_code=place,
                place_path=person.place_path,
            )
            for n in range(1, BUILDINGS + 1)
        ]
        for point in Point.objects.bulk_create(rows, ignore_conflicts=True):
            for kind in (HEAD, CONTACT):
                charge(target_of(point), kind, person.person_id, from_on=first, until_on=None, is_stand_in=False)


def _somebody_was_away(held: list[Holder], today: date, now: datetime) -> tuple[UUID, date, date] | None:
    """One regular worker for whom somebody stood in some days ago."""
    stood_in = {(one.role, one.place) for one in held if one.is_stand_in}
    person = next((one for one in held if not one.is_stand_in and (one.role, one.place) in stood_in), None)
    if person is None:
        return None
    from_on, until_on = today - AWAY[0], today - AWAY[1]
    note_absence(person_id=person.person_id, from_on=from_on, until_on=until_on, by=None, now=now - AWAY[0])
    return person.person_id, from_on, until_on


def _gone(
    due: Due,
    there: list[Holder],
    absent: tuple[UUID, date, date] | None,
    today: date,
    now: datetime,
    seed: int,
) -> Gone | None:
    """The round as it was gone, if it was."""
    rng = Random(f"{seed}:{due.target}:{due.due_on}")
    luck, at = rng.random(), datetime.combine(due.due_on, time(8, 30), tzinfo=LOCAL)
    at += timedelta(minutes=rng.randrange(480), days=ON_TIME <= luck < LATE)
    nobody = due.target.endswith("g04") and Random(f"{seed}:{due.community}").random() < 0.1
    if luck >= LATE or at > now or (nobody and today - due.due_on < LEFT_ALONE):
        return None
    who = there[0]
    if absent and who.person_id == absent[0] and absent[1] <= due.due_on <= absent[2]:
        who = next((one for one in there if one.is_stand_in), who)
    words = rng.choice(WORDS) if rng.random() < SAID else ""
    return Gone(due_id=due.pk, by=who.person_id, at=at, words=words, is_stand_in=who.is_stand_in)
