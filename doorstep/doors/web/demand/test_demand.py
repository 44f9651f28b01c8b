"""The picture's numbers are those of the lists they lead to; words of few people and small public cells are not shown."""

import io
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doorstep.store.cases.opening import Reporter
from doorstep.store.places.atlas import atlas
from doorstep.wings.demand import queries
from tests.living import employ, word

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    queries.forget()


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
