"""What becomes of a case is told to the systems that asked: signed, in order, once, retried, and never a word of anybody."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from doorstep.adapters import webhooks
from doorstep.adapters.webhooks import Reason
from doorstep.adapters.webhooks.listening import listening
from doorstep.adapters.webhooks.posting import HttpPoster
from doorstep.kernel.actor import Actor, Post
from doorstep.kernel.webhook_signing import SignatureMissing, check, headers_for
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.origins import Origin
from doorstep.wings.relay import queries
from doorstep.wings.relay.failures import words_of
from doorstep.wings.relay.models import Delivery, Subscription
from doorstep.wings.relay.reactions import tell_subscribers
from doorstep.wings.relay.receiving import MessageRepeated, SenderUnknown, check_pushed
from doorstep.wings.relay.services import (
    AddressRefused,
    NotDelivered,
    Wanted,
    deliver,
    end,
    let_in,
    retry,
    retry_all,
    subscribe,
)
from tests.living import NOW, step, word

pytestmark = pytest.mark.django_db
COORDINATOR = Post(role="coordinator", unit="tcb", unit_path="/djy/tcb/")
SECRETS = ("王小明", "13812345678", "3 栋 2 单元")


@pytest.fixture(autouse=True)
def posting_here() -> Iterator[None]:
    before = list(webhooks._in_use)
    webhooks.use(HttpPoster(networks=["127.0.0.1/32"]))
    yield
    webhooks._in_use[:] = before


def told(case_id: object, seq: int, event: str) -> None:
    tell_subscribers(Told(town="town_dujiangyan", case_id=case_id, seq=seq, event=event), now=NOW)  # type: ignore[arg-type]


def an_order(url: str, office: Actor, **wanted: str) -> str:
    """A subscription, and a case from 12345 that went up to the office. Answers the secret."""
    _row, secret = subscribe(Wanted(name="12345", url=url, **wanted), post=COORDINATOR, by=office.id, now=NOW)
    case = word("3 栋 2 单元王小明家门口灯坏了", title="灯坏了", origin=Origin(system="12345", reference="LX-1"))
    step(case, "hand_up", office, {"note": "王小明说急"})
    told(case.case_id, 1, "case.opened")
    told(case.case_id, 2, "case.handed_up")
    return secret


def test_a_change_of_state_arrives_signed_and_without_a_word_of_anybody(office: Actor) -> None:
    with listening() as other:
        secret = an_order(other.url, office)
        for row in Delivery.objects.order_by("seq"):
            deliver(row.id, now=NOW)
        first, second = other.heard
    assert check(secret, second.headers, second.body, now=NOW).startswith("msg_")
    said = json.loads(second.body)
    assert said["data"]["source"] == {"system": "12345", "reference": "LX-1"}
    assert (said["data"]["state"], said["data"]["state_words"]["zh"], said["data"]["seq"]) == ("pooled", "待派单", 2)
    assert not any(secret_word.encode() in first.body + second.body for secret_word in SECRETS)
    assert set(Delivery.objects.values_list("state", "tries")) == {("sent", 1)}


def test_a_message_is_written_once_and_those_of_a_case_wait_for_one_another(office: Actor) -> None:
    an_order("https://93.184.216.34/hook", office)
    told(Delivery.objects.latest("seq").case_id, 2, "case.handed_up")
    assert Delivery.objects.count() == 2
    jobs = ProcrastinateJob.objects.filter(task_name="doorstep.post_webhook")
    assert len(set(jobs.values_list("lock", flat=True))) == 1
    assert jobs.count() == 2


def test_a_message_that_is_not_taken_is_tried_again_then_given_up_then_retried_by_a_person(office: Actor) -> None:
    with listening([500] * 7 + [200]) as other:
        an_order(other.url, office)
        row = Delivery.objects.get(seq=1)
        for turn in range(6):
            with pytest.raises(NotDelivered):
                deliver(row.id, now=NOW + timedelta(minutes=turn))
        deliver(row.id, now=NOW + timedelta(hours=5))
        row.refresh_from_db()
        assert (row.state, row.tries, row.error) == ("given_up", 7, "status:500")
        deliver(row.id, now=NOW)
        assert len(other.heard) == 7
        assert retry(row.id, by=office.id, now=NOW)
        assert not retry(row.id, by=office.id, now=NOW), "pressed twice"
        assert retry_all(row.to_id, by=office.id, now=NOW) == 0
        deliver(row.id, now=NOW)
        deliver(row.id, now=NOW)
        assert len({heard.headers["webhook-id"] for heard in other.heard}) == 1
    row.refresh_from_db()
    assert (row.state, len(other.heard)) == ("sent", 8)
    assert list(row.resends.values_list("by", "tries", "error")) == [(office.id, 7, "status:500")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_reason_is_a_sentence_that_says_what_to_do(language: str) -> None:
    kept = [f"{one}:302" for one in Reason] + [f"status:{code}" for code in (401, 403, 404, 410, 422, 429, 500, 503)]
    for one in (*kept, "连不上：ConnectionRefusedError"):
        said = words_of(one).say(language)
        assert "{" not in said
        assert "Error" not in said
        assert one not in said
        assert said.endswith(("。", "."))
    assert words_of("status:403").say(language) != words_of("status:401").say(language)  # each names its own answer


def test_only_what_the_post_may_see_and_the_subscription_names_is_told(office: Actor) -> None:
    an_order("https://93.184.216.34/hook", office, system="petition")
    an_order("https://93.184.216.34/hook", office, lead_unit="cgj")
    stranger = Post(role="desk_clerk", unit="cgj", unit_path="/djy/cgj/")
    subscribe(Wanted(name="城管", url="https://93.184.216.34/"), post=stranger, by=office.id, now=NOW)
    assert Delivery.objects.count() == 0


def test_who_answers_gone_is_told_nothing_more_and_who_ended_neither(office: Actor) -> None:
    with listening([410]) as other:
        an_order(other.url, office)
        deliver(Delivery.objects.get(seq=1).id, now=NOW)
        assert Subscription.objects.get().end_reason == "gone"
        deliver(Delivery.objects.get(seq=2).id, now=NOW)
        assert len(other.heard) == 1
    row, _secret = subscribe(Wanted(name="a", url="https://93.184.216.34/"), post=COORDINATOR, by=None, now=NOW)
    end(row.id, now=NOW)
    assert Subscription.objects.filter(ended_at=None).count() == 0


def test_those_that_run_stand_first_with_what_they_still_wait_for(office: Actor) -> None:
    ended, _secret = subscribe(Wanted(name="a", url="https://93.184.216.34/"), post=COORDINATOR, by=None, now=NOW)
    end(ended.id, now=NOW)
    an_order("https://93.184.216.34/hook", office)
    Delivery.objects.filter(seq=1).update(state="sent")
    first, second = queries.subscriptions()
    assert (first.name, second.name) == ("12345", "a")
    assert queries.late_counts() == {first.id: (1, 0)}


def test_an_address_within_is_refused_when_it_is_written_down() -> None:
    with pytest.raises(AddressRefused):
        subscribe(Wanted(name="a", url="https://10.0.0.1/"), post=COORDINATOR, by=None, now=NOW)


def test_what_is_pushed_to_us_is_believed_once() -> None:
    assert check_pushed("12345", {}, b"{}", now=NOW) == ""
    with pytest.raises(SenderUnknown):
        check_pushed("12345", {"webhook-signature": "v1,x"}, b"{}", now=NOW)
    secret = let_in("12345", by=None, now=NOW)
    with pytest.raises(SignatureMissing):
        check_pushed("12345", {}, b"{}", now=NOW)
    headers = headers_for(secret, "m1", NOW, b"{}")
    assert check_pushed("12345", headers, b"{}", now=NOW) == "m1"
    with pytest.raises(MessageRepeated):
        check_pushed("12345", headers, b"{}", now=NOW)
