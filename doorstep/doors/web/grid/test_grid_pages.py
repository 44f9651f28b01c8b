"""The grid's pages as each sees them: a worker ticks a round, a coordinator arranges, everybody reads the card."""

from datetime import timedelta

import pytest
from django.test import Client

from doorstep.store.cases.models import Case
from doorstep.store.people.models import Absence, Person, Post
from doorstep.store.people.staffing import hire, register_person
from doorstep.wings.grid.models import Change, Charge, Due, Round
from doorstep.wings.grid.reactions import remind_of_rounds
from doorstep.wings.grid.services import plan_rounds
from tests.living import NOW, TODAY, Statements, employ

pytestmark = pytest.mark.django_db
GRID, OTHER, UNIT, COMMUNITY = "510181901901g01", "510181901902g01", "xfjd_xfq", "510181901901"
MOST = 15


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    plan_rounds(now=NOW - timedelta(days=3))
    plan_rounds(now=NOW)


@pytest.fixture
def worker() -> Person:
    return employ("grid_worker", UNIT, GRID)


@pytest.fixture
def at_work(client: Client, worker: Person) -> Client:
    client.force_login(worker)
    return client


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(employ("coordinator", "tcb"))
    return client


def due() -> Due:
    return Due.objects.get(target=GRID, due_on=TODAY)


def test_a_worker_ticks_a_round_in_one_tap_and_twice_is_once(at_work: Client) -> None:
    page = at_work.get("/desk/rounds/").content.decode()
    assert f"/desk/rounds/{due().pk}/" in page
    long = at_work.post(f"/desk/rounds/{due().pk}/", {"key": "a" * 32, "said": "好" * 501})
    assert "好" * 501 in long.content.decode()
    for _ in range(2):
        answer = at_work.post(f"/desk/rounds/{due().pk}/", {"key": "a" * 32}, follow=True)
    assert "去过了" in answer.content.decode()
    assert Round.objects.count() == 1


def test_what_was_found_becomes_a_case_with_the_round(at_work: Client, worker: Person) -> None:
    form = {"key": "b" * 32, "found": "1", "what": "三号楼前路灯不亮了", "said": ""}
    for _ in range(2):
        at_work.post(f"/desk/rounds/{due().pk}/", form)
    told, case = Round.objects.get(), Case.objects.get()
    assert (told.found, told.case_id, told.by) == (True, case.pk, worker.pk)
    assert (case.channel, case.place_path) == ("visit", "/510181/901/901/g01/")


def test_something_found_without_words_is_asked_for_again_and_nothing_is_written(at_work: Client) -> None:
    answer = at_work.post(f"/desk/rounds/{due().pk}/", {"key": "c" * 32, "found": "1", "what": ""})
    assert answer.status_code == 422
    assert "发现了事" in answer.content.decode()
    assert not Round.objects.exists()
    assert not Case.objects.exists()


def test_another_grids_round_does_not_exist(at_work: Client) -> None:
    other = Due.objects.filter(target=OTHER).first()
    assert other is not None
    assert at_work.get(f"/desk/rounds/{other.pk}/").status_code == 404
    assert at_work.post(f"/desk/rounds/{other.pk}/", {}).status_code == 404


def test_my_work_says_what_waits_and_what_was_missed_once_reminded(at_work: Client) -> None:
    assert "没走，可以补" not in at_work.get("/desk/").content.decode()
    remind_of_rounds(NOW)
    page = at_work.get("/desk/").content.decode()
    assert "今天要巡访 1 处" in page
    assert "前几天有 1 处没走，可以补" in page


def test_the_coordinator_arranges_and_every_change_leaves_a_trace(office: Client) -> None:
    person = register_person(username="new", display_name="欧阳新", password=None)
    hire(person=person, role="community_clerk", unit=UNIT, place=COMMUNITY, from_on=TODAY)
    form = {"responsibility": "grid_worker", "person": str(person.pk), "from_on": "2026-11-23"}
    assert "今天没人负责" in office.get(f"/office/grids/{GRID}/").content.decode()
    office.post(f"/office/grids/{GRID}/assign/", form)
    post = Post.objects.get(person=person, role="grid_worker")
    assert (post.place_code, post.unit_id, post.from_on) == (GRID, UNIT, TODAY)
    away = {"person": str(person.pk), "from_on": "2026-11-23", "until_on": "2026-11-24"}
    office.post(f"/office/grids/{GRID}/away/", away)
    office.post(f"/office/grids/{GRID}/back/", {"absence": str(Absence.objects.get().pk)})
    office.post(f"/office/grids/{GRID}/count/", {"households": "612", "counted_on": "2026-11-20"})
    office.post(f"/office/grids/{GRID}/relieve/", {"post": str(post.pk)})
    assert [one.what for one in Change.objects.order_by("id")] == ["assigned", "away", "back", "counted", "released"]
    page = office.get(f"/office/grids/{GRID}/").content.decode()
    assert "比标准多" in page
    assert "612" in page


