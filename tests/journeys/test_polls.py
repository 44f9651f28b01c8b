"""Polls in a real browser: a secret ballot blinded by the browser, an open one without scripts, the result; each page looked at."""

import json
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module

from django.conf import settings
from playwright.sync_api import Page, expect

from doorstep.kernel.voting import Ballot as Said
from doorstep.wings.voting import casting, counting, drafting, electorate
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.models import Ballot, Elector, Poll
from doorstep.wings.voting.rules import Choice, Plan
from tests.journeys.conftest import House
from tests.journeys.office import dress, faults, session_of
from tests.living import acting, employ

OPTIONS = (("修路灯", 12_000_00, "510181901901"), ("加座椅", 5_000_00, ""), ("种树", 30_000_00, "510181901902"))


def running(*, is_secret: bool) -> Poll:
    """A poll that is open, with three electors."""
    now = datetime.now(UTC)
    office = acting(employ("coordinator", "tcb", username="office"))
    plan = Plan(
        title="先办哪几件",
        question="明年先办哪几件？",
        place="510181000000",
        form="approval",
        most=2,
        rule={"name": "greedy"},
        budget=20_000_00,
        is_secret=is_secret,
        opens_at=now + timedelta(seconds=1),
        closes_at=now + timedelta(days=2),
        options=tuple(
            Choice(key=f"{turn}", title=title, cost=cost, place=place)
            for turn, (title, cost, place) in enumerate(OPTIONS, start=1)
        ),
    )
    poll = drafting.draft_poll(plan, actor=office, unit="tcb", key=None, now=now)
    electorate.freeze_roll(
        poll, [Entry(roll_number=f"{n}", name=f"居民{n}") for n in range(1, 4)], actor=office, now=now
    )
    drafting.announce(poll, actor=office, now=now)
    drafting.begin(poll, now=poll.opens_at)
    Poll.objects.filter(pk=poll.pk).update(opens_at=now - timedelta(minutes=1))
    return Poll.objects.get(pk=poll.pk)


