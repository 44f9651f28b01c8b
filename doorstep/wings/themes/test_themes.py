"""Screening proposes with the cases behind the number; a theme gathers, has tasks, and is measured in equal windows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused, NeedsAnotherPerson
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.models import Attachment, Case, Tie
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.themes.models import Candidate
from doorstep.wings.themes.queries import candidates, measured
from doorstep.wings.themes.rules import verdict, windows
from doorstep.wings.themes.services import gather_chosen, screen_places
from tests.living import NOW, a_community, acting, employ, step, word

DAY = timedelta(days=1)


def office() -> Actor:
    return acting(employ("coordinator", "tcb"))


def lead() -> Actor:
    return acting(employ("desk_clerk", "cgj"))


def held(case_id: object) -> Held:
    found = find(case_id)  # type: ignore[arg-type]
    assert found is not None
    return found


def a_theme(mechanism: str = "theme", now: datetime = NOW, **answers: object) -> Opened:
    asked = {"theme": {"topic": "护栏老松"}, "estate_file": {"what": "件数多"}}[mechanism]
    opening = Opening(
        mechanism=mechanism,
        actor=office(),
        form={**asked, "unit": "cgj", "days": 30, **answers},
        title="护栏老松",
        body="护栏老松",
        place_path=a_community(),
        category="roads.railing",
        request_type="other",
        channel="desk",
        opened_unit="tcb",
    )
    return open_case(opening, now=now)


@pytest.mark.django_db
def test_places_with_many_cases_are_proposed_and_counted_again_only_after_a_while() -> None:
    for turn in range(11):
        word(f"护栏 {turn}", now=NOW - turn * DAY)
    assert screen_places(NOW) == 0
    word("护栏又松了", now=NOW - DAY)
    assert screen_places(NOW + timedelta(minutes=1)) == 0
    assert screen_places(NOW + timedelta(hours=1)) == 1
    (found,) = candidates()
    assert (found.cases, found.place_path, found.rule) == (12, a_community(), "many_complaints")
    assert screen_places(NOW + 120 * DAY) == 0
    assert not Candidate.objects.exists()


@pytest.mark.django_db
def test_a_theme_gathers_what_it_is_about_once() -> None:
    for turn in range(3):
        word(f"护栏 {turn}", now=NOW - DAY)
    word("路灯不亮", category="roads.lamp", now=NOW - DAY)
    theme = a_theme()
    span = {"since": NOW - 30 * DAY, "until": NOW}
    assert gather_chosen(held(theme.case_id).case, **span, actor=office(), now=NOW) == 3
    assert gather_chosen(held(theme.case_id).case, **span, actor=office(), now=NOW) == 0
    assert Tie.objects.filter(parent_id=theme.case_id, kind="theme").count() == 3
    assert list(verify(Report())) == []


@pytest.mark.django_db
def test_a_theme_is_measured_in_equal_windows() -> None:
    for turn in range(1, 9):
        word(f"护栏 {turn}", now=NOW - turn * DAY)
    word("很久以前", now=NOW - 40 * DAY)
    theme = a_theme()
    step(theme, "plan", lead(), {"plan": "先换后查"})
    first = measured(held(theme.case_id).case, now=NOW)
    assert (first.before, first.after) == (8, None)
    in_place = NOW + 10 * DAY
    step(theme, "measures_in_place", lead(), {"result": "全部换新"}, in_place)
    for turn in range(1, 4):
        word(f"又松 {turn}", now=in_place + turn * DAY)
    early = measured(held(theme.case_id).case, now=in_place + 10 * DAY)
    assert (early.before, early.after, early.windows.is_full) == (8, 3, False)
    full = measured(held(theme.case_id).case, now=in_place + 40 * DAY)
    assert full.windows.is_full
    assert full.verdict.zh == "少了 5 件（62%）。"


@pytest.mark.django_db
def test_a_theme_waits_for_its_tasks_and_closes_by_somebody_else() -> None:
    theme, unit = a_theme(), acting(employ("desk_clerk", "zjj", username="zjj_clerk"))
    step(theme, "plan", lead(), {"plan": "先换后查"})
    step(theme, "assign", lead(), {"units": ["zjj"], "task": "查一遍", "due_on": "2026-12-20"})
    task = Tie.objects.get(parent_id=theme.case_id, kind="theme_task").child_id
    with pytest.raises(FormRefused):
        step(theme, "measures_in_place", lead(), {"result": "好了"})
    step(task, "report", unit, {"result": "查完了"})
    step(task, "confirm", lead())
    step(theme, "advise", lead(), {"held_on": "2026-11-24", "people": 5, "advisers": "王老", "advice": "换不锈钢"})
    step(theme, "measures_in_place", office(), {"result": "全部换新"})
    with pytest.raises(NeedsAnotherPerson):
        step(theme, "close", office(), {"summary": "少了很多"})
    boss = acting(employ("leader", "djy"))
    step(theme, "close", boss, {"summary": "少了很多"})
    assert Case.objects.get(id=theme.case_id).state == "closed"
    assert not Case.objects.get(id=theme.case_id).is_published


@pytest.mark.django_db
def test_an_estates_file_goes_by_four_steps() -> None:
    file = a_theme("estate_file", found=14)
    step(file, "verify", lead(), {"finding": "real", "cause": "护栏是旧款"})
    step(file, "consult", lead(), {"held_on": "2026-11-25", "people": 12, "plan": "分两批换"})
    step(file, "disposed", lead(), {"result": "换完了"}, NOW + DAY)
    step(file, "close", office(), {"summary": "没有再松"}, NOW + 40 * DAY)
    assert Case.objects.get(id=file.case_id).state == "closed"
    other = a_theme("estate_file")
    step(other, "verify", lead(), {"finding": "not_real", "cause": "一个人反复打"})
    assert Case.objects.get(id=other.case_id).state == "unfounded"


@pytest.mark.django_db
def test_a_list_entry_is_struck_off_with_evidence_by_a_second_person() -> None:
    opening = Opening(
        mechanism="list_entry",
        actor=office(),
        form={"list": "problems", "what": "护栏", "unit": "tcb", "by": "2026-12-01"},
        title="护栏",
        body="护栏",
        place_path=a_community(),
        category="",
        request_type="other",
        channel="desk",
        opened_unit="tcb",
    )
    entry = open_case(opening, now=NOW)
    clerk = acting(employ("desk_clerk", "tcb", username="tcb_clerk"))
    with pytest.raises(FormRefused):
        step(entry, "offer", clerk, {"result": "好了"})
    sha = "a" * 64
    Attachment.objects.create(
        id=entry.case_id, sha256=sha, media_type="image/jpeg", size=1, width=1, height=1, stored_as="x",
        uploaded_by=f"staff:{clerk.id}", uploaded_at=NOW,
    )  # fmt: skip
    step(entry, "update", clerk, {"words": "在换"})
    step(entry, "offer", clerk, {"result": "好了", "evidence": [sha]})
    step(entry, "strike_off", office())
    assert Case.objects.get(id=entry.case_id).state == "struck_off"


@given(st.integers(14, 366), st.integers(0, 500), st.integers(0, 900))
def test_windows_are_equally_long_whole_days_and_never_overlap(days: int, measures: int, later: int) -> None:
    began = datetime(2026, 3, 1, 5, tzinfo=UTC)
    in_place = began + timedelta(days=measures)
    seen = windows(began_at=began, in_place_at=in_place, days=days, now=in_place + timedelta(days=later, hours=3))
    assert seen.after is not None
    assert seen.before.days == days
    assert seen.before.until <= seen.after.since <= seen.after.until
    assert seen.after.days <= days
    assert seen.is_full == (seen.after.days == days)


def test_small_numbers_say_nothing() -> None:
    began = datetime(2026, 3, 1, tzinfo=UTC)
    seen = windows(began_at=began, in_place_at=began, days=30, now=began + timedelta(days=90))
    assert "太少" in verdict(seen, 5, 1).zh
    assert verdict(seen, 20, 10).zh == "少了 10 件（50%）。"
    assert verdict(seen, 0, 12).zh == "多了 12 件。"
