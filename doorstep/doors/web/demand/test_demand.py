"""The picture's numbers are those of the lists they lead to; words of few people and small public cells are not shown."""

import io
import re
from datetime import datetime, timedelta
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doorstep.doors.web.demand.views import moments_of, read
from doorstep.kernel.visibility import EVERYTHING, NOTHING, Visibility
from doorstep.store.cases.models import Case
from doorstep.store.cases.opening import Reporter
from doorstep.store.places.atlas import atlas
from doorstep.wings.demand import queries
from doorstep.wings.demand.queries import Within
from doorstep.wings.demand.reactions import sweep_months
from doorstep.wings.demand.rules import read_month, span_of
from tests.living import acting, employ, pooled, step, word

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader() -> Client:
    return client_of("leader", "tcb")


def client_of(role: str, unit: str, place: str = "") -> Client:
    client = Client(HTTP_HOST="testserver")
    client.force_login(employ(role, unit, place), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def month() -> str:
    """Four people last month about one thing, one of them twice; one about another."""
    then = timezone.now().replace(day=15, hour=2) - timedelta(days=31)
    then = then.replace(day=15)
    for turn in (1, 2, 3, 4, 4):
        word("路灯坏了没有人修", now=then, reporter=Reporter(phone=f"1380000000{turn}"), lexemes=("路灯", "修"))
    word("护栏断了", now=then, category="roads.railing", reporter=Reporter(phone="13800000009"), lexemes=("护栏",))
    return then.strftime("%Y-%m")


def test_a_slice_opens_exactly_its_cases(leader: Client, month: str) -> None:
    page = unescape(leader.get(f"/office/demand/?from={month}&to={month}").content.decode())
    found = re.search(r'href="(/desk/all/\?[^"]*category=roads&[^"]*)">(\d+)<', page)
    assert found is not None
    assert found[2] == "6"
    cases = leader.get(found[1]).content.decode()
    assert cases.count("data-row") == 6


def test_a_way_in_opens_exactly_its_cases_and_is_public_from_three_on(leader: Client, month: str) -> None:
    then = datetime.fromisoformat(f"{month}-20T02:00:00+00:00")
    word("电话里说路灯坏了", now=then, channel="hotline")
    page = unescape(leader.get(f"/office/demand/?from={month}&to={month}").content.decode())
    found = re.search(r'href="(/desk/all/\?[^"]*channel=hotline[^"]*)">(\d+)<', page)
    assert found is not None
    assert found[2] == "1"
    assert leader.get(found[1]).content.decode().count("data-row") == 1
    public = Client(HTTP_HOST="testserver").get("/demand/").content.decode()
    assert "居民网页" in public
    assert "12345 来电" not in public


def test_words_count_people_and_leave_out_what_few_say(leader: Client, month: str) -> None:
    page = leader.get(f"/office/demand/?from={month}&to={month}").content.decode()
    words = page[page.index("hot-words") :]
    assert "路灯" in words
    assert "4 人" in words
    assert "护栏" not in words[: words.index("</ul>")]


def test_it_can_be_taken_along(leader: Client, month: str) -> None:
    answer = leader.get(f"/office/demand/table.xlsx?from={month}&to={month}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][2] == "件数"
    assert rows[1][2] == 6
    assert leader.get(f"/office/demand/table.csv?from={month}").content.startswith(b"\xef\xbb\xbf")
    assert leader.get("/office/demand/table.exe").status_code == 404


def test_a_street_counts_its_own(month: str) -> None:
    street = atlas().of_level("street")[-1]
    page = client_of("street_clerk", "tcb", street.code).get(f"/office/demand/?from={month}").content.decode()
    assert "这几个月没有" in page
    assert client_of("desk_clerk", "hbj").get("/office/demand/").status_code == 404


def test_the_public_page_shows_no_small_number_and_no_case(month: str) -> None:
    page = Client(HTTP_HOST="testserver").get("/demand/").content.decode()
    assert "/desk/" not in page
    assert page.count("table") > 1


def test_it_takes_few_statements(leader: Client, month: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert leader.get(f"/office/demand/?from={month}").status_code == 200
    assert len(asked) <= 15


def counted_in(within: Within, span: queries.Moments) -> list[object]:
    """By category and place, by way in, by month."""
    asked = (within, span, span, span)
    by_key = (sorted(queries.cells(*asked), key=str), sorted(queries.by_channel(*asked), key=str))
    return [*by_key, queries.by_month(within, span)]


def test_what_is_kept_by_month_is_what_a_count_finds(month: str) -> None:
    office = acting(employ("coordinator", "tcb"))
    then = datetime.fromisoformat(f"{month}-20T02:00:00+00:00")
    for category in ("roads.lamp", "streets.garbage"):
        case = pooled("路灯不亮", office, now=then)
        step(case, "sort", office, {"category": category}, now=then)
    explained = pooled("不归这里管", office, now=then)
    step(explained, "explain", office, {"reason": "beyond_duty", "answer": "请找物业"}, now=then)
    Case.objects.filter(pk=explained.case_id).update(is_final=True, request_type="tip_off")
    span = moments_of(span_of(read_month(month), read_month(month), today=timezone.now().date()))
    for turn in range(2):
        for within in (
            Within(view=EVERYTHING),
            Within(view=EVERYTHING, no_tip_offs=True),
            Within(view=EVERYTHING, categories=("roads.lamp",)),
            Within(view=Visibility(place_paths=("/510181/",))),
        ):
            assert within.kept(queries.MONTHLY) is not None
            found = counted_in(within, span)
            with pytest.MonkeyPatch.context() as anew:
                anew.setattr(Within, "kept", lambda self, columns: None)
                counted = counted_in(within, span)
            assert found == counted
            assert all(counted)
        assert (sweep_months(timezone.now()) > 0) is (turn == 0)
    assert sum(cell.done for cell in queries.cells(Within(view=EVERYTHING), span, span, span)) == 1


def test_whoever_oversees_a_unit_and_a_place_has_both_counted(month: str) -> None:
    span = moments_of(span_of(read_month(month), read_month(month), today=timezone.now().date()))
    both = Within(view=Visibility(unit_paths=("/nowhere/",), place_paths=("/510181/",)))
    assert both.kept(queries.MONTHLY) is None
    assert sum(cell.n for cell in queries.cells(both, span, span, span)) == 6


def test_whoever_sees_nothing_has_nothing_counted(month: str) -> None:
    span = moments_of(span_of(read_month(month), read_month(month), today=timezone.now().date()))
    assert counted_in(Within(view=NOTHING), span) == [[], [], {}]
    assert queries.hot_words(Within(view=NOTHING), span, without=(), fewest=1, most=9).words == ()


def test_a_wide_place_is_counted_as_far_as_the_view_reaches_into_it() -> None:
    community = atlas().of_level("community")[0]
    street, other = sorted(atlas().of_level("street"), key=lambda spot: not community.path.startswith(spot.path))[:2]
    view = Visibility(place_paths=(community.path, other.path))
    assert read({"place": street.code}, view, timezone.now()).within.view.place_paths == (community.path,)
    assert read({"place": "510181999"}, view, timezone.now()).within.view == view
