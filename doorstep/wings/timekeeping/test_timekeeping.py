"""The board and the foresight count what is there, and each number opens its cases; what nobody answers goes on."""

from datetime import datetime, timedelta

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.visibility import EVERYTHING, Visibility
from doorstep.store.cases import towns
from doorstep.store.cases.clock_rows import running_of
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened
from doorstep.store.cases.recounting import under
from doorstep.store.people.units import unit_tree
from doorstep.wings.timekeeping import queries, reactions
from tests.living import NOW, acting, employ, pooled, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj"))


def handled(office: Actor, desk: Actor, now: datetime = NOW) -> Opened:
    case = pooled("路灯不亮", office, now=now)
    step(case, "dispatch", office, {"unit": "cgj", "basis": "目录"}, now=now)
    step(case, "accept", desk, {}, now=now)
    return case


def state_of(case: Opened) -> str:
    held = find(case.case_id)
    assert held is not None
    return held.case.state


def test_the_board_counts_by_unit_and_clock_and_each_number_opens_its_cases(office: Actor, desk: Actor) -> None:
    old = handled(office, desk, NOW - timedelta(days=30))
    handled(office, desk)
    asked = handled(office, desk)
    step(asked, "ask_reporter", desk, {"question": "哪一栋"})
    tiles = {(one.unit, one.clock, one.standing): one.count for one in queries.board(EVERYTHING, NOW)}
    assert tiles[("cgj", "handling", "late")] == 1
    assert tiles[("cgj", "handling", "ok")] == 1
    assert tiles[("cgj", "handling", "paused")] == 1
    (late,) = queries.cases_of(EVERYTHING, "late", NOW, unit="cgj", clock="handling")
    (paused,) = queries.cases_of(EVERYTHING, "paused", NOW, unit="cgj")
    assert (late.number, paused.number) == (old.number, asked.number)
    assert queries.board(Visibility(unit_paths=("/nowhere/",)), NOW) == []
    assert sum(queries.load(EVERYTHING, NOW, unit="cgj").values()) == 2


def test_the_whole_town_is_counted_as_its_parts_are(office: Actor, desk: Actor) -> None:
    for days in (30, 11, 10, 9, 8, 7, 3, 0):
        handled(office, desk, NOW - timedelta(days=days))
    pooled("井盖坏了", office, urgency="urgent")
    unit = Visibility(unit_paths=(unit_tree().path("cgj"),))
    place = Visibility(place_paths=("/510181/",))
    assert as_rows(queries.board(EVERYTHING, NOW)) == as_rows(queries.board(place, NOW))
    own = as_rows(queries.board(EVERYTHING, NOW, unit="cgj"))
    assert own == as_rows(queries.board(unit, NOW)) == as_rows(queries.board(place, NOW, unit="cgj"))
    assert {standing for _, _, standing, _ in own} == {"late", "soon", "ok"}
    (nobody,) = queries.board(EVERYTHING, NOW, unit="-")
    assert (nobody.unit, nobody.count) == ("", 1)
    for tile in queries.board(EVERYTHING, NOW):
        whole, part = (
            [one.id for one in queries.cases_of(view, tile.standing, NOW, unit=tile.unit or "-", clock=tile.clock)]
            for view in (EVERYTHING, place)
        )
        assert len(whole) == tile.count
        assert whole == part
    for chosen in ("", "cgj", "-"):
        assert queries.load(EVERYTHING, NOW, unit=chosen) == queries.load(place, NOW, unit=chosen) != {}


def as_rows(tiles: list[queries.Tile]) -> list[tuple[str, str, str, int]]:
    return sorted((one.unit, one.clock, one.standing, one.count) for one in tiles)


@pytest.mark.parametrize("name", ["beijing", "shandong", "petition", "qingyang", "sichuan"])
def test_what_is_foreseen_is_what_each_clock_would_be(name: str, office: Actor, desk: Actor) -> None:
    for days in (40, 20, 9, 6, 3, 1):
        case = handled(office, desk, NOW - timedelta(days=days))
        if days == 9:
            step(case, "ask_extension", desk, {"more": 5, "reason": "等料"}, now=NOW - timedelta(days=8))
    scheme, calendar = towns.pack().schemes[name], towns.pack().calendar
    (one,) = [row for row in queries.foresee(scheme, NOW) if row.unit == "cgj"]
    numbers = {row.number for row in queries.foreseen_cases(scheme, NOW, unit="cgj", which="late")}
    late = 0
    for line in queries.cases_of(EVERYTHING, "late", NOW) + queries.cases_of(EVERYTHING, "ok", NOW):
        held = find(line.id)
        assert held is not None
        (clock,) = running_of(line.id)
        is_late = under(scheme, clock, held.case, calendar).is_overdue(NOW)
        late += is_late
        assert is_late == (line.number in numbers)
    soon = queries.cases_of(EVERYTHING, "soon", NOW)
    assert one.total == 6
    assert late <= one.then_late <= late + len(soon)


def test_handling_goes_on_when_the_answer_never_came(office: Actor, desk: Actor) -> None:
    case = handled(office, desk)
    step(case, "ask_reporter", desk, {"question": "哪一栋"})
    assert reactions.sweep_unanswered(NOW + timedelta(days=2)) == 0
    assert reactions.sweep_unanswered(NOW + timedelta(days=9)) == 1
    assert state_of(case) == "handling"
    assert reactions.sweep_unanswered(NOW + timedelta(days=9)) == 0
    assert reactions.sweep_estimated(NOW) == 0
