"""Whoever is away is stood in for, from the first day to the last, and on no other."""

from datetime import date, datetime, timedelta

import pytest

from doorstep.kernel.standing import keys_of
from doorstep.store.cases import towns
from doorstep.store.people.acting import actor_for
from doorstep.store.people.duty import AbsenceEndsBeforeItBegins, holders, note_absence, on_duty, revoke_absence
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import hire, register_person
from tests.living import NOW, TODAY

pytestmark = pytest.mark.django_db
GRID, UNIT = "510181901902g01", "xfjd_lh"
DAY = timedelta(days=1)


@pytest.fixture
def worker() -> Person:
    return _hired("worker")


@pytest.fixture
def stand_in() -> Person:
    return _hired("standin", is_stand_in=True)


def _hired(name: str, *, is_stand_in: bool = False) -> Person:
    person = register_person(username=name, display_name=name, password=None)
    hire(person=person, role="grid_worker", unit=UNIT, place=GRID, from_on=date(2020, 1, 1), is_stand_in=is_stand_in)
    return person


def _keys(person: Person, on: date = TODAY) -> tuple[str, ...]:
    return keys_of(actor_for(person.pk, today=on), towns.pack().parties)


def test_a_stand_in_holds_nothing_while_the_worker_is_there(worker: Person, stand_in: Person) -> None:
    assert f"grid_worker@{GRID}" in _keys(worker)
    assert _keys(stand_in) == ()


def test_while_the_worker_is_away_the_work_is_the_stand_ins(worker: Person, stand_in: Person) -> None:
    note_absence(person_id=worker.pk, from_on=TODAY, until_on=TODAY + DAY, by=None, now=NOW)
    assert _keys(stand_in, TODAY - DAY) == ()
    assert f"grid_worker@{GRID}" in _keys(stand_in)
    assert f"grid_worker@{GRID}" in _keys(stand_in, TODAY + DAY)
    assert _keys(stand_in, TODAY + 2 * DAY) == ()


def test_an_absence_taken_back_is_over_at_once(worker: Person, stand_in: Person) -> None:
    noted = note_absence(person_id=worker.pk, from_on=TODAY, until_on=TODAY, by=worker.pk, now=NOW)
    assert note_absence(person_id=worker.pk, from_on=TODAY, until_on=TODAY, by=None, now=NOW) == noted
    assert revoke_absence(noted.pk, by=worker.pk, now=NOW)
    assert not revoke_absence(noted.pk, by=worker.pk, now=NOW)
    assert _keys(stand_in) == ()


def test_a_post_that_nobody_holds_is_the_stand_ins(stand_in: Person) -> None:
    assert f"grid_worker@{GRID}" in _keys(stand_in)


def test_on_duty_are_those_who_are_there(worker: Person, stand_in: Person) -> None:
    def today() -> list[str]:
        return [one.name for one in on_duty(holders({"grid_worker"}, under="/510181/901/902/", today=TODAY), TODAY)]

    assert today() == ["worker"]
    note_absence(person_id=worker.pk, from_on=TODAY, until_on=TODAY, by=None, now=NOW)
    assert today() == ["standin"]
    note_absence(person_id=stand_in.pk, from_on=TODAY, until_on=TODAY, by=None, now=NOW)
    assert today() == []


@pytest.mark.parametrize("days", [-1, 400])
def test_an_absence_has_an_end(worker: Person, days: int) -> None:
    with pytest.raises(AbsenceEndsBeforeItBegins):
        note_absence(
            person_id=worker.pk, from_on=TODAY, until_on=TODAY + days * DAY, by=None, now=datetime.now(NOW.tzinfo)
        )
