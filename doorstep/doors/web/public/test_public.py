"""The public pages show what was published and how much there is, and never a word, name or number beyond it."""

import csv
import io
import re

import pytest
from django.test import Client

from doorstep.kernel.actor import Actor
from doorstep.store.cases.opening import Opened
from doorstep.wings.figures import queries as counting
from doorstep.wings.publication import services
from doorstep.wings.publication.services import publish_items
from tests.living import NOW, acting, employ, finished, pooled, rated, step, word

pytestmark = pytest.mark.django_db
NASTY = (
    "我是王小明，电话13812345678，身份证11010519491231002X，住翔凤桥社区3栋2单元501，门口路灯不亮。",
    "联系人：李大海 028-87654321，车牌川A12345，邮箱wang@example.com，楼上漏水",
    "<script>alert(1)</script> 我叫王小明 ''; DROP TABLE cases_case; -- 13900001111 \u202e反过来",
    '=HYPERLINK("http://evil","点我") 银行卡6222021001116245702',
)
SECRETS = (
    "王小明",
    "李大海",
    "13812345678",
    "13900001111",
    "11010519491231002X",
    "87654321",
    "川A12345",
    "wang@example.com",
    "6222021001116245702",
    "501",
    "\u202e",
)
UNTOLD = "这一句只在没有公开的事里"


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    counting.forget()


@pytest.fixture
def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj_szss"))


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "testserver"})


def publish(*cases: Opened) -> None:
    publisher, reviewer = acting(employ("publisher", "tcb")), acting(employ("reviewer", "tcb"))
    batch = services.open_batch(title="第一批", actor=publisher, now=NOW).case_id
    services.add_items(batch, [case.number for case in cases], actor=publisher, now=NOW)
    for verb, actor in (("submit", publisher), ("approve", reviewer)):
        services.take_batch_step(batch, verb, {}, actor=actor, now=NOW, key=None, seen=None)
    publish_items(batch, now=NOW)


@pytest.fixture
def town(office: Actor, desk: Actor) -> list[Opened]:
    """Four nasty cases published, one of them rated; three that are not: a plain one, a tip-off, one withdrawn."""
    shown = [finished(text, office, desk, "cgj_szss", masked="有件事") for text in NASTY]
    rated(shown[0])
    publish(*shown)
    word(f"{UNTOLD}，13812345678", masked=UNTOLD)
    pooled(f"{UNTOLD}，城管局收钱", office, request_type="tip_off", masked=UNTOLD)
    gone = word(UNTOLD)
    step(gone, "withdraw", Actor(kind="resident", receipts=frozenset({gone.case_id})))
    counting.forget()
    return shown


def pages_reached(visitor: Client) -> dict[str, str]:
    """Every page that can be reached from /public/ without leaving the public rooms."""
    waiting, found = ["/public/", "/public/feed.xml", "/public/orders.csv", "/public/points.json"], {}
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        answer = visitor.get(url)
        assert answer.status_code == 200, url
        found[url] = answer.getvalue().decode()
        for link in re.findall(r'href="(/public/[^"#]*)"', found[url]):
            waiting.append(link.replace("&amp;", "&"))
        for link in re.findall(r'href="(\?[^"#]*)"', found[url]):
            waiting.append(url.partition("?")[0] + link.replace("&amp;", "&"))
    return found


def without_strokes(body: str) -> str:
    """The page without the coordinates of drawn lines: figures that nobody reads."""
    return re.sub(r'<(polyline|path)\b[^>]*? (points|d)="[\d\sA-Z.,-]*"', r"<\1", body)


def test_no_public_page_holds_an_original_a_phone_or_a_name(visitor: Client, town: list[Opened]) -> None:
    pages = pages_reached(visitor)
    assert len(pages) > 12
    for url, page in pages.items():
        body = without_strokes(page)
        for secret in (*SECRETS, UNTOLD):
            assert secret not in body, (url, secret)
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", body), url
        assert url.endswith(".csv") or "<script>alert" not in body


def test_the_figures_are_counted_and_lead_to_their_records(visitor: Client, town: list[Opened]) -> None:
    html = visitor.get("/public/").content.decode()
    shown = dict(re.findall(r'href="/public/figures/(\w+)/"[^>]*><b class="num ">(\d+)</b>', html))
    assert shown == {"received": "7", "in_hand": "2", "done": "4", "rated": "1"}
    for name, value in shown.items():
        rows = visitor.get(f"/public/figures/{name}/").content.decode()
        assert rows.count('<div class="cols">') == int(value)


