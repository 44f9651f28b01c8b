"""Search on the real database: Chinese of two characters, in pieces, by number, by code, and only within the view."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from doorstep.kernel.visibility import EVERYTHING, NOTHING, Visibility
from doorstep.store.cases import searching
from doorstep.store.cases.choosing import Chosen
from doorstep.store.cases.estimates import rows_of, rows_with_all
from doorstep.store.cases.opening import Opened, open_case
from doorstep.store.cases.pairs import pairs_of
from doorstep.store.cases.searching import Found, QueryTooShort, read_query, search
from doorstep.store.cases.test_opening import GRID_PATH, NOW, word

pytestmark = pytest.mark.django_db
HERE = Visibility(place_paths=("/510181/901/",))
THERE = Visibility(place_paths=("/510181/902/",))


def said(text: str, lexemes: tuple[str, ...] = (), **more: Any) -> Opened:
    return open_case(word(title=text[:20], body=text, lexemes=lexemes, **more), now=NOW)


def find(typed: str, view: Visibility = EVERYTHING, words: tuple[str, ...] = ()) -> Found:
    return search(read_query(typed, words), view, now=NOW)


@pytest.fixture(params=["walking", "through the index", "among the chosen"])
def _every_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One full result ends the walk; with none allowed, everything goes through the index, or is sought in what was chosen."""
    monkeypatch.setattr(searching, "RANKED", 1 if request.param == "walking" else 100)
    if request.param == "among the chosen":
        monkeypatch.setattr(searching, "_fewer_are_chosen", lambda *_: True)


@pytest.mark.usefixtures("_every_way")
def test_two_characters_anywhere_in_the_text_are_found() -> None:
    railing = said("河边步道护栏松动")
    said("路灯不亮")
    assert [line.id for line in find("护栏").lines] == [railing.case_id]
    assert [line.id for line in find("栏松").lines] == [railing.case_id]
    assert find("栏护").lines == []


@pytest.mark.usefixtures("_every_way")
def test_search_stays_within_the_view() -> None:
    said("河边步道护栏松动")
    assert find("护栏", HERE).total == 1
    assert find("护栏", THERE).total == 0
    assert find("护栏", NOTHING).total == 0
    assert find("护栏", Visibility(unit_paths=("/djy/cgj/",))).total == 0


def test_all_pieces_must_stand_in_the_text_and_marks_do_not_matter() -> None:
    both = said("ABC 小区，护栏（东侧）松动")
    said("护栏完好")
    assert [line.id for line in find("松动、护栏！").lines] == [both.case_id]
    assert find("abc小区 东").total == 0
    assert find("abc 小区 东").total == 1


def test_what_nobody_wrote_that_way_is_found_by_its_words() -> None:
    railing = said("河边步道护栏松动", ("河边", "步道", "护栏", "松动"))
    found = find("河边护栏松动", words=("河边", "护栏", "松动"))
    assert found.by_words
    assert [line.id for line in found.lines] == [railing.case_id]


def test_more_of_the_words_stand_higher_then_the_title_then_the_newest() -> None:
    open_case(word(title="别的事", body="路灯也不亮", lexemes=("不亮",)), now=NOW)
    best = said("路灯不亮好几天", ("路灯", "不亮"))
    assert find("路灯", words=("路灯",)).lines[0].id == best.case_id


def test_a_case_is_found_by_its_number_with_and_without_the_dash_and_by_its_code() -> None:
    opened = said("河边步道护栏松动")
    for typed in (opened.number, opened.number.replace("-", ""), opened.number.replace("-", "－"), opened.code):
        assert [line.id for line in find(typed).lines] == [opened.case_id], typed
    assert find(opened.code.lower()).total == 1
    assert find(opened.number, THERE).total == 0
    assert find(opened.code, THERE).total == 0


@pytest.mark.parametrize("typed", ["", "灯", "，，", " 灯 火 ", "\x00灯", "%"])
def test_a_single_character_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(QueryTooShort) as refused:
        read_query(typed)
    assert "两个字" in refused.value.sentence


@pytest.mark.parametrize(
    "typed", ["100%", "ab_cd", "\\xy", "'; DROP TABLE", "<b>粗体", "😀😀", "\u202e反着", "字" * 9000]
)
def test_anything_may_be_typed(typed: str) -> None:
    said("完成 100% 了")
    find(typed)
    assert find("100").total == 1
    assert find("00_").total == 1


@pytest.mark.usefixtures("_every_way")
def test_simplified_finds_what_was_written_in_traditional_characters_and_the_other_way() -> None:
    old = said("河邊護欄鬆動")
    new = said("河边护栏松动")
    both = search(read_query("护栏松动", also=["護欄鬆動"]), EVERYTHING, now=NOW)
    assert {line.id for line in both.lines} <= {old.case_id, new.case_id}
    assert searching.RANKED == 1 or both.total == 2


@pytest.mark.usefixtures("_every_way")
def test_filters_narrow_what_is_found() -> None:
    said("河边步道护栏松动")

    def found(**chosen: Any) -> int:
        return search(read_query("护栏"), EVERYTHING, now=NOW, chosen=Chosen(**chosen)).total

    assert found(place="/510181/901/", phase="open", since=NOW - timedelta(days=1)) == 1
    assert found(place="/510181/902/") == 0
    assert found(phase="closed") == 0
    assert found(until=NOW - timedelta(days=1)) == 0
    assert found(state="no_such_state") == 0
    assert found(unit="cgj") == 0
    assert found(urgency="ordinary", channel="web", published=False, category="") == 1
    assert found(channel="hotline") == 0
    assert found(place=GRID_PATH) == found(place="/510181/") == 1


def test_what_is_common_is_sought_among_the_chosen_where_those_are_fewer() -> None:
    """Shares of a hundred in the sample: pairs stand in nearly every text, one state holds a few cases."""
    for turn in range(120):
        said("护栏松动" if turn % 4 else "路灯不亮")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_casewords")
    common = rows_with_all("cases_casewords", "pairs", pairs_of("护栏松动"))
    assert 80 < common < 100
    assert rows_with_all("cases_casewords", "pairs", pairs_of("护栏", "路灯")) < 40
    assert rows_with_all("cases_casewords", "pairs", pairs_of("没人说过")) == 0
    assert rows_of("SELECT 1 FROM cases_case c WHERE c.state = %s", ["no_such_state"]) < common
    assert rows_of("SELECT 1 FROM cases_case c", []) > common
