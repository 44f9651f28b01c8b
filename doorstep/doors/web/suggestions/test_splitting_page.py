"""One click sends a misfiled word where it belongs; old number and code still open it; points hand in many at once; letters need consent."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.store.cases.codes import show_code
from doorstep.store.cases.handing_over import goes_on_as
from doorstep.store.cases.hearing import Told, reaction_named
from doorstep.store.cases.models import Case, Receipt
from doorstep.store.cases.opening import Reporter
from doorstep.store.places.atlas import atlas
from doorstep.wings.outbox.models import Notice
from doorstep.wings.suggestions.letters import keep, thank
from doorstep.wings.suggestions.models import Letter, Point
from doorstep.wings.suggestions.splitting import doubt, send_as
from tests.living import NOW, acting, employ, step, word

pytestmark = pytest.mark.django_db
LAMP = "建议全市公交站牌都装夜光条。老人晚上看不清站名。"


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver"})


def signed_in(role: str, unit: str, place: str = "") -> Client:
    found = Client(headers={"host": "testserver"})
    found.force_login(employ(role, unit, place))
    return found


def test_one_click_turns_a_request_into_a_suggestion_and_its_receipt_goes_with_it(
    client: Client, statements: Any
) -> None:
    asked = word(LAMP, now=timezone.now())
    doubt(asked.case_id, now=timezone.now())
    office = signed_in("coordinator", "tcb")
    with statements() as run:
        page = office.get("/office/splitting/").content.decode()
    assert len(run) <= 15
    assert "看着像<b>建议</b>" in page
    assert "建议全市公交站牌" in page
    office.post(f"/office/splitting/{asked.case_id}/", {"as": "suggestion"})
    onward = goes_on_as(asked.case_id)
    assert onward is not None
    by_old_number = client.post("/track/", {"number": asked.number, "code": show_code(asked.code)})
    assert by_old_number["Location"] == f"/case/{onward.number}/"
    with statements() as run:
        shown = client.get(f"/case/{onward.number}/").content.decode()
    assert len(run) <= 15
    assert f"这件事先登记为 {asked.number}" in shown
    assert "老人晚上看不清站名" in shown
    assert onward.number in client.get(f"/case/{asked.number}/").content.decode()


def test_a_stranger_finds_neither(client: Client) -> None:
    asked = word(LAMP, now=timezone.now())
    signed_in("coordinator", "tcb").post(f"/office/splitting/{asked.case_id}/", {"as": "suggestion"})
    onward = goes_on_as(asked.case_id)
    assert onward is not None
    for number in (asked.number, onward.number):
        assert client.get(f"/case/{number}/").status_code == 404


def test_an_observer_hands_in_many_words_each_with_a_receipt_of_its_own(statements: Any) -> None:
    community = atlas().of_level("community")[0]
    office = signed_in("coordinator", "tcb")
    office.post("/office/points/", {"name": "菜市场口", "place": community.code, "schedule": "每周三上午"})
    point = Point.objects.get()
    observer = signed_in("observer", point.unit, community.code)
    words = {
        "said": ["建议给菜市场加座椅", "", "建议夜市延长一小时"],
        "name": ["", "", "王婆婆"],
        "phone": ["", "", "13812345678"],
    }
    for _ in range(2):
        answer = observer.post("/observe/", {"point": point.code, "key": "b" * 32, **words})
        assert answer.status_code == 200
        assert 'data-draft-done="observe"' in answer.content.decode()
    assert Case.objects.count() == 2
    other = {**words, "said": ["建议给菜市场加灯", "", "建议夜市延长一小时"]}
    page = observer.post("/observe/", {"point": point.code, "key": "b" * 32, **other}).content.decode()
    assert "刚才那一份已经录入了" in page
    assert "b" * 32 not in page
    assert Receipt.objects.count() == 2
    figures = office.get("/office/points/").content.decode()
    assert re.search(rf'href="/office/points/{point.code}/\?figure=came">[^<]* 2</a>', figures), figures
    behind = office.get(f"/office/points/{point.code}/").content.decode()
    opened = re.findall(r"/desk/cases/[0-9a-f-]{36}/", behind)
    assert len(opened) == 2, "the number that is shown opens just so many cases"
    assert all(office.get(address).status_code == 302 for address in opened)
    assert office.get(f"/office/points/{point.code}/?figure=nothing").status_code == 404
    with statements() as run:
        page = observer.get("/observe/").content.decode()
    assert len(run) <= 15
    assert (behind := f"/observe/{point.code}/?figure=came") in page
    assert observer.get(behind).content.decode().count("<li><div") == 2


def test_a_line_at_fault_is_named_and_nothing_typed_is_lost() -> None:
    community = atlas().of_level("community")[0]
    office = signed_in("coordinator", "tcb")
    office.post("/office/points/", {"name": "菜市场口", "place": community.code, "schedule": "每周三上午"})
    point = Point.objects.get()
    observer = signed_in("observer", point.unit, community.code)
    words = {"said": ["建议加座椅", "第二条"], "name": ["", ""], "phone": ["123", ""]}
    answer = observer.post("/observe/", {"point": point.code, "key": "b" * 32, **words})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 1 条：" in page
    assert "第二条" in page
    assert Case.objects.count() == 0


def test_a_point_of_another_community_is_not_mine() -> None:
    here, there = atlas().of_level("community")[:2]
    office = signed_in("coordinator", "tcb")
    office.post("/office/points/", {"name": "菜市场口", "place": here.code, "schedule": "每周三上午"})
    point = Point.objects.get()
    observer = signed_in("observer", point.unit, there.code)
    assert observer.get("/observe/").content.decode().count(point.code) == 0
    assert observer.get(f"/observe/{point.code}/").status_code == 404
    observer.post("/observe/", {"point": point.code, "said": ["建议"], "key": "c" * 32})
    assert Case.objects.count() == 0


def test_a_letter_is_public_only_with_consent_and_after_review(client: Client) -> None:
    now = timezone.now()
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    reviewer = acting(employ("reviewer", "tcb"))
    made = thank(
        "谢谢城管局李师傅",
        may_publish=True,
        actor=ANONYMOUS,
        channel="web",
        reporter=Reporter(),
        key=None,
        now=now,
    )
    step(made, "pass_on", office, {"unit": "cgj"}, now)
    step(made, "hear", desk, {}, now)
    step(made, "offer", office, {"public_text": "感谢一位师傅修好了车棚。电话13812345678"}, now)
    step(made, "publish", reviewer, {}, now)
    keep(made.case_id, now=now)
    keep(made.case_id, now=now)
    page = client.get("/praise/").content.decode()
    assert "修好了车棚" in page
    assert "13812345678" not in page
    assert Letter.objects.count() == 1
    step(made, "revoke", Actor(kind="resident", receipts=frozenset({made.case_id})), {}, now)


def test_a_letter_is_written_without_a_name(client: Client) -> None:
    answer = client.post(
        "/praise/write/", {"what": "谢谢社区帮我母亲办证", "may_publish": "on", "key": "d" * 32}, follow=True
    )
    assert "收到了" in answer.content.decode()
    case = Case.objects.get()
    assert (case.request_type, case.is_inner) == ("praise", True)
    assert "consent" in case.memory["flags"]


def test_an_author_reads_what_became_of_the_suggestion(client: Client, statements: Any) -> None:
    from doorstep.doors.web.suggestions.test_suggest_page import GOOD

    client.post("/suggest/", GOOD)
    case = Case.objects.get()
    now = timezone.now()
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    step(case.id, "pass_on", office, {"unit": "cgj"}, now)
    step(case.id, "weigh", desk, {"outcome": "adopted", "reason": "useful", "grounds": "可行"}, now)
    assert "切实可行" not in client.get("/suggest/after/").content.decode()
    step(case.id, "tell", desk, {"answer": "今年装"}, now)
    with statements() as run:
        page = client.get("/suggest/after/").content.decode()
    assert len(run) <= 15
    assert "采纳，切实可行" in page
    answered = client.get(f"/case/{case.number}/").content.decode()
    assert "今年装" in answered


def test_the_author_is_told_under_the_receipt_that_went_over() -> None:
    asked = word(LAMP)
    office = acting(employ("coordinator", "tcb"))
    done = send_as(asked.case_id, "suggestion", actor=office, now=NOW)
    for _ in range(2):
        told = Told(town="", case_id=asked.case_id, seq=done.seq, event=done.event)
        reaction_named("outbox.reactions.tell_of_step")(told, now=NOW)
    (notice,) = Notice.objects.filter(case_id=asked.case_id)
    assert notice.template == "case.passed_as_suggestion/reporter"