def test_records_of_what_is_not_published_have_no_number_and_a_tip_off_no_place(
    visitor: Client, office: Actor, town: list[Opened]
) -> None:
    html = visitor.get("/public/figures/received/").content.decode()
    assert html.count('href="/public/2026') == 4
    assert html.count("不公开（举报件）") == 2
    assert visitor.get("/public/figures/batches/").status_code == 404
    assert visitor.get("/public/figures/nothing/").status_code == 404


def test_what_is_not_published_has_no_page(visitor: Client, office: Actor, town: list[Opened]) -> None:
    hidden = pooled("没公开的", office)
    assert visitor.get(f"/public/{hidden.number}/").status_code == 404
    services.withdraw_item(town[0].case_id, reason="有误", now=NOW)
    assert visitor.get(f"/public/{town[0].number}/").status_code == 404
    assert town[0].number not in visitor.get("/public/").content.decode()
    assert town[0].number not in visitor.get("/public/feed.xml").content.decode()


def test_a_published_order_tells_days_units_outcome_and_grade(visitor: Client, town: list[Opened]) -> None:
    html = visitor.get(f"/public/{town[0].number}/").content.decode()
    for words in ("统筹办派单给城管局市政设施科", "护栏换好了", "满意", "2026 年 11 月 23 日", "脱敏稿"):
        assert words in html
    assert "11 月 23 日 10:00" not in html


def test_the_list_is_filtered_by_place_kind_unit_and_stage(visitor: Client, town: list[Opened]) -> None:
    def count(query: str) -> int:
        return visitor.get(f"/public/?{query}").content.decode().count('class="strong"')

    assert count("") == 4
    assert count("place=510181901901") == 4
    assert count("place=510181901000") == 4
    assert count("place=510181901902") == 0
    assert count("kind=roads&unit=cgj_szss&stage=done") == 4
    assert count("stage=in_hand") == 0
    assert count("kind=nonsense&unit=nobody&stage=x&after=%00") == 4


def test_the_csv_cannot_run_in_a_spreadsheet_and_holds_what_the_pages_hold(visitor: Client, town: list[Opened]) -> None:
    answer = visitor.get("/public/orders.csv")
    raw = answer.getvalue()
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 5
    assert rows[0][0] == "编号"
    english = visitor.get("/public/orders.csv", headers={"accept-language": "en"})
    head, first = english.getvalue().decode("utf-8-sig").splitlines()[:2]
    assert head.startswith("Number,Title,")
    assert "Roads" in first or "Street" in first
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_feed_is_well_formed(visitor: Client, town: list[Opened]) -> None:
    from xml.etree import ElementTree

    root = ElementTree.fromstring(visitor.get("/public/feed.xml").content)
    entries = root.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 4
    assert entries[0].find("{http://www.w3.org/2005/Atom}updated") is not None


def test_the_map_has_one_point_a_community_in_its_middle(visitor: Client, town: list[Opened]) -> None:
    features = visitor.get("/public/points.json").json()["features"]
    assert [one["properties"]["title"] for one in features] == ["翔凤桥社区 4 件"]


def test_the_article_is_set_beside_what_was_counted(visitor: Client, town: list[Opened]) -> None:
    html = visitor.get("/public/figures/").content.decode()
    for words in ("600余个", "210余个", "390余个", "分期分批", "模拟的城镇", "红星新闻", "定义："):
        assert words in html
    assert "166个社区" in html


def test_the_law_is_drawn_and_told(visitor: Client) -> None:
    html = visitor.get("/public/mechanism/").content.decode()
    assert html.count("<svg") >= 3
    assert "按职责派单" in html


@pytest.mark.parametrize(
    "page", ["/public/", "/public/figures/", "/public/figures/received/", "/public/mechanism/", "/public/points.json"]
)
def test_public_pages_cost_few_statements(visitor: Client, town: list[Opened], statements, page: str) -> None:
    visitor.get(page)
    counting.forget()
    with statements() as run:
        visitor.get(page)
    assert len(run) <= 15, run
    with statements() as run:
        visitor.get(f"/public/{town[0].number}/")
    assert len(run) <= 15, run


@pytest.mark.parametrize(
    "nasty", ["\x00", "' OR 1=1 --", "9" * 400, "0001-01-01T00:00+14:00~1", "~", "<script>alert(1)</script>"]
)
def test_nasty_addresses_find_nothing_and_are_never_an_error(visitor: Client, nasty: str) -> None:
    for page in ("/public/", "/public/points.json", "/public/feed.xml", "/public/figures/received/"):
        for name in ("place", "kind", "unit", "stage", "after"):
            answer = visitor.get(page, {name: nasty})
            assert answer.status_code == 200, (page, name)
            assert b"<script>alert" not in answer.content
    assert visitor.get(f"/public/{nasty.replace('/', '')}/").status_code == 404
