"""The office's pages do what they say, in few statements, and exist for nobody else."""

import re

import pytest
from django.test import Client

from doorstep.kernel.actor import Actor
from doorstep.store.cases.models import Case
from doorstep.wings.outbox.models import Notice
from doorstep.wings.outbox.services import draft_notices, write_notices
from tests.living import NOW, acting, employ, pooled, step

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 15
PAGES = ("/office/pool/", "/office/board/", "/office/disputes/", "/office/undelivered/", "/desk/notices/")


@pytest.fixture
def window(client: Client, office: Actor) -> Client:
    client.force_login(employ("coordinator", "tcb"))
    return client


def state(number: str) -> str:
    return Case.objects.get(number=number).state


@pytest.mark.parametrize("page", PAGES)
def test_every_page_costs_few_statements(window: Client, office: Actor, statements, page: str) -> None:
    for number in range(6):
        pooled(f"河边步道护栏松动，一推就晃 {number}", office)
    window.get(page)
    with statements() as run:
        answer = window.get(page)
    assert answer.status_code == 200
    assert len(run) <= MOST_STATEMENTS, run


@pytest.mark.parametrize("page", PAGES[:4])
def test_the_office_does_not_exist_for_a_desk_clerk_or_a_stranger(client: Client, page: str) -> None:
    assert client.get(page).status_code == 302
    client.force_login(employ("desk_clerk", "cgj"))
    assert client.get(page).status_code == 404


def test_one_click_merges_and_one_click_takes_apart(window: Client, office: Actor) -> None:
    main = pooled("河边步道护栏松动，小孩爱去那里玩", office)
    other = pooled("河边步道护栏松动，一推就晃", office)
    html = window.get("/office/pool/").content.decode()
    assert html.count("并到这一件") == 2
    merged = {"verb": "merge", "number": other.number, "into": main.number, "seen": "2", "key": "k"}
    html = window.post("/office/pool/step/", merged, follow=True).content.decode()
    assert "拆开" in html
    assert state(other.number) == "merged"
    window.post("/office/pool/step/", {"verb": "unmerge", "number": other.number, "note": "并错了", "key": "k"})
    assert state(other.number) == "pooled"


