"""Pages of pledges: a clerk keeps the book of her own places and of no other; the same gift is asked about before it counts twice."""

import pytest
from django.test import Client

from doorstep.doors.web.projects.test_project_pages import TYPED as PROJECT
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.pledges.models import Movement, Pledge
from doorstep.wings.projects.models import Project
from tests.living import employ

pytestmark = pytest.mark.django_db
TYPED = {"giver": "新华书店", "giver_kind": "shop", "kind": "cash", "quantity": "1000", "what": "给读书角买书"}


def clerk_of(street: Spot) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("street_clerk", "xfjd", street.code, f"clerk-{street.code}"))
    return client


@pytest.fixture
def streets() -> tuple[Spot, Spot]:
    here, there = atlas().of_level("street")[:2]
    return here, there


@pytest.fixture
def coordinator() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


def test_a_clerk_of_another_street_finds_reads_and_takes_back_nothing(
    streets: tuple[Spot, Spot], coordinator: Client
) -> None:
    here, there = streets
    mine, other = clerk_of(here), clerk_of(there)
    entered = mine.post("/office/pledges/new/", TYPED | {"document": "HD-1", "place": here.code})
    made = Pledge.objects.get()
    assert (entered.status_code, made.place_path) == (302, here.path)
    at = f"/office/pledges/{made.number}/"
    received = {"code": "receive", "amount": "600", "document": "SK-1"}
    assert other.get(at).status_code == 404
    assert other.post(f"{at}move/", received).status_code == 404
    assert mine.post(f"{at}move/", received).status_code == 302
    movement = Movement.objects.get(code="receive")
    assert other.post(f"{at}back/{movement.pk}/", {"why": "记错"}).status_code == 404
    assert Movement.objects.count() == 2
    for client, is_told in ((mine, True), (other, False), (coordinator, True)):
        for query in ("", f"?place={here.code}", "?kind=cash"):
            page = client.get(f"/office/pledges/{query}").content.decode()
            assert [word in page for word in (made.number, ">600<")] == [is_told, is_told]
    assert made.number not in coordinator.get(f"/office/pledges/?place={there.code}").content.decode()
    assert coordinator.get(at).status_code == 200


def test_a_clerk_enters_nothing_for_elsewhere(streets: tuple[Spot, Spot], coordinator: Client) -> None:
    here, there = streets
    coordinator.post("/office/projects/new/", PROJECT | {"place": there.code})
    project, mine = Project.objects.get(), clerk_of(here)
    for where, said in (
        ({"place": there.code}, "没有指定项目的，请选给哪里用"),
        ({}, "没有指定项目的，请选给哪里用"),
        ({"project": project.number, "place": here.code}, "或者它不归你管"),
    ):
        refused = mine.post("/office/pledges/new/", TYPED | {"document": "HD-1"} | where)
        assert refused.status_code == 422
        assert said in refused.content.decode()
    assert there.label.zh not in mine.get("/office/pledges/new/").content.decode()
    entered = clerk_of(there).post("/office/pledges/new/", TYPED | {"document": "HD-1", "project": project.number})
    assert (entered.status_code, Pledge.objects.get().place_path) == (302, there.path)


def test_the_same_gift_under_another_document_is_asked_about_before_it_counts(coordinator: Client) -> None:
    place = {"place": atlas().children()[0].code}
    coordinator.post("/office/pledges/new/", TYPED | place | {"document": "HD-1"})
    again = TYPED | place | {"document": "HD-2", "what": "给另一个项目"}
    asked = coordinator.post("/office/pledges/new/", again)
    page = asked.content.decode()
    assert (asked.status_code, Pledge.objects.count()) == (422, 1)
    for said in ("同一个人给过一样的", 'name="is_another"', "给另一个项目"):
        assert said in page
    assert coordinator.post("/office/pledges/new/", again | {"is_another": "on"}).status_code == 302
    assert Pledge.objects.count() == 2
