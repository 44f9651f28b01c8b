"""Staff draft, freeze, announce, count and confirm; people vote by phone code, by a secret token, on paper; nothing shows early."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from doorstep.adapters import sms
from doorstep.doors.web.limits import Limit
from doorstep.doors.web.voting import results
from doorstep.kernel.voting import Ballot as Said
from doorstep.kernel.voting.pabulib import parse_pabulib
from doorstep.kernel.voting.pabulib_rules import rule_of as pabulib_rule
from doorstep.kernel.voting.tally import tally
from doorstep.store.cases.acting import act
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation.candidates import Item, collect
from doorstep.wings.voting import counting, drafting, electorate
from doorstep.wings.voting.casting import cast_by_elector
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.following import OnItsOwnPage
from doorstep.wings.voting.models import Ballot, Elector, Poll
from doorstep.wings.voting.reactions import keep_hours
from doorstep.wings.voting.rules import rule_of
from tests.living import acting, employ

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CITY = "510181000000"
OPTIONS = "修路灯 | 12000 | 510181901901 | 照明\n加座椅 | 5000\n种树 | 30000.50"


def signed_in(role: str, unit: str) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ(role, unit))
    return client


@pytest.fixture
def office() -> Client:
    return signed_in("coordinator", "tcb")


@pytest.fixture
def anybody() -> Client:
    return Client(headers={"host": "testserver"})


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """What text messages said."""
    texts: list[str] = []

    class Box:
        def send(self, phone: str, text: str) -> str:
            texts.append(text)
            return ""

    before = sms.sms()
    sms.use(Box())
    yield texts
    sms.use(before)


def form(**changes: str) -> dict[str, str]:
    now = timezone.localtime()
    given = {
        "title": "先办哪几件",
        "question": "明年先办哪几件？",
        "place": CITY,
        "options": OPTIONS,
        "form": "approval",
        "most": "2",
        "rule": "greedy",
        "budget": "20000",
        "basis": "reference",
        "may_change": "on",
        "opens_at": (now + DAY).strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + 3 * DAY).strftime("%Y-%m-%dT%H:%M"),
    }
    return {**given, **changes}


def drafted(office: Client, **changes: str) -> Poll:
    answer = office.post("/office/polls/new/", form(**changes))
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Poll.objects.get()


def voting(office: Client, **changes: str) -> Poll:
    """A poll that is open now, with a roll of three; two share a phone."""
    poll = drafted(office, **changes)
    roll = "名册编号,姓名,手机号,地点\n1,王一,13800000001,\n2,王二,13800000001,\n3,李三,13800000003,\n"
    office.post(f"/office/polls/{poll.number}/roll/", {"file": SimpleUploadedFile("roll.csv", roll.encode())})
    office.post(f"/office/polls/{poll.number}/step/", {"verb": "announce"})
    move(poll, timezone.now() - DAY, timezone.now() + DAY)
    office.post(f"/office/polls/{poll.number}/step/", {"verb": "begin"})
    assert drafting.state_of(poll) == "voting"
    return Poll.objects.get()


def move(poll: Poll, opens: datetime, closes: datetime) -> None:
    """As though days had passed."""
    Poll.objects.filter(pk=poll.pk).update(opens_at=opens, closes_at=closes)


def come(client: Client, poll: Poll, phone: str, texts: list[str], elector: int | None = None) -> None:
    client.post(f"/polls/{poll.number}/come/", {"phone": phone})
    code = re.search(r"\d{6}", texts[-1])
    assert code
    answer = client.post(f"/polls/{poll.number}/come/code/", {"phone": phone, "code": code[0]})
    if elector:
        assert "现在是谁在投票" in answer.content.decode()
        answer = client.post(f"/polls/{poll.number}/come/code/", {"phone": phone, "elector": str(elector)})
    assert answer.status_code == 302


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
    page = anybody.get(f"/polls/{poll.number}/").content.decode()
    assert poll.content_hash in page
    assert (
        poll.number in anybody.get("/polls/").content.decode()
        or "先办哪两件" in anybody.get("/polls/").content.decode()
    )
    answer = office.post(f"/office/polls/{poll.number}/edit/", form())
    assert "都不能再改" in answer.content.decode()


def test_what_is_wrong_with_a_draft_is_said_and_what_was_typed_kept(office: Client) -> None:
    answer = office.post("/office/polls/new/", form(options="修路灯 | 很多钱", title="", most="x"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 1 行的造价“很多钱”看不懂" in page
    assert "很多钱</textarea>" in page.replace("\n", "")


def test_an_open_ballot_is_read_once_more_sent_changed_and_has_a_receipt(
    office: Client, anybody: Client, sent: list[str]
) -> None:
    poll = voting(office)
    come(anybody, poll, "13800000001", sent, Elector.objects.get(roll_number="2").id)
    page = anybody.get(f"/polls/{poll.number}/vote/").content.decode()
    assert "王二" in page
    assert "最多选 2 项" in page
    many = anybody.post(f"/polls/{poll.number}/vote/", {"choice": ["1", "2", "3"], "step": "review"})
    assert (many.status_code, "最多选 2 项，您选了 3 项" in many.content.decode()) == (422, True)
    assert (
        "交之前再看一遍"
        in anybody.post(f"/polls/{poll.number}/vote/", {"choice": "1", "step": "review"}).content.decode()
    )
    assert not Ballot.objects.exists()
    for _turn in range(2):
        done = anybody.post(f"/polls/{poll.number}/vote/", {"choice": "1", "step": "send", "key": "a" * 32})
    assert "票收下了" in done.content.decode()
    anybody.post(f"/polls/{poll.number}/vote/", {"step": "send", "key": "b" * 32})
    assert Ballot.objects.get().elector_id == Elector.objects.get(roll_number="2").id
    unknown = anybody.post(f"/polls/{poll.number}/vote/", {"choice": "x", "step": "send"})
    assert "没有“x”这个选项" in unknown.content.decode()


def test_who_is_not_on_the_roll_gets_no_code_and_learns_nothing(
    office: Client, anybody: Client, sent: list[str]
) -> None:
    poll = voting(office)
    known = anybody.post(f"/polls/{poll.number}/come/", {"phone": "13800000003"}).content.decode()
    stranger = anybody.post(f"/polls/{poll.number}/come/", {"phone": "13900000009"}).content.decode()
    assert len(sent) == 1
    assert known.replace("13800000003", "").count("验证码") == stranger.count("验证码")


def test_a_secret_ballot_without_script(office: Client, anybody: Client, sent: list[str]) -> None:
    poll = voting(office, is_secret="on")
    come(anybody, poll, "13800000003", sent)
    page = anybody.get(f"/polls/{poll.number}/vote/").content.decode()
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key
    ballot = anybody.post(f"/polls/{poll.number}/ballot/", {"key": key[1]}).content.decode()
    hidden = dict(re.findall(r'name="(token|signature)" value="(\w+)"', ballot))
    other = Client(headers={"host": "testserver"})  # the token alone is enough: no session, no person
    done = other.post(f"/polls/{poll.number}/vote/", {**hidden, "choice": "1", "step": "send", "key": "a" * 32})
    assert "票收下了" in done.content.decode()
    assert Ballot.objects.get().elector_id is None
    session = anybody.session
    session["polls"] = {poll.number: Elector.objects.get(roll_number="3").id}
    session.save()
    again = anybody.post(f"/polls/{poll.number}/ballot/", {"key": "c" * 32})
    assert "已经领过了" in again.content.decode()


def test_no_page_says_a_count_before_the_end(office: Client, anybody: Client) -> None:
    poll = voting(office)
    for path in ("result/", "if/", "replay/", "ballots.pb", "ballots.json", "receipts.txt", "points.json"):
        assert anybody.get(f"/polls/{poll.number}/{path}").status_code == 404
        assert office.get(f"/polls/{poll.number}/{path}").status_code == 404
    for verb in ("close", "count", "confirm"):
        office.post(f"/office/polls/{poll.number}/step/", {"verb": verb})
    assert drafting.state_of(poll) == "voting"


def counted(office: Client, poll: Poll) -> Poll:
    move(poll, poll.opens_at, timezone.now() - timedelta(minutes=1))
    for verb in ("close", "count"):
        office.post(f"/office/polls/{poll.number}/step/", {"verb": verb})
    assert drafting.state_of(poll) == "counted"
    return Poll.objects.get()


def test_the_result_says_why_and_may_be_counted_again(office: Client, anybody: Client, statements: Any) -> None:
    poll = voting(office)
    elector = Elector.objects.get(roll_number="1")
    cast = cast_by_elector(poll, elector, Said(choices=("1",)), key="k", now=timezone.now())
    poll = counted(office, poll)
    assert anybody.get(f"/polls/{poll.number}/result/").status_code == 404
    office.post(f"/office/polls/{poll.number}/step/", {"verb": "confirm"})
    assert drafting.state_of(poll) == "counted"
    signed_in("leader", "djy").post(f"/office/polls/{poll.number}/step/", {"verb": "confirm"})
    with statements() as run:
        page = anybody.get(f"/polls/{poll.number}/result/").content.decode()
    assert len(run) <= 15
    assert "✓ 修路灯" in page
    less = anybody.get(f"/polls/{poll.number}/if/?budget=4000", headers={"HX-Request": "true"}).content.decode()
    assert "没有了" in less
    assert "结果一样" in anybody.get(f"/polls/{poll.number}/replay/").content.decode()
    exported = parse_pabulib(anybody.get(f"/polls/{poll.number}/ballots.pb").content)
    assert tally(exported.election, rule_of(poll.rule, seed=poll.seed)).chosen == ("1",)
    assert anybody.get(f"/polls/{poll.number}/ballots.json").json()["ballots"] == [{"choices": ["1"], "times": 1}]
    assert cast.receipt in anybody.get(f"/polls/{poll.number}/receipts.txt").content.decode()
    found = anybody.get(f"/polls/{poll.number}/receipt/?code={cast.receipt}").content.decode()
    assert "在里面" in found
    assert anybody.get(f"/polls/{poll.number}/receipt/?code=BCDFGHJKMN").status_code == 404


def test_a_step_taken_from_the_page_of_the_case_is_refused(office: Client) -> None:
    poll = drafted(office)
    with pytest.raises(OnItsOwnPage):
        act(
            case_id=poll.case_id,
            verb="freeze",
            form={"electors": 9, "roll_hash": "0" * 64},
            actor=acting(employ("coordinator", "tcb")),
            now=timezone.now(),
        )


def test_drafts_elsewhere_are_nobodys_business(office: Client) -> None:
    poll = drafted(office)
    assert signed_in("desk_clerk", "cgj_szss").get(f"/office/polls/{poll.number}/").status_code == 404
    assert Client(headers={"host": "testserver"}).get("/office/polls/").status_code == 302


def test_a_sweep_opens_and_closes_at_the_announced_moments(office: Client) -> None:
    poll = drafted(office)
    actor = acting(employ("coordinator", "tcb"))
    electorate.freeze_roll(poll, [Entry(roll_number="1")], actor=actor, now=timezone.now())
    drafting.announce(Poll.objects.get(), actor=actor, now=timezone.now())
    assert keep_hours(timezone.now()) == 0
    assert keep_hours(poll.opens_at) == 1
    assert keep_hours(poll.closes_at) == 1
    assert drafting.state_of(poll) == "closed"
    counting.count(Poll.objects.get(), actor=actor, now=poll.closes_at)


def test_listed_candidates_become_options_and_stay_tied_when_the_draft_is_changed(office: Client) -> None:
    clerk, now = acting(employ("coordinator", "tcb", username="clerk")), timezone.now()
    made = collect(Item(topic="给步道加灯", source="doors"), actor=clerk, key=None, now=now)
    act(case_id=made.case_id, verb="list", form={}, actor=clerk, now=now)
    asked = office.get("/office/polls/new/", {"candidate": made.number}).content.decode()
    assert "给步道加灯 |" in asked
    poll = drafted(office, options=f"给步道加灯 | 12000 |  |  | {made.number}\n种树 | 500")
    again = office.get(f"/office/polls/{poll.number}/edit/").content.decode()
    assert made.number in again


def test_a_community_serves_its_own_voters_in_a_poll_of_the_whole_city(office: Client) -> None:
    poll = voting(office)
    clerk = Client(headers={"host": "testserver"})
    clerk.force_login(employ("community_clerk", "xfjd_xfq", "510181901901"))
    assert "帮人投票" in clerk.get(f"/polls/{poll.number}/").content.decode()
    Elector.objects.filter(poll=poll, roll_number="3").update(place_path="/510181000000/elsewhere/")
    asked = {"how": "fill", "roll_number": "1"}
    assert "代 王一 填" in clerk.post(f"/office/polls/{poll.number}/serve/", asked).content.decode()
    assert clerk.post(f"/office/polls/{poll.number}/serve/", {**asked, "roll_number": "3"}).status_code == 422
    assert clerk.get(f"/office/polls/{poll.number}/").status_code == 404


def test_nobody_comes_to_a_poll_that_was_not_announced(office: Client, anybody: Client) -> None:
    poll = drafted(office)
    for page in ("come/", "vote/"):
        assert anybody.get(f"/polls/{poll.number}/{page}").status_code == 404
    for page in ("come/", "come/code/", "ballot/"):
        assert anybody.post(f"/polls/{poll.number}/{page}", {"phone": "13800000001"}).status_code == 404


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


def test_who_counts_again_too_often_waits(office: Client, anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    once = (Limit(what="count again", times=1, minutes=10),)
    monkeypatch.setattr(results, "COUNTED_AGAIN", once)
    for page in ("if/?budget=1", "replay/", "ballots.json"):
        answer = anybody.get(f"/polls/20261122-0001/{page}")
    assert answer.status_code == 429


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
    drafting_state = counting.close(Poll.objects.get(), now=timezone.now())
    assert drafting_state is None
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
