"""Blowing, turning out, letting go and rating, page by page: for whom a page exists, what comes back, how much it asks of the database."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from doorstep.kernel.actor import SYSTEM
from doorstep.store.cases import ties
from doorstep.store.cases.keysets import read_mark
from doorstep.store.cases.models import Case
from doorstep.store.people.tokens import issue_token
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid.models import Count
from doorstep.wings.whistles import counting, queries, services
from doorstep.wings.whistles.keeping import keep_whistle
from doorstep.wings.whistles.models import Turnout, Whistle
from tests.living import employ, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_memory")]
MOST_STATEMENTS = 15
COMMUNITY = "510181901901"
ASKED = {
    "level": "emergency",
    "reason": "路口燃气味很重，找王小明 13812345678",
    "tried": "围了起来",
    "lacking": "没有抢修设备",
    "cannot_alone": "on",
    "units": ["zjj"],
    "commander": "xfjd",
    "place": COMMUNITY,
    "key": "a" * 32,
}


def window(role: str, unit: str, place: str = "", username: str = "") -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, unit, place, username or f"{role}.{unit}"))
    return client


@pytest.fixture
def community() -> Client:
    return window("community_clerk", "xfjd_xfq", COMMUNITY)


@pytest.fixture
def street() -> Client:
    return window("street_clerk", "xfjd", "510181901000")


@pytest.fixture
def department() -> Client:
    return window("desk_clerk", "zjj")


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(out, "JPEG")
    return SimpleUploadedFile("site.jpg", out.getvalue(), "image/jpeg")


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def blow(client: Client, **changed: Any) -> str:
    """Blows and answers the whistle's number."""
    answer = client.post("/whistles/blow/", {**ASKED, **changed})
    assert answer.status_code == 302, re.findall(r'class="error[^>]*>([^<]*)', answer.content.decode())
    return str(answer.url.split("/")[2])


def turnout_of(number: str, unit: str = "zjj") -> str:
    beneath = ties.beneath(Case.objects.get(number=number).id)
    return next(one.number for one in beneath if one.lead_unit == unit)


def take(client: Client, number: str, verb: str, **form: Any) -> Any:
    html = page(client, f"/whistles/{number}/")
    found = re.search(rf'<form[^>]*/step/{verb}/".*?</form>', html, re.S)
    assert found, f"no form for {verb}"
    carried = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', found[0]))
    return client.post(f"/whistles/{number}/step/{verb}/", {**carried, **form})


def test_a_whole_life_from_page_to_page(community: Client, department: Client) -> None:
    number = blow(community)
    turnout = turnout_of(number)
    assert "报到签到" in page(department, "/whistles/")
    assert take(department, turnout, "check_in", photos=photo(), place=COMMUNITY).status_code == 302
    board = page(community, "/whistles/")
    assert "叫了 1 家，到了 1 家" in board
    assert "就在现场" in board
    take(department, turnout, "ask_leave", outcome="done", result="堵上了")
    assert f'id="let-go-{turnout}"' in page(community, "/whistles/")
    answer = community.post(f"/whistles/{turnout}/step/let_go/", {"next": "whistle", "whistle": number})
    assert answer.url == f"/whistles/{number}/"
    take(community, number, "release", outcome="solved", result="不漏了")
    take(community, turnout, "rate_unit", grade="good")
    take(department, turnout, "rate_whistle", need="needed")
    row = Turnout.objects.get()
    assert (row.state, row.grade, row.need) == ("closed", "good", "needed")
    assert Whistle.objects.get().state == "released"


def test_what_is_listed_is_masked(community: Client) -> None:
    blow(community)
    assert "13812345678" not in page(community, "/whistles/")


def test_what_is_refused_comes_back_as_typed(community: Client) -> None:
    answer = community.post("/whistles/blow/", {**ASKED, "units": [], "cannot_alone": ""})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "围了起来</textarea>" in html
    assert "还没有填“叫谁来”。" in html
    assert not Case.objects.exists()


def test_sent_twice_it_is_one_whistle(community: Client) -> None:
    assert blow(community) == blow(community)
    assert Whistle.objects.count() == 1
    assert Turnout.objects.count() == 1


def test_the_street_approves_those_who_were_asked_for(community: Client, street: Client) -> None:
    number = blow(community, level="enforcement")
    html = page(street, f"/whistles/{number}/")
    assert re.search(r'value="zjj" checked', html)
    take(street, number, "approve", units=["zjj", "gaj"])
    assert {one.lead_unit for one in ties.beneath(Case.objects.get(number=number).id)} == {"zjj", "gaj"}


def test_a_check_in_without_position_says_so_and_keeps_the_photo(community: Client, department: Client) -> None:
    turnout = turnout_of(blow(community))
    answer = take(department, turnout, "check_in", photos=photo())
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "至少填一项" in html
    assert 'name="photos_kept"' in html


def test_pages_exist_only_for_those_who_whistle_or_are_called(community: Client) -> None:
    number = blow(community)
    publisher, other = window("publisher", "tcb"), window("desk_clerk", "swj")
    for path in ("/whistles/", "/whistles/blow/", "/whistles/rates/", "/whistles/rates/blown/", f"/whistles/{number}/"):
        page(publisher, path, 404)
    page(other, f"/whistles/{number}/", 404)
    page(other, "/whistles/blow/", 404)
    assert number not in page(other, "/whistles/")
    assert 'href="/whistles/"' not in page(publisher, "/desk/")
    assert 'href="/whistles/"' in page(community, "/desk/")