def test_a_building_has_its_contact_who_goes_its_rounds(office: Client) -> None:
    office.post(f"/office/grids/{GRID}m01/point/", {"kind": "building", "zh": "1 栋", "en": ""})
    code = f"{GRID}m01b01"
    person = register_person(username="new", display_name="新人", password=None)
    form = {"responsibility": "building_head", "person": str(person.pk), "from_on": "2026-11-23"}
    office.post(f"/office/grids/{code}/assign/", form)
    assert Charge.objects.get().person_id == person.pk
    plan_rounds(now=NOW)
    office.force_login(person)
    page = office.get("/desk/rounds/").content.decode()
    assert "1 栋" in page
    weekly = Due.objects.get(target=code)
    office.post(f"/desk/rounds/{weekly.pk}/", {"key": "d" * 32})
    assert Round.objects.get().due == weekly


def test_an_unreadable_form_changes_nothing(office: Client) -> None:
    for what in ("assign", "relieve", "away", "back", "count", "point", "consent"):
        assert office.post(f"/office/grids/{GRID}/{what}/", {"person": "nobody"}).status_code == 302
    assert not Change.objects.exists()


def test_a_community_arranges_its_own_grids_and_no_others(client: Client) -> None:
    client.force_login(employ("community_clerk", UNIT, COMMUNITY))
    assert client.get(f"/office/grids/{GRID}/").status_code == 200
    assert client.get(f"/office/grids/{OTHER}/").status_code == 404
    assert client.post(f"/office/grids/{OTHER}/count/", {"households": "1"}).status_code == 404
    page = client.get("/office/grids/").content.decode()
    assert COMMUNITY in page
    assert f"/office/grids/{OTHER[:12]}/" not in page


def test_each_number_opens_its_rounds(office: Client, worker: Person) -> None:
    client = Client(headers={"host": "testserver"})
    client.force_login(worker)
    client.post(f"/desk/rounds/{due().pk}/", {"key": "e" * 32, "said": "都好"})
    page = office.get(f"/office/grids/rounds/?kind=done&community={COMMUNITY}").content.decode()
    assert page.count("data-row") == 1
    assert "都好" in page
    assert "n=" in page
    nothing = office.get("/office/grids/rounds/?kind=found").content.decode()
    assert "这里没有" in nothing


def test_the_card_shows_a_surname_and_the_communitys_phone_and_nothing_more(client: Client, worker: Person) -> None:
    worker.display_name = "欧阳若兰"
    worker.save()
    page = client.get(f"/grids/{GRID}/").content.decode()
    assert "欧阳网格员" in page
    assert "若兰" not in page
    assert "028-0000-0101" in page
    assert "12345" in page
    assert "<svg" in page
    assert client.get("/grids/510181901000/").status_code == 404
    assert client.get(f"/grids/{GRID}/outline.json").json()["features"]


def test_mine_is_found_by_a_point_or_by_the_list(client: Client) -> None:
    assert GRID in client.get("/grids/").content.decode()
    answer = client.get("/grids/", {"place": COMMUNITY, "place_lat": "", "place_lon": ""})
    assert answer["Location"] == f"/grids/{COMMUNITY}/"
    outside = client.get("/grids/", {"place": "", "place_lat": "1", "place_lon": "1"})
    assert "没有找到" in outside.content.decode()


def test_lists_say_what_their_source_does_not_list(client: Client) -> None:
    page = client.get("/grids/duties/").content.decode()
    assert "原文未列，由辖区填写" in page
    assert "排查隐患" in page


@pytest.mark.parametrize(
    "address", ["/office/grids/", f"/office/grids/{COMMUNITY}/", f"/office/grids/{GRID}/", "/office/grids/rounds/"]
)
def test_a_page_costs_few_statements(office: Client, statements: Statements, address: str) -> None:
    office.get(address)
    with statements() as run:
        assert office.get(address).status_code == 200
    assert len(run) <= MOST, "\n".join(run)


@pytest.mark.parametrize(
    "address", ["/grids/", f"/grids/{GRID}/", "/grids/duties/", "/desk/rounds/", "/desk/duties/", "/desk/"]
)
def test_a_workers_and_a_residents_page_cost_few_statements(
    at_work: Client, statements: Statements, address: str
) -> None:
    at_work.get(address)
    with statements() as run:
        assert at_work.get(address).status_code == 200
    assert len(run) <= MOST, "\n".join(run)