def session_for(poll: Poll, roll_number: str) -> str:
    """As after the code that the phone was sent."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["polls"] = {poll.number: Elector.objects.get(poll=poll, roll_number=roll_number).id}
    store.create()
    return str(store.session_key)


def test_the_browser_blinds_and_the_server_signs_what_it_never_sees(in_town: House, phone: Page) -> None:
    poll = running(is_secret=True)
    dress(phone, in_town, sessionid=session_for(poll, "1"))
    sent: list[str] = []
    phone.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''}") if one.method == "POST" else None)
    phone.goto(f"/polls/{poll.number}/vote/")
    assert faults(phone, "token") == []
    phone.get_by_role("button", name="领票").click()
    expect(phone.get_by_text("加座椅")).to_be_visible()
    assert faults(phone, "ballot") == []
    closed, phone = phone, phone.context.new_page()  # the page is lost before anything was sent
    closed.close()
    phone.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''}") if one.method == "POST" else None)
    dress(phone, in_town, sessionid=session_for(poll, "2"))  # another of the household took the phone meanwhile
    phone.goto(f"/polls/{poll.number}/vote/")
    phone.get_by_role("button", name="领票").click()
    phone.get_by_text("种树").click()
    phone.get_by_role("button", name="看一遍再交").click()
    phone.get_by_role("button", name="交票").click()
    expect(phone.get_by_role("heading", name="票收下了")).to_be_visible()
    dress(phone, in_town, sessionid=session_for(poll, "1"))  # and the first comes again, and proves who they are
    phone.goto(f"/polls/{poll.number}/vote/")
    expect(phone.get_by_text("领了没有交的")).to_be_visible()
    phone.get_by_role("button", name="领票").click()
    phone.get_by_text("加座椅").click()
    phone.get_by_role("button", name="看一遍再交").click()
    assert faults(phone, "review") == []
    phone.get_by_role("button", name="交票").click()
    expect(phone.get_by_role("heading", name="票收下了")).to_be_visible()
    assert faults(phone, "cast") == []
    assert [one.elector_id for one in Ballot.objects.filter(poll=poll)] == [None, None]
    asked = [one for one in sent if "/ballot/ " in one]
    tokens = {found[1] for one in sent if (found := re.search(r"token=([0-9a-f]{64,})&", one))}
    assert ["blinded=" in one for one in asked] == [True, True, True]
    assert len(tokens) == 2
    assert not any(token in one for token in tokens for one in asked)
    assert phone.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('ballot:'))") == []
    assert Elector.objects.get(poll=poll, roll_number="1").served == "online"
    phone.goto(f"/polls/{poll.number}/vote/")
    expect(phone.get_by_text("从这里交过一张票")).to_be_visible()
    assert faults(phone, "sent") == []
    phone.get_by_role("button", name="换一个人投").click()
    expect(phone.get_by_role("heading", name="来投票")).to_be_visible()
    assert phone.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('ballot:'))") == []
    dress(phone, in_town, sessionid=session_for(poll, "2"))  # handed on: whoever came before cannot be voted for anew
    phone.goto(f"/polls/{poll.number}/vote/")
    phone.get_by_role("button", name="领票").click()
    expect(phone.get_by_role("alert").filter(has_text="已经领过了")).to_be_visible()
    assert Ballot.objects.filter(poll=poll).count() == 2


def test_without_scripts_an_old_hand_votes_in_large_print(in_town: House, without_scripts: Page) -> None:
    poll = running(is_secret=False)
    page = without_scripts
    dress(page, in_town, sessionid=session_for(poll, "2"))
    page.goto(f"/polls/{poll.number}/")
    page.get_by_role("button", name="长辈版").first.click()
    page.goto(f"/polls/{poll.number}/vote/")
    page.get_by_text("修路灯").click()
    page.get_by_role("button", name="看一遍再交").click()
    page.get_by_role("button", name="交票").click()
    expect(page.get_by_role("heading", name="票收下了")).to_be_visible()
    page.get_by_role("button", name="改了主意，再填一次").click()
    assert page.get_by_label("修路灯").is_checked()


def test_the_result_is_seen_replayed_and_recomputed_as_the_slider_moves(in_town: House, phone: Page) -> None:
    poll = running(is_secret=False)
    for n, choices in ((1, ("1", "2")), (2, ("1",)), (3, ("3",))):
        elector = Elector.objects.get(poll=poll, roll_number=f"{n}")
        casting.cast_by_elector(poll, elector, Said(choices=choices), key="k", now=datetime.now(UTC))
    Poll.objects.filter(pk=poll.pk).update(closes_at=datetime.now(UTC))
    poll = Poll.objects.get(pk=poll.pk)
    counting.close(poll, now=datetime.now(UTC))
    counting.count(poll, actor=acting(employ("coordinator", "tcb", username="office")), now=datetime.now(UTC))
    counting.confirm(poll, actor=acting(employ("leader", "djy", username="boss")), now=datetime.now(UTC))
    for path in (
        "/polls/",
        f"/polls/{poll.number}/",
        f"/polls/{poll.number}/receipt/",
        f"/polls/{poll.number}/replay/",
    ):
        phone.goto(path)
        assert faults(phone, path) == []
    phone.goto(f"/polls/{poll.number}/result/")
    assert faults(phone, "result") == []
    expect(phone.locator("#if-result")).to_contain_text("✓ 修路灯")
    phone.locator("#budget").fill("0")
    expect(phone.locator("#if-result")).to_contain_text("一项也办不了")
    published = json.loads(phone.request.get(f"/polls/{poll.number}/ballots.json").text())
    assert published["outcome"]["fingerprint"] == published["result_hash"]


def test_the_pages_of_the_office_pass(in_town: House, desktop: Page) -> None:
    poll = running(is_secret=True)
    dress(desktop, in_town, sessionid=session_of("coordinator"))
    for path in ("", "new/", f"{poll.number}/", f"{poll.number}/paper/", f"{poll.number}/serve/"):
        desktop.goto(f"/office/polls/{path}")
        assert faults(desktop, path, least=24) == []
