"""Staff draft, freeze, announce, count and confirm; people vote by phone code, by a secret token, on paper; nothing shows early."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.doors.web.limits import Limit
from doorstep.doors.web.voting import results
from doorstep.kernel.voting import Ballot as Said
from doorstep.kernel.voting.pabulib import parse_pabulib
from doorstep.kernel.voting.tally import tally
from doorstep.store.cases.acting import act
from doorstep.wings.voting import counting, drafting, electorate
from doorstep.wings.voting.casting import cast_by_elector
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.following import OnItsOwnPage
from doorstep.wings.voting.models import Ballot, Elector, Poll
from doorstep.wings.voting.reactions import keep_hours
from doorstep.wings.voting.rules import rule_of
from tests.living import acting, employ
from tests.polled import come, drafted, move, signed_in, voting

pytestmark = pytest.mark.django_db


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
    back = anybody.get(f"/polls/{poll.number}/vote/").content.decode()
    assert ("先前已经收下" in back, "改了主意" in back) == (True, True)
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
    code = re.search(r'name="code" value="(\w+)"', page)
    assert code
    ballot = anybody.post(f"/polls/{poll.number}/ballot/", {"code": code[1]}).content.decode()
    hidden = dict(re.findall(r'name="(token|signature|code)" value="(\w+)"', ballot))
    assert f'选票码 <b class="num">{code[1][:4]}-{code[1][4:8]}-{code[1][8:]}</b>' in ballot
    other = Client(headers={"host": "testserver"})  # the token alone is enough: no session, no person
    done = other.post(f"/polls/{poll.number}/vote/", {**hidden, "choice": "1", "step": "send", "key": "a" * 32})
    assert "票收下了" in done.content.decode()
    assert Ballot.objects.get().elector_id is None
    assert "从这里交过一张票" in other.get(f"/polls/{poll.number}/vote/").content.decode()
    assert other.post(f"/polls/{poll.number}/leave/").headers["Location"].endswith("/come/")
    assert other.get(f"/polls/{poll.number}/vote/").status_code == 302
    came_again(anybody, poll)
    assert "您的选票已经领过了（在网上）" in anybody.get(f"/polls/{poll.number}/vote/").content.decode()
    for kept, said in (("", "已经领过了"), ("2222-2222-2222", "已经领过了"), ("2222", "选票码是 12 个字母和数字")):
        assert said in anybody.post(f"/polls/{poll.number}/ballot/", {"code": "Z" * 12, "kept": kept}).content.decode()


def came_again(anybody: Client, poll: Poll) -> None:
    """The third of the roll, who proved once more who they are."""
    session = anybody.session
    session["polls"] = {poll.number: Elector.objects.get(roll_number="3").id}
    session.save()


def test_who_lost_the_page_goes_on_with_the_code_that_only_they_have(office: Client, anybody: Client) -> None:
    poll = voting(office, is_secret="on")
    came_again(anybody, poll)
    first = anybody.post(f"/polls/{poll.number}/ballot/", {"code": "23456789BCDF"}).content.decode()
    assert anybody.get(f"/polls/{poll.number}/vote/").status_code == 302  # nothing here says whose it was
    came_again(anybody, poll)
    again = anybody.post(f"/polls/{poll.number}/ballot/", {"kept": "2345-6789 bcdf"}).content.decode()
    hidden, same = (dict(re.findall(r'name="(token|signature)" value="(\w+)"', page)) for page in (first, again))
    assert hidden == same
    for _twice in range(2):
        anybody.post(f"/polls/{poll.number}/vote/", {**same, "choice": "1", "step": "send", "key": "a" * 32})
    assert Ballot.objects.count() == 1


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


def test_who_counts_again_too_often_waits(office: Client, anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    once = (Limit(what="count again", times=1, minutes=10),)
    monkeypatch.setattr(results, "COUNTED_AGAIN", once)
    for page in ("if/?budget=1", "replay/", "ballots.json"):
        answer = anybody.get(f"/polls/20261122-0001/{page}")
    assert answer.status_code == 429
