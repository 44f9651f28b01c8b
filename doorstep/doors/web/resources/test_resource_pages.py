"""Pages of resources: a need shows who fits and asks at one click; the public reads what came of it; nonsense finds nothing."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find_numbered
from doorstep.store.places.atlas import atlas
from doorstep.wings.resources.following import keep_incubated, keep_need, keep_resource
from doorstep.wings.resources.models import Need
from doorstep.wings.resources.test_resources import NEED, OFFER
from tests.living import acting, employ, inner

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def coordinator() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


@pytest.fixture
def public() -> Client:
    return Client(headers={"host": "testserver"})


def lists() -> str:
    desk, office = acting(employ("desk_clerk", "cgj")), acting(employ("coordinator", "tcb"))
    case_id = inner("resource", desk, OFFER | {"monthly": 3})
    act(case_id=case_id, verb="list", form={"checked": "看了执照"}, actor=office, now=NOW)
    return keep_resource(case_id).number


def test_a_need_is_typed_shows_who_fits_and_asks_them_at_one_click(coordinator: Client, public: Client) -> None:
    offer = lists()
    place = atlas().of_level("community")[0].code
    answer = coordinator.post("/desk/open/need/", NEED | {"place": place, "key": "n1"})
    number = answer["location"].rstrip("/").rpartition("/")[2]
    assert Need.objects.count() == 0, "its row is kept by whoever hears of it"
    held = find_numbered(number)
    assert held
    keep_need(held.case.id)
    page = coordinator.get(f"/office/resources/{number}/").content.decode()
    assert "巷口理发店" in page
    assert "就在本社区" in page
    assert "问这一家" in page
    asked = coordinator.post(
        f"/desk/case/{number}/step/propose/", {"resource": offer, "seen": held.case.seq, "key": "p1"}
    )
    assert asked["location"].endswith(f"/office/resources/{number}/")
    today = timezone.localdate()
    for verb, form in (
        ("agree", {"on": str(today), "asked_by": "phone"}),
        ("carry_out", {"done_on": str(today), "served": "9"}),
        ("rate", {"answered": "8", "satisfied": "7", "asked_by": "visit"}),
    ):
        act(case_id=held.case.id, verb=verb, form=form, actor=acting(employ("coordinator", "tcb")), now=NOW)
    told = public.get(f"/resources/{offer}/").content.decode()
    assert "满意 7/8 人" in told
    assert "十位独居老人想剪头发" in told
    assert "87.5%" in public.get("/resources/needs/?state=rated").content.decode()


def test_the_public_finds_by_kind_of_partner_and_reads_what_is_missing(public: Client) -> None:
    number, desk = lists(), acting(employ("desk_clerk", "cgj"))
    assert number in public.get("/resources/?partner=volunteer&q=理发").content.decode()
    assert number not in public.get("/resources/?partner=worker").content.decode()
    act(case_id=inner("need", desk, NEED), verb="give_up", form={"reason": "none"}, actor=desk, now=NOW)
    assert "没有这样的资源" in public.get("/resources/needs/?state=unmet&kind=skill").content.decode()
    for path in (
        "/resources/?q=%00'--&page=-1",
        "/resources/needs/?state=;&page=99999",
        "/resources/incubation/?page=x",
    ):
        assert public.get(path).status_code == 200
    for path in ("/resources/%00/", "/resources/20200101-9999/"):
        assert public.get(path).status_code == 404


def test_what_is_not_checked_yet_is_not_public_and_waits_for_the_office(coordinator: Client, public: Client) -> None:
    desk = acting(employ("desk_clerk", "cgj"))
    number = keep_resource(inner("resource", desk, OFFER)).number
    keep_incubated(inner("incubation", desk, {"topic": "银龄队", "what": "互助", "body": "幸福社", "level": "street"}))
    assert public.get(f"/resources/{number}/").status_code == 404
    assert number not in public.get("/resources/").content.decode()
    office = coordinator.get("/office/resources/").content.decode()
    assert f"/desk/case/{number}/" in office
    assert "银龄队" in office
    assert "待评审" in public.get("/resources/incubation/").content.decode()


def test_what_is_withdrawn_stays_readable_only_where_it_was_checked_once(public: Client) -> None:
    desk, held = acting(employ("desk_clerk", "cgj")), find_numbered(lists())
    assert held
    unchecked = inner("resource", desk, OFFER)
    for case_id, status in ((held.case.id, 200), (unchecked, 404)):
        act(case_id=case_id, verb="withdraw", form={"reason": "unconfirmed"}, actor=desk, now=NOW)
        assert public.get(f"/resources/{keep_resource(case_id).number}/").status_code == status


def test_a_need_outside_ones_posts_does_not_exist() -> None:
    number = keep_need(inner("need", acting(employ("desk_clerk", "cgj")), NEED)).number
    stranger = employ("desk_clerk", "swj", username="other")
    client = Client(headers={"host": "testserver"})
    client.force_login(stranger)
    assert client.get(f"/office/resources/{number}/").status_code == 404
    assert client.get("/office/resources/").status_code == 200
