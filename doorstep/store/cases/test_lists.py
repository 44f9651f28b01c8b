"""Lists of cases on the real database: in order, in pages, within the view, and never a line more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from doorstep.kernel.standing import keys_of
from doorstep.kernel.visibility import EVERYTHING, NOTHING, Visibility
from doorstep.store.cases import listing, working
from doorstep.store.cases.choosing import Chosen
from doorstep.store.cases.keysets import Mark, read_mark
from doorstep.store.cases.opening import open_case
from doorstep.store.cases.test_acting import dispatched_case, finished_case, later
from doorstep.store.cases.test_opening import NOW, word
from doorstep.store.cases.towns import pack
from doorstep.store.cases.working import Today
from tests.cast import COMMUNITY_PATH, GRID_PATH, community_clerk, coordinator, desk_clerk

pytestmark = pytest.mark.django_db
ELSEWHERE = "/510181/902/901/g01/"


def today(now: datetime) -> Today:
    return Today(now=now, day_ends=now + timedelta(hours=12), week_ends=now + timedelta(days=3))


def mine(actor: Any, now: datetime = NOW, **more: Any) -> list[UUID]:
    return [line.id for line in working.my_work(keys_of(actor, pack().parties), today(now), **more).rows]


def seen(view: Visibility, **chosen: Any) -> list[UUID]:
    return [line.id for line in listing.all_cases(view, Chosen(**chosen), now=NOW).rows]


def test_my_work_is_what_waits_for_my_posts_and_nothing_else() -> None:
    sent = dispatched_case()
    waiting = open_case(word(), now=NOW).case_id
    assert mine(desk_clerk()) == [sent]
    assert mine(community_clerk()) == [waiting]
    assert mine(coordinator()) == []


def test_the_next_due_stands_first_and_what_is_due_never_stands_last() -> None:
    late, soon = (open_case(word(), now=NOW - timedelta(days=days)).case_id for days in (9, 0))
    assert mine(community_clerk()) == [late, soon]
    assert mine(community_clerk(), bucket="overdue") == [late]
    counts = working.figures(keys_of(community_clerk(), pack().parties), (), today(NOW))
    assert (counts.mine, counts.overdue) == (2, 1)


def test_pages_follow_each_other_without_gap_or_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PAGE", 3)
    monkeypatch.setattr(listing, "PAGE", 3)
    made = [open_case(word(), now=NOW + timedelta(minutes=step)).case_id for step in range(8)]
    keys = keys_of(community_clerk(), pack().parties)
    walked, after = [], None
    while True:
        page = working.my_work(keys, today(NOW), after=after)
        walked += [line.id for line in page.rows]
        if not page.after:
            break
        after = read_mark(page.after)
    assert set(walked) == set(made)
    assert len(walked) == 8

    first = listing.all_cases(EVERYTHING, Chosen(), now=NOW)
    second = listing.all_cases(EVERYTHING, Chosen(), now=NOW, after=read_mark(first.after))
    back = listing.all_cases(EVERYTHING, Chosen(), now=NOW, before=read_mark(second.before))
    assert [line.id for line in first.rows + second.rows] == made[:1:-1]
    assert [line.id for line in back.rows] == [line.id for line in first.rows]
    assert (first.before, back.before) == ("", "")


def test_a_case_without_a_due_moment_stands_after_those_with_one_on_every_page() -> None:
    mark = Mark(None, UUID(int=7))
    assert read_mark(str(mark)) == mark
    assert read_mark(str(Mark(NOW, UUID(int=7)))) == Mark(NOW, UUID(int=7))
    for nonsense in ("", "x~y", "1~", "~", "9" * 40 + "~" + "0" * 32, "\x00~1"):
        assert read_mark(nonsense) is None
    assert working.my_work(["desk@cgj"], today(NOW), after=mark).rows == []


def test_a_view_shows_its_units_and_its_places_and_nothing_beside() -> None:
    sent, here = dispatched_case(), open_case(word(), now=NOW).case_id
    there = open_case(word(place_path=ELSEWHERE), now=NOW).case_id
    assert set(seen(EVERYTHING)) == {sent, here, there}
    assert seen(Visibility(unit_paths=("/djy/cgj/",))) == [sent]
    assert set(seen(Visibility(place_paths=(COMMUNITY_PATH,)))) == {sent, here}
    assert seen(Visibility(place_paths=("/510181/902/",))) == [there]
    assert set(seen(Visibility(unit_paths=("/djy/cgj/",), place_paths=("/510181/902/",)))) == {sent, there}
    assert set(seen(Visibility(place_paths=("/510181/",)))) == {sent, here, there}
    assert seen(NOTHING) == []
    assert seen(Visibility(unit_paths=("/djy/zjj/",))) == []


def test_choosing_narrows_the_view_and_never_widens_it() -> None:
    sent, here = dispatched_case(), open_case(word(urgency="urgent"), now=NOW).case_id
    unit = Visibility(unit_paths=("/djy/cgj/",))
    assert seen(unit, place=GRID_PATH) == [sent]
    assert seen(unit, place=ELSEWHERE) == []
    assert seen(EVERYTHING, place="/nowhere/") == []
    assert seen(unit, unit="zjj") == []
    assert seen(EVERYTHING, state="collected") == [here]
    assert seen(EVERYTHING, urgency="urgent") == [here]
    assert seen(EVERYTHING, unit="cgj", phase="open") == [sent]
    lamp = open_case(word(category="roads.lamp"), now=NOW).case_id
    assert seen(EVERYTHING, category="roads") == [lamp]
    assert seen(unit, category="roads.lamp") == []
    assert seen(EVERYTHING, phase="overdue", now=NOW + timedelta(days=60), state="dispatched") == [sent]
    assert seen(EVERYTHING, since=NOW + timedelta(days=1)) == []
    assert seen(EVERYTHING, published=True) == []
    assert seen(unit, phase="closed") == []


def test_what_a_unit_recorded_is_listed_wherever_it_went() -> None:
    recorded = open_case(word(opened_unit="cgj"), now=NOW).case_id
    open_case(word(opened_unit="zjj"), now=NOW)
    assert seen(Visibility(unit_paths=("/djy/cgj/",)), scope="opened", opened_units=("cgj",)) == [recorded]


def test_what_others_owe_of_my_cases_is_counted_and_listed_alike() -> None:
    done, _ = finished_case(), dispatched_case()
    keys = keys_of(desk_clerk(), pack().parties)
    counts = working.figures(keys, ("cgj",), today(NOW))
    listed = working.waiting_for_others(keys, ("cgj",), today(NOW)).rows
    assert (counts.mine, counts.others) == (1, 1)
    assert [line.id for line in listed] == [done]
    assert listed[0].owed.zh == "反映人"


def test_a_line_says_who_owes_the_next_step_and_what_time_is_left() -> None:
    dispatched_case()
    (line,) = working.my_work(["desk@cgj"], today(later(3))).rows
    assert (line.state_label.zh, line.owed.zh, line.standing) == ("待接单", "城管局", "ok")
    assert line.due is not None
    assert line.due.zh.startswith("还剩")
    assert "翔凤桥" in line.place.zh
