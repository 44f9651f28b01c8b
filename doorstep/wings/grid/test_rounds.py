"""Rounds are planned once, gone by whoever answers for the place, settled by the first, and never changed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.visibility import EVERYTHING, Visibility
from doorstep.store.people.duty import note_absence
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import hire, register_person
from doorstep.wings.grid import services
from doorstep.wings.grid.models import Due, Remark, Reminder, Round, Task
from doorstep.wings.grid.queries import Asked, gaps, my_rounds, records, tallies
from doorstep.wings.grid.reactions import remind_of_rounds, set_tasks
from doorstep.wings.grid.rules import Tally
from doorstep.wings.grid.services import NotYourRound, WordsTooLong, forget_remarks, plan_rounds, remarks_of, tick
from tests.living import NOW, TODAY, Statements, acting, employ

pytestmark = pytest.mark.django_db
GRID, OTHER_GRID, UNIT = "510181901901g01", "510181901901g02", "xfjd_xfq"
DAY = timedelta(days=1)
FRIDAY = NOW - 3 * DAY
GRIDS = 173


@pytest.fixture
def worker() -> Person:
    return employ("grid_worker", UNIT, GRID)


def mine(person: Person, on: date = TODAY) -> list[int]:
    return [one.due_id for one in my_rounds(acting(person), today=on) if one.due_on == on]


def test_every_grid_has_its_round_today_and_planning_twice_plans_once() -> None:
    assert plan_rounds(now=NOW) == GRIDS
    assert plan_rounds(now=NOW) == 0
    assert set(Due.objects.values_list("opens_on", "due_on")) == {(TODAY, TODAY)}


def test_nothing_is_planned_on_a_day_of_rest_and_nothing_lost_while_nobody_planned() -> None:
    plan_rounds(now=FRIDAY)
    assert plan_rounds(now=FRIDAY + DAY) == 0
    assert plan_rounds(now=NOW + 2 * DAY) == 3 * GRIDS
    assert Due.objects.filter(target=GRID).count() == 4


def test_a_worker_has_the_rounds_of_his_grid_and_no_others(worker: Person) -> None:
    plan_rounds(now=NOW)
    assert [one.target for one in my_rounds(acting(worker), today=TODAY)] == [GRID]
    assert my_rounds(Actor(kind="resident"), today=TODAY) == []


def test_a_round_is_settled_by_the_first_and_the_next_is_added_beside_it(worker: Person) -> None:
    plan_rounds(now=NOW)
    (due,) = mine(worker)
    first = tick(due_id=due, actor=acting(worker), words="路灯都亮", key="a" * 32, now=NOW)
    assert tick(due_id=due, actor=acting(worker), words="路灯都亮", key="a" * 32, now=NOW).is_repeat
    again = tick(due_id=due, actor=acting(worker), words="又走了一遍", key="b" * 32, now=NOW)
    assert (first.is_first, again.is_first) == (True, False)
    assert Round.objects.count() == 2
    assert remarks_of([due]) == {due: ["路灯都亮", "又走了一遍"]}


def test_what_was_said_is_sealed_and_forgotten_in_time(worker: Person) -> None:
    plan_rounds(now=NOW)
    tick(due_id=mine(worker)[0], actor=acting(worker), words="三栋的老人", position=(103.6, 31.0), key=None, now=NOW)
    assert "三栋".encode() not in bytes(Remark.objects.get().cipher)
    assert forget_remarks(NOW + timedelta(days=100)) == 0
    assert forget_remarks(NOW + timedelta(days=2000)) == 1
    assert Round.objects.count() == 1


def test_nobody_goes_rounds_of_another_grid(worker: Person) -> None:
    plan_rounds(now=NOW)
    other = Due.objects.get(target=OTHER_GRID)
    for due_id in (other.pk, 0):
        with pytest.raises(NotYourRound):
            tick(due_id=due_id, actor=acting(worker), key=None, now=NOW)
    with pytest.raises(WordsTooLong):
        tick(due_id=mine(worker)[0], actor=acting(worker), words="长" * 501, key=None, now=NOW)


def test_a_round_once_told_is_never_changed_or_removed(worker: Person) -> None:
    plan_rounds(now=NOW)
    tick(due_id=mine(worker)[0], actor=acting(worker), key=None, now=NOW)
    for statement in (
        "UPDATE grid_round SET found = true",
        "DELETE FROM grid_round",
        "UPDATE grid_due SET due_on = due_on",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_while_the_worker_is_away_the_stand_in_goes_and_the_record_says_so(worker: Person) -> None:
    stand_in = register_person(username="standin", display_name="备岗", password=None)
    hire(person=stand_in, role="grid_worker", unit=UNIT, place=GRID, from_on=TODAY, is_stand_in=True)
    plan_rounds(now=NOW)
    assert mine(stand_in) == []
    note_absence(person_id=worker.pk, from_on=TODAY, until_on=TODAY, by=None, now=NOW)
    tick(due_id=mine(stand_in)[0], actor=acting(stand_in), key=None, now=NOW)
    assert Round.objects.get().is_stand_in


def test_numbers_are_made_of_rounds_and_no_rounds_make_no_share(worker: Person) -> None:
    plan_rounds(now=FRIDAY)
    plan_rounds(now=NOW)
    late, today = (Due.objects.get(target=GRID, due_on=on) for on in (TODAY - 3 * DAY, TODAY))
    for due in (late, today):
        tick(due_id=due.pk, actor=acting(worker), key=None, now=NOW)
    asked = Asked(first=TODAY - 9 * DAY, last=TODAY, today=TODAY, community=GRID[:12])
    tally = tallies(asked, EVERYTHING)[GRID[:12], "grid_daily"]
    assert (tally.done, tally.late) == (1, 1)
    for kind in ("planned", "done", "late", "missed"):
        assert len(records(asked, EVERYTHING, kind=kind)) == getattr(tally, kind)
    assert records(asked, EVERYTHING, kind="found") == []
    assert tallies(asked, Visibility(place_paths=("/510181/902/",))).keys() == {
        key for key in tallies(asked, EVERYTHING) if key[0].startswith("510181902")
    }
    assert Tally().share is None
    assert Tally(planned=4, done=3).share == 0.75


def test_pages_of_records_follow_one_another() -> None:
    plan_rounds(now=NOW)
    asked = Asked(first=TODAY, last=TODAY, today=TODAY + DAY)
    first = records(asked, EVERYTHING, kind="missed", limit=100)
    rest = records(asked, EVERYTHING, kind="missed", limit=100, before=(first[99].due_on, first[99].due_id))
    assert len({one.due_id for one in [*first[:100], *rest]}) == GRIDS


def test_missed_rounds_are_reminded_of_once_a_day_in_office_hours(worker: Person) -> None:
    for day in range(5, 0, -1):
        plan_rounds(now=NOW - day * DAY)
    night = NOW + timedelta(hours=10)
    assert remind_of_rounds(night) == 0
    assert remind_of_rounds(NOW) == 1 + len({gap.community for gap in gaps(today=TODAY) if gap.missed >= 3})
    assert remind_of_rounds(NOW + timedelta(hours=1)) == 0
    assert Reminder.objects.get(recipient=f"worker:{worker.pk}").missed == 1


def test_whoever_goes_at_last_ends_the_row_of_missed_rounds(worker: Person) -> None:
    for day in range(7, -1, -1):
        plan_rounds(now=NOW - day * DAY)
    before = next(gap for gap in gaps(today=TODAY) if gap.target == GRID)
    assert before.missed == 5
    tick(due_id=mine(worker)[0], actor=acting(worker), key=None, now=NOW)
    assert GRID not in {gap.target for gap in gaps(today=TODAY)}


def test_a_task_is_set_once_for_every_community_each_turn() -> None:
    assert set_tasks(NOW) == 34
    assert set_tasks(NOW + DAY) == 0
    assert set_tasks(NOW + 60 * DAY) == 34
    assert Task.objects.values("opens_on").distinct().count() == 2


def test_a_task_whose_row_was_lost_is_not_set_again() -> None:
    set_tasks(NOW)
    Task.objects.filter(target=GRID[:12]).delete()
    assert set_tasks(NOW) == 0
    assert Task.objects.filter(target=GRID[:12]).count() == 1


def test_many_rounds_are_added_in_few_statements(statements: Statements, worker: Person) -> None:
    plan_rounds(now=NOW)
    gone = [services.Gone(due_id=due, by=worker.pk, at=NOW) for due in Due.objects.values_list("id", flat=True)]
    with statements() as run:
        services.add_rounds(gone)
    assert len(run) < 8
    with statements() as run:
        my_rounds(acting(worker), today=TODAY)
    assert len(run) <= 2
