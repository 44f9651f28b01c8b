"""Every page of the office asks the database at most fifteen times, however many rows it shows; so does the page of a case."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.kernel.actor import Actor
from tests.bench.inner import generate_inner
from tests.bench.million import generate, generate_rates
from tests.living import acting, employ, finished, pooled, rated, step, word

MOST = 15
CASES = 1500
PAGES = (
    "/office/board/",
    "/office/pool/",
    "/office/themes/",
    "/office/estates/",
    "/office/lists/",
    "/office/lists/?struck=1",
    "/office/levels/",
    "/office/supervision/",
    "/office/supervision/?closed=1",
    "/office/catalogue/",
    "/office/grids/",
    "/office/grids/rounds/",
    "/whistles/",
    "/whistles/rates/",
    "/whistles/rates/blown/",
    "/rates/?period=year",
    "/rates/?view=grades&period=year&by=street",
    "/rates/?view=times&period=year",
    "/rates/?view=relapses&period=year&by=category",
    "/rates/cases/?figure=finished&period=year",
    "/rates/exclusions/",
    "/desk/",
    "/desk/all/",
    "/office/clocks/",
)


def signed_in(role: str, unit: str) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, unit))
    return client


def test_no_page_of_the_office_asks_more_than_fifteen_times_however_full_it_is(real_db: str, statements: Any) -> None:
    now = timezone.now()
    word("路灯不亮", now=now)
    generate(real_db, CASES, now=now)
    generate_rates(real_db, now=now)
    generate_inner(real_db, now=now, grids=30)
    coordinator = signed_in("coordinator", "tcb")
    asked: dict[str, int] = {}
    for path in PAGES:
        coordinator.get(path)
        with statements() as run:
            answer = coordinator.get(path)
        assert answer.status_code == 200, path
        asked[path] = len(run)
    assert {path: count for path, count in asked.items() if count > MOST} == {}


@pytest.mark.django_db
def test_the_page_of_a_case_asks_no_more_than_fifteen_times_at_any_point_of_its_way(statements: Any) -> None:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    reader = signed_in("coordinator", "tcb")
    numbers = [word("路灯不亮").number, pooled("井盖掉了", office).number, _in_hand(office, desk)]
    done = finished("护栏松了", office, desk, "cgj")
    rated(done, "dissatisfied")
    numbers.append(done.number)
    for number in numbers:
        reader.get(f"/desk/case/{number}/")
        with statements() as run:
            answer = reader.get(f"/desk/case/{number}/")
        assert answer.status_code == 200
        assert len(run) <= MOST, (number, run)


def _in_hand(office: Actor, desk: Actor) -> str:
    """Dispatched, accepted, extended, paused, urged: with as much beside it as a case gathers."""
    case = pooled("树枝压线", office)
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"})
    step(case, "accept", desk)
    step(case, "ask_extension", desk, {"more": 5, "reason": "等料"})
    step(case, "ask_reporter", desk, {"question": "哪一栋"})
    return case.number
