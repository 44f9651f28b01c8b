"""Hot issues are ranked by people, opened, mended by hand for good, and become a theme in one go."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from doorstep.store.cases.models import Case, Tie
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.wings.hotspots import services
from doorstep.wings.hotspots.models import Decision, Hotspot, Member
from tests.living import NOW, acting, employ, step, word

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
MIXING = (
    "丽景新城旁边的混凝土搅拌站夜里施工，粉尘和噪音让人睡不着",
    "丽景新城小区附近建了搅拌站，灰尘大噪音大",
    "投诉丽景新城附近搅拌站，整夜噪音，粉尘飘进家里",
    "丽景新城北门外搅拌站粉尘污染，窗户都不敢开",
)
OTHERS = (
    "菜市场门口的垃圾桶三天没人清运了",
    "公交站台的玻璃碎了一地",
    "河边的护栏断了两根，孩子容易掉下去",
    "路口红绿灯坏了没人修",
)


def say(text: str, phone: str) -> Opened:
    return word(text, now=NOW, reporter=Reporter(phone=phone))


@pytest.fixture
def cases() -> list[Opened]:
    """Four people of one trouble; one of them says it twice; four others of four other things."""
    said = [say(text, f"1390000000{turn}") for turn, text in enumerate(MIXING)]
    said.append(say(MIXING[0] + "，还没人管", "13900000000"))
    for turn, text in enumerate(OTHERS):
        say(text, f"1380000000{turn}")
    services.gather_anew(LATER)
    return said


@pytest.fixture
def office() -> Client:
    client = Client(HTTP_HOST="testserver")
    client.force_login(employ("coordinator", "tcb"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def the_one() -> Hotspot:
    return Hotspot.objects.order_by("-people")[0]


def test_people_are_counted_not_messages(cases: list[Opened], office: Client) -> None:
    hottest = the_one()
    assert (hottest.people, hottest.cases) == (4, 5)
    page = office.get("/office/hot/").content.decode()
    assert "搅拌" in page
    assert "4 人" in page


def test_a_hot_issue_opens_its_cases(cases: list[Opened], office: Client) -> None:
    page = office.get(f"/office/hot/{the_one().id}/").content.decode()
    assert all(case.number in page for case in cases)
    assert office.get("/office/hot/999999/").status_code == 404
    clerk = Client(HTTP_HOST="testserver")
    clerk.force_login(employ("community_clerk", "xfjd_xfq", "510181901901"))
    assert clerk.post(f"/office/candidates/collect/hot/{the_one().id}/").status_code == 404


def test_what_was_taken_out_stays_out_and_leaves_a_trace(cases: list[Opened], office: Client) -> None:
    hottest = the_one()
    office.post(f"/office/hot/{hottest.id}/split/", {"number": [cases[0].number], "how": "out"})
    assert the_one().cases == 4
    services.gather_anew(LATER)
    assert not Member.objects.filter(case_id=cases[0].case_id).exists()
    assert Hotspot.objects.get(id=hottest.id).cases == 4
    assert Decision.objects.get().number == cases[0].number
    assert cases[0].number in office.get(f"/office/hot/{hottest.id}/").content.decode()


def test_what_was_put_in_stays_in(cases: list[Opened], office: Client) -> None:
    hottest = the_one()
    stray = Case.objects.exclude(id__in=[case.case_id for case in cases])[0]
    office.post(f"/office/hot/{hottest.id}/add/", {"number": stray.number})
    services.gather_anew(LATER)
    assert Member.objects.get(case_id=stray.id).hotspot_id == hottest.id


def test_some_become_an_issue_of_their_own(cases: list[Opened], office: Client) -> None:
    first = the_one()
    numbers = [case.number for case in cases[:2]]
    office.post(f"/office/hot/{first.id}/split/", {"number": numbers, "how": "own"})
    services.gather_anew(LATER)
    split = Member.objects.get(case_id=cases[0].case_id).hotspot_id
    assert split != first.id
    assert set(Member.objects.filter(hotspot_id=split).values_list("case_id", flat=True)) == {
        case.case_id for case in cases[:2]
    }


def test_gathering_again_changes_nothing(cases: list[Opened]) -> None:
    before = list(Member.objects.order_by("case_id").values_list("case_id", "hotspot_id"))
    services.gather_anew(LATER)
    assert list(Member.objects.order_by("case_id").values_list("case_id", "hotspot_id")) == before


def test_a_new_word_joins_its_issue_at_the_next_look(cases: list[Opened]) -> None:
    fresh = word("丽景新城搅拌站噪音粉尘扰民", now=LATER + timedelta(hours=1), reporter=Reporter(phone="13700000000"))
    services.keep_up(LATER + timedelta(hours=2))
    assert Member.objects.get(case_id=fresh.case_id).hotspot_id == the_one().id
    assert the_one().people == 5


def test_one_click_makes_a_theme_with_every_case(cases: list[Opened], office: Client) -> None:
    hottest = the_one()
    answer = office.post(f"/office/hot/{hottest.id}/theme/", {"unit": "cgj_szss", "key": "k1"})
    number = Hotspot.objects.get(id=hottest.id).theme
    assert answer.headers["Location"] == f"/governing/themes/{number}/" or number in answer.headers["Location"]
    assert Tie.objects.filter(parent__number=number).count() == 5
    again = office.post(f"/office/hot/{hottest.id}/theme/", {"unit": "cgj_szss", "key": "k2"})
    assert number in again.headers["Location"]


def test_who_speaks_of_it_later_is_proposed_to_the_theme_and_what_was_let_go_is_not(
    cases: list[Opened], office: Client
) -> None:
    hottest = the_one()
    office.post(f"/office/hot/{hottest.id}/theme/", {"unit": "cgj_szss", "key": "k1"})
    number = Hotspot.objects.get(id=hottest.id).theme
    fresh = word("丽景新城搅拌站噪音粉尘扰民", now=LATER + timedelta(hours=1), reporter=Reporter(phone="13700000000"))
    assert "说的是这个问题" not in office.get(f"/office/themes/{number}/").content.decode()
    services.keep_up(LATER + timedelta(hours=2))
    page = office.get(f"/office/themes/{number}/").content.decode()
    assert "又有 1 件说的是这个问题" in page
    assert fresh.number in page
    office.post(f"/office/themes/{number}/newcomers/", {"number": [fresh.number, "20200101-0001"]})
    assert Tie.objects.filter(parent__number=number).count() == 6
    theme = Case.objects.get(number=number)
    step(theme.id, "release", acting(employ("coordinator", "tcb")), {"matter": fresh.number}, NOW + timedelta(days=2))
    assert "说的是这个问题" not in office.get(f"/office/themes/{number}/").content.decode()


def test_a_theme_without_a_unit_is_refused_in_a_sentence(cases: list[Opened], office: Client) -> None:
    answer = office.post(f"/office/hot/{the_one().id}/theme/", {"unit": ""}, follow=True)
    assert answer.status_code == 200
    assert Hotspot.objects.get(id=the_one().id).theme == ""


def test_the_list_takes_few_statements(
    cases: list[Opened], office: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        office.get("/office/hot/")
    with django_assert_max_num_queries(15):
        office.get(f"/office/hot/{the_one().id}/")