def test_a_case_of_another_kind_is_shown_where_it_belongs(community: Client) -> None:
    case = word("路灯不亮", place="/510181/901/901/")
    answer = community.get(f"/whistles/{case.number}/")
    assert answer.url == f"/desk/case/{case.number}/"


def test_the_way_from_a_case_to_its_whistle_and_back(community: Client) -> None:
    case = word("楼下燃气味", place="/510181/901/901/")
    html = page(community, f"/desk/case/{case.number}/")
    assert "吹哨，叫部门来" in html
    form = {name: value for name, value in ASKED.items() if name not in ("place", "key")}
    answer = community.post(f"/desk/case/{case.number}/step/whistle/", {**form, "seen": "1", "key": "b" * 32})
    assert answer.status_code == 302
    (whistle,) = ties.beneath(case.case_id)
    services.send_through(whistle.id, actor=SYSTEM, now=datetime.now(UTC))
    keep_whistle(whistle.id)
    assert f"/whistles/{whistle.number}/" in page(community, f"/desk/case/{case.number}/")
    assert f"/desk/case/{case.number}/" in page(community, f"/whistles/{whistle.number}/")


def test_numbers_open_the_whistles_behind_them(community: Client, department: Client, street: Client) -> None:
    number = blow(community)
    take(department, turnout_of(number), "check_in", photos=photo(), place=COMMUNITY)
    month = f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m}"
    html = page(street, "/whistles/rates/")
    assert "100.0%" in html
    assert "—" in html
    for kind in counting.KINDS:
        behind = page(street, f"/whistles/rates/{kind}/?month={month}&community={COMMUNITY}")
        assert (number in behind) == (kind in ("blown", "judged", "on_time")), kind
    page(street, "/whistles/rates/nothing/", 404)
    assert number not in page(street, "/whistles/rates/blown/?month=2020-01")
    assert page(street, "/whistles/rates/?month=nonsense")


def test_lists_go_on_by_keyset(community: Client) -> None:
    numbers = [blow(community, key=f"{turn:032d}") for turn in range(5)]
    view = counting.Visibility(everything=True)
    first = queries.running(view, limit=2)
    assert len(first) == 3
    after = read_mark(first[1].mark)
    rest = queries.running(view, after=after, limit=10)
    assert [line.number for line in (*first[:2], *rest)] == list(reversed(numbers))


def test_no_page_asks_much_of_the_database(community: Client, department: Client, statements: Any) -> None:
    numbers = [blow(community, key=f"{turn:032d}", units=["zjj", "swj", "gaj"]) for turn in range(4)]
    for client, path in (
        (community, "/whistles/"),
        (department, "/whistles/"),
        (community, "/whistles/rates/"),
        (community, "/whistles/rates/blown/"),
        (community, "/whistles/blow/"),
        (community, f"/whistles/{numbers[0]}/"),
        (department, f"/whistles/{turnout_of(numbers[0])}/"),
    ):
        page(client, path)
        with statements() as run:
            page(client, path)
        assert len(run) <= MOST_STATEMENTS, (path, [one[:90] for one in run])


def program(username: str, role: str, unit: str, place: str = "") -> Any:
    """Calls the API as the holder of one post."""
    person = employ(role, unit, place, username)
    post = person.posts.get()
    token = issue_token(person_id=person.id, post_ids=[post.id], label="测试", now=datetime.now(UTC))
    client = Client(HTTP_HOST="testserver", headers={"Authorization": f"Bearer {token}"})

    def call(number: str, verb: str, **form: Any) -> Any:
        body = json.dumps({"form": form})
        return client.post(f"/api/v1/cases/{number}/steps/{verb}", body, content_type="application/json")

    return call


def test_a_program_blows_beneath_a_case_and_another_turns_out() -> None:
    case = word("楼下燃气味", place="/510181/901/901/")
    blows = program("p1", "community_clerk", "xfjd_xfq", COMMUNITY)
    form = {name: value for name, value in ASKED.items() if name not in ("place", "key", "cannot_alone")}
    refused = blows(case.number, "whistle", **form)
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["cannot_alone"]
    assert blows(case.number, "whistle", **form, cannot_alone=True).status_code == 200
    (whistle,) = ties.beneath(case.case_id)
    services.send_through(whistle.id, actor=SYSTEM, now=datetime.now(UTC))
    (turnout,) = ties.beneath(whistle.id)
    turns_out = program("p2", "desk_clerk", "zjj")
    assert turns_out(turnout.number, "check_in", photos=[]).status_code == 422
    assert turns_out(turnout.number, "refuse", reason="nobody_free", explanation="都在外面").status_code == 200
    assert blows(turnout.number, "excuse", words="叫错了").json()["state"] == "excused"


def test_whistles_are_counted_by_households_only_where_they_were_counted(community: Client, street: Client) -> None:
    blow(community)
    assert "／百件" in page(street, "/whistles/rates/")
    grids = [spot.code for spot in atlas().children(COMMUNITY)]
    for code in grids[:-1]:
        Count.objects.create(place_code=code, households=250, counted_on=datetime.now(UTC).date(), at=datetime.now(UTC))
    assert "／百件" in page(street, "/whistles/rates/"), "one grid is missing"
    Count.objects.create(
        place_code=grids[-1], households=250, counted_on=datetime.now(UTC).date(), at=datetime.now(UTC)
    )
    assert f"{1000 / 250 / len(grids):.1f}／千户" in page(street, "/whistles/rates/")