def test_dispatching_from_the_pool_keeps_what_was_typed_when_it_is_refused(window: Client, office: Actor) -> None:
    case = pooled("路灯不亮", office)
    sent = {"verb": "dispatch", "number": case.number, "unit": "", "basis": "派单目录第三行", "note": "请尽快"}
    answer = window.post("/office/pool/step/", sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "派单目录第三行" in html
    assert "请尽快" in html
    assert "还没有填“派给哪个单位”" in html
    window.post("/office/pool/step/", {**sent, "unit": "cgj_szss"})
    assert state(case.number) == "dispatched"


def test_a_suggestion_says_why_and_dispatches_at_one_click(window: Client, office: Actor) -> None:
    case = pooled("路灯不亮", office, category="roads.lamp")
    html = window.get("/office/pool/").content.decode()
    assert "派单目录：" in html
    assert re.search(r'name="unit" value="cgj_szss"', html)
    window.post(
        "/office/pool/step/", {"verb": "dispatch", "number": case.number, "unit": "cgj_szss", "basis": "派单目录"}
    )
    assert state(case.number) == "dispatched"


def test_a_step_on_a_stale_page_says_what_happened_meanwhile(window: Client, office: Actor) -> None:
    case = pooled("路灯不亮", office)
    step(case, "explain", office, {"reason": "beyond_duty", "answer": "请找物业"})
    sent = {"verb": "dispatch", "number": case.number, "unit": "cgj", "basis": "目录", "seen": "2"}
    answer = window.post("/office/pool/step/", sent)
    assert answer.status_code == 422
    assert "解释答复" in answer.content.decode()


def test_a_tip_off_is_not_handed_to_the_unit_it_names(window: Client, office: Actor) -> None:
    tip = pooled("城管局有人乱收费", office, request_type="tip_off")
    sent = {"verb": "dispatch", "number": tip.number, "unit": "cgj", "basis": "目录"}
    answer = window.post("/office/pool/step/", sent)
    assert "不能交给被反映的单位" in answer.content.decode()
    assert state(tip.number) == "pooled"


def test_a_batch_is_seen_once_more_and_then_dispatched_one_by_one(window: Client, office: Actor) -> None:
    good, tip = pooled("路灯不亮", office), pooled("城管局有人乱收费", office, request_type="tip_off")
    html = window.post("/office/board/preview/", {"chosen": [good.number, tip.number], "unit": "cgj"}).content.decode()
    assert "控告举报不得交给被反映的单位" in html
    sent = {"number": [good.number, tip.number], "key": "once"}
    for case in (good, tip):
        sent |= {f"unit-{case.number}": "cgj", f"basis-{case.number}": "目录", f"seen-{case.number}": "2"}
    html = window.post("/office/board/dispatch/", sent).content.decode()
    assert "派出 1 件，1 件没派成" in html
    assert (state(good.number), state(tip.number)) == ("dispatched", "pooled")
    again = window.post("/office/board/dispatch/", sent).content.decode()
    assert "刚才已经派出" in again


def test_an_empty_choice_is_said_plainly(window: Client) -> None:
    assert "一件也没有选" in window.post("/office/board/preview/", {"unit": "cgj"}).content.decode()


def test_an_objection_is_upheld_or_overruled_and_then_final(window: Client, office: Actor) -> None:
    desk = acting(employ("desk_clerk", "cgj_szss"))
    cases = [pooled("路灯不亮", office), pooled("井盖响", office)]
    for case in cases:
        step(case, "dispatch", office, {"unit": "cgj_szss", "basis": "目录"})
        step(
            case, "object", desk, {"reason": "not_our_duty", "explanation": "那是供电公司的", "suggested_unit": "gdgs"}
        )
    html = window.get("/office/disputes/").content.decode()
    assert "那是供电公司的" in html
    assert "不属本单位职责" in html
    window.post(
        "/office/disputes/step/", {"verb": "reassign", "number": cases[0].number, "unit": "gdgs", "basis": "职责"}
    )
    window.post("/office/disputes/step/", {"verb": "overrule", "number": cases[1].number, "answer": "归你们"})
    for case, unit in zip(cases, ("gdgs", "cgj_szss"), strict=True):
        row = Case.objects.get(id=case.case_id)
        assert (row.state, row.lead_unit) == ("dispatched", unit)
        assert "unit_is_final" in row.memory["flags"]


def test_an_unknown_verb_or_case_does_not_exist(window: Client, office: Actor) -> None:
    case = pooled("路灯不亮", office)
    assert window.post("/office/pool/step/", {"verb": "rate", "number": case.number}).status_code == 404
    assert window.post("/office/pool/step/", {"verb": "merge", "number": "x"}).status_code == 404


def test_what_did_not_arrive_is_listed_without_a_number_and_can_be_retried(window: Client, office: Actor) -> None:
    from doorstep.store.cases.locking import find

    case = pooled("路灯不亮", office)
    held = find(case.case_id)
    assert held is not None
    write_notices(draft_notices(held.case, seq=1, event="case.opened", parties=["reporter"]), now=NOW)
    Notice.objects.filter(channel="sms").update(state="given_up", tries=6, last_error="503")
    html = window.get("/office/undelivered/").content.decode()
    assert case.number in html
    assert "13812345678" not in html
    notice = Notice.objects.get(channel="sms")
    window.post("/office/undelivered/retry/", {"notice": str(notice.pk)})
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == ("queued", 0)


def test_notices_are_new_until_they_are_read(window: Client, office: Actor) -> None:
    from doorstep.store.cases.locking import find

    held = find(pooled("路灯不亮", office).case_id)
    assert held is not None
    write_notices(draft_notices(held.case, seq=2, event="case.handed_up", parties=["office"]), now=NOW)
    assert "1 条新通知" in window.get("/desk/notices/").content.decode()
    assert "条新通知" not in window.get("/desk/notices/").content.decode()


def test_pages_of_the_pool_follow_one_another(window: Client, office: Actor) -> None:
    numbers = {pooled(f"第 {turn} 件", office).number for turn in range(23)}
    first = window.get("/office/pool/").content.decode()
    older = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert older
    second = window.get("/office/pool/?" + older[1].replace("&amp;", "&")).content.decode()
    seen = [{number for number in numbers if f'id="c{number}"' in html} for html in (first, second)]
    assert len(seen[0]) == 20
    assert seen[0] | seen[1] == numbers
    assert not seen[0] & seen[1]


@pytest.mark.parametrize("nasty", ["\x00", "灯\x00", "' OR 1=1 --", "9" * 400, "\u202e", "<script>"])
def test_nasty_values_are_refused_and_never_an_error(window: Client, office: Actor, nasty: str) -> None:
    case = pooled("路灯不亮", office)
    for sent in (
        {"verb": "dispatch", "number": nasty},
        {"verb": "dispatch", "number": case.number, "unit": nasty, "basis": nasty, "key": nasty, "seen": nasty},
        {"verb": "merge", "number": case.number, "into": nasty, nasty: nasty},
    ):
        assert window.post("/office/pool/step/", sent).status_code in (404, 422)
    assert window.post("/office/board/preview/", {"chosen": [nasty, case.number], "unit": nasty}).status_code == 200
    sent = {"number": [case.number, nasty], f"unit-{case.number}": nasty, "key": nasty}
    assert window.post("/office/board/dispatch/", sent).status_code == 200
    assert window.get("/office/pool/", {"after": nasty}).status_code == 200
    assert window.get("/office/board/", {"unit": nasty}).status_code == 200
    assert window.get("/office/undelivered/", {"before": nasty}).status_code == 200
    assert window.post("/office/undelivered/retry/", {"notice": nasty}).status_code in (302, 404)
    assert window.get("/desk/notices/", {"before": nasty}).status_code == 200
    assert state(case.number) == "pooled"


def test_what_was_merged_into_a_withdrawn_case_is_put_before_the_office(window: Client, office: Actor) -> None:
    main, other = pooled("河边步道护栏松动", office), pooled("河边步道护栏松动了", office)
    step(other, "merge", office, {"into": main.number})
    assert "已被反映人撤回" not in window.get("/office/pool/").content.decode()
    step(main, "withdraw", Actor(kind="resident", receipts=frozenset({main.case_id})))
    assert "已被反映人撤回" in window.get("/office/pool/").content.decode()
