"""A poll is drafted on its page: what is typed is kept, what is wrong is said by its question, what is announced stands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from doorstep.kernel.voting import Ballot as Said
from doorstep.kernel.voting.pabulib import parse_pabulib
from doorstep.kernel.voting.pabulib_rules import rule_of as pabulib_rule
from doorstep.kernel.voting.tally import tally
from doorstep.store.cases.acting import act
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation.candidates import Item, collect
from doorstep.wings.voting import counting
from doorstep.wings.voting.casting import cast_by_elector
from doorstep.wings.voting.models import Elector, Poll
from doorstep.wings.voting.rules import rule_of
from tests.living import acting, employ
from tests.polled import DAY, drafted, form, move, signed_in, voting

pytestmark = pytest.mark.django_db


def test_a_poll_is_drafted_changed_frozen_and_announced(office: Client, anybody: Client) -> None:
    poll = drafted(office)
    office.post(f"/office/polls/{poll.number}/edit/", form(title="先办哪两件"))
    assert Poll.objects.get().title == "先办哪两件"
    assert anybody.get(f"/polls/{poll.number}/").status_code == 404
    bad = "名册编号,姓名,手机号\n1,王一,123\n1,王二,13800000002\n"
    answer = office.post(f"/office/polls/{poll.number}/roll/", {"file": SimpleUploadedFile("r.csv", bad.encode())})
    assert answer.status_code == 422
    assert "请填 11 位的手机号码" in answer.content.decode()
    assert not Elector.objects.exists()
    roll = SimpleUploadedFile("r.csv", "姓名,手机号\n王一,13800000001\n".encode())
    office.post(f"/office/polls/{poll.number}/roll/", {"file": roll})
    office.post(f"/office/polls/{poll.number}/step/", {"verb": "announce"})
    poll = Poll.objects.get()
    long = office.post(f"/office/polls/{poll.number}/step/", {"verb": "abandon", "words": "停" * 2001}).content.decode()
    assert "2001 个字" in long
    assert "停" * 2001 in long
    page = anybody.get(f"/polls/{poll.number}/").content.decode()
    assert poll.content_hash in page
    listed = anybody.get("/polls/").content.decode()
    assert f"/polls/{poll.number}/" in listed
    assert "先办哪两件" in listed
    answer = office.post(f"/office/polls/{poll.number}/edit/", form())
    assert "都不能再改" in answer.content.decode()


def test_what_is_wrong_with_a_draft_is_said_and_what_was_typed_kept(office: Client) -> None:
    answer = office.post("/office/polls/new/", form(options="修路灯 | 很多钱", title="", most="x"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 1 行的造价“很多钱”看不懂" in page
    assert "很多钱</textarea>" in page.replace("\n", "")


def test_drafts_elsewhere_are_nobodys_business(office: Client) -> None:
    poll = drafted(office)
    assert signed_in("desk_clerk", "cgj_szss").get(f"/office/polls/{poll.number}/").status_code == 404
    assert Client(headers={"host": "testserver"}).get("/office/polls/").status_code == 302


def test_listed_candidates_become_options_and_stay_tied_when_the_draft_is_changed(office: Client) -> None:
    clerk, now = acting(employ("coordinator", "tcb", username="clerk")), timezone.now()
    made = collect(Item(topic="给步道加灯", source="doors"), actor=clerk, key=None, now=now)
    act(case_id=made.case_id, verb="list", form={}, actor=clerk, now=now)
    asked = office.get("/office/polls/new/", {"candidate": made.number}).content.decode()
    assert "给步道加灯 |" in asked
    poll = drafted(office, options=f"给步道加灯 | 12000 |  |  | {made.number}\n种树 | 500")
    again = office.get(f"/office/polls/{poll.number}/edit/").content.decode()
    assert made.number in again


@pytest.mark.parametrize("budget", ["NaN", "1e999999", "Infinity", "1e30", "12.345"])
def test_a_budget_that_is_no_amount_is_said_so(office: Client, budget: str) -> None:
    answer = office.post("/office/polls/new/", form(budget=budget))
    assert answer.status_code == 422
    assert Poll.objects.count() == 0


def test_a_candidate_of_elsewhere_cannot_be_put_to_a_vote(office: Client) -> None:
    actor, now = acting(employ("coordinator", "tcb")), timezone.now()
    place = atlas().get("510181901902")
    assert place is not None
    item = Item(topic="修路灯", source="doors", place_path=place.path)
    made = collect(item, actor=actor, key=None, now=now)
    clerk = Client(headers={"host": "testserver"})
    clerk.force_login(employ("community_clerk", "xfjd_xfq", place="510181901901"))
    mine = form(place="510181901901", options=f"修路灯 | | | | {made.number}\n加座椅")
    answer = clerk.post("/office/polls/new/", mine)
    assert f"没有编号是“{made.number}”的征集项" in answer.content.decode()
    assert office.post("/office/polls/new/", mine).status_code == 302


def test_quotas_conflicts_and_parts_are_drafted_announced_counted_and_exported(office: Client) -> None:
    rows = "修路灯 | 12000 | 510181901901 | 照明\n加座椅 | 5000 | | 绿化\n种树 | 9000 | | 绿化 | | 1000\n挖井 | 100 | | 水利"
    bounds = {"quotas": "类别 绿化 最多 1 项\n类别 水利 至少 1 项", "conflicts": "1 | 加座椅", "at_overflow": "part"}
    poll = voting(office, options=rows, budget="13000", least_votes="1", **bounds)
    page = office.get(f"/polls/{poll.number}/").content.decode()
    for said in (
        "“绿化”最多选 1 项。",
        "“水利”至少选 1 项。",
        "“修路灯”“加座椅”最多选一项。",
        "先给一部分",
        "不到 1 票的不选",
    ):
        assert said in page, said
    for who, choices in zip(Elector.objects.order_by("roll_number"), (("1",), ("1", "3"), ("1", "3")), strict=True):
        cast_by_elector(poll, who, Said(choices=choices), key=who.roll_number, now=timezone.now())
    move(poll, timezone.now() - 2 * DAY, timezone.now() - DAY)
    counting.close(Poll.objects.get(), now=timezone.now())
    clerk = acting(employ("coordinator", "tcb", username="one"))
    counting.count(Poll.objects.get(), actor=clerk, now=timezone.now())
    poll = Poll.objects.get()
    outcome = poll.outcome or {}
    assert outcome["options"]["1"]["result"] == "chosen"
    assert (outcome["options"]["3"]["result"], outcome["options"]["3"]["granted"]) == ("part", 100_000)
    assert outcome["floors"][0]["zh"].startswith("“水利”至少 1 项：选了 0 项")
    assert "与已选的“修路灯”只能选一个" not in outcome["options"]["2"]["zh"]
    counting.confirm(Poll.objects.get(), actor=acting(employ("coordinator", "tcb", username="two")), now=timezone.now())
    result = office.get(f"/polls/{poll.number}/result/").content.decode()
    assert "“水利”至少 1 项" in result
    exported = parse_pabulib(office.get(f"/polls/{poll.number}/ballots.pb").content)
    rule = pabulib_rule(exported)
    assert rule is not None
    assert rule == rule_of(poll.rule, seed=poll.seed)
    assert tally(exported.election, rule).fingerprint == poll.result_hash
    edited = office.get(f"/polls/{poll.number}/announcement.json").json()
    assert edited["rule"]["caps"][0] == {"of": "kind", "value": "绿化", "most_chosen": 1}


def test_everything_wrong_with_a_draft_is_said_in_the_first_round_and_by_its_question(office: Client) -> None:
    wrong = {"title": "", "question": "", "opens_at": "明天", "most": "x", "quotas": "照明两个"}
    page = office.post("/office/polls/new/", form(**wrong)).content.decode()
    summary = page[page.index('class="summary"') : page.index("</section>", page.index('class="summary"'))]
    for said in ("题目", "问大家什么", "什么时候开始", "最多选几项", "各地点、各类别的名额"):
        assert said in summary, said
    assert summary.count("<li>") == 5
    more = {"quotas": "类别 照明 至少 2 项", "conflicts": "1 | 9"}
    page = office.post("/office/polls/new/", form(**more)).content.decode()
    assert "到不了" in page
    assert "“9”不是选项" in page


@pytest.mark.parametrize("moment", ["9999-12-31T23:59", "0001-01-01T00:00", "2026-12-01T00:00+23:59", "明天"])
def test_a_moment_that_cannot_be_kept_is_a_fault_of_its_question(office: Client, moment: str) -> None:
    for name in ("opens_at", "closes_at"):
        answer = office.post("/office/polls/new/", form(**{name: moment}))
        assert (answer.status_code, "2026-12-01 09:00" in answer.content.decode()) == (422, True)
    assert not Poll.objects.exists()
