"""One laptop runs a meeting from calling to minutes; phones sign in, speak, vote, confirm; everybody reads what was announced and held."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from doorstep.doors.web.deliberation import coming
from doorstep.doors.web.deliberation.test_candidate_pages import signed_in
from doorstep.doors.web.limits import Limit
from doorstep.store.cases.models import Case
from doorstep.store.people.models import Person
from doorstep.wings.deliberation import attending, inviting
from doorstep.wings.deliberation.models import Guest, Meeting
from doorstep.wings.deliberation.test_meetings import office
from tests.living import Statements, employ, step

pytestmark = pytest.mark.django_db
BODY = "yard-xfjd-xfq"
START = datetime(2026, 12, 1, 2, tzinfo=UTC)


class Clock:
    """What every page takes for now."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def clerk(clock: Clock) -> Client:
    return signed_in(employ("community_clerk", "xfjd_xfq", "510181901901"))


def later(clerk: Client, clock: Clock) -> None:
    """The day of the meeting; the clerk signs in again."""
    clock.now = START + timedelta(days=4, hours=9)
    clerk.force_login(Person.objects.get(username="community_clerk"))


def plan(**changed: str) -> dict[str, str]:
    given = {"topic": "三号院电瓶车停哪里", "body": BODY, "day": "2026-12-05", "at": "19:30", "where_at": "议事亭"}
    return {**given, "kind": "talk", "entitled": "", "poll": "", **changed}


def do(client: Client, number: str, verb: str, **given: object) -> str:
    return client.post(f"/office/assemblies/{number}/{verb}/", given, follow=True).content.decode()


def called(clerk: Client) -> Meeting:
    clerk.post("/office/assemblies/call/", plan())
    return Meeting.objects.latest("meets_at")


def test_a_whole_meeting_on_one_laptop(clerk: Client, clock: Clock) -> None:
    wrong = clerk.post("/office/assemblies/call/", plan(day="2020-01-01", topic=""))
    assert wrong.status_code == 422
    assert "议事亭" in wrong.content.decode()
    number = called(clerk).number
    assert "还没有议题" in do(clerk, number, "announce")
    do(clerk, number, "motion", text="在东门建一个充电车棚")
    for seat in ("micro_grid", "owners", "manager"):
        do(clerk, number, "invite", name=f"{seat}某", seat=seat, mark="")
    do(clerk, number, "invite", name="周代表", seat="", mark="peoples_deputy")
    do(clerk, number, "announce")
    assert "还没到日子" in do(clerk, number, "begin")
    later(clerk, clock)
    do(clerk, number, "begin")
    guests = list(Guest.objects.filter(meeting__number=number).exclude(name_cipher=None).order_by("id"))
    for guest in guests[:2]:
        do(clerk, number, "arrive", guest=guest.id)
    do(clerk, number, "open", motion=1)
    assert "只能议，不能定" in do(clerk, number, "hands", motion=1, yes=2, no=0, abstain=0)
    for guest in guests[2:]:
        do(clerk, number, "arrive", guest=guest.id)
    do(clerk, number, "speak", motion=1, guest=guests[0].id, stance="pro")
    assert "周代表" in do(clerk, number, "next", motion=1)
    late = do(clerk, number, "motion", text="顺便换门禁")
    assert "可以议，不能表决" in late
    assert "没有写进公示" in do(clerk, number, "hands", motion=2, yes=3, no=0, abstain=0)
    assert "通过" in do(clerk, number, "hands", motion=1, yes=3, no=1, abstain=0)
    assert "4 人到会" in do(clerk, number, "adjourn").replace("到会 4 人", "4 人到会")
    do(clerk, number, "sign", guest=guests[0].id)
    do(clerk, number, "close")
    assert "地点" in do(clerk, number, "case", motion=1, place="510181902901")  # another street's
    assert not Case.objects.filter(channel="desk", category="unsorted").exists()
    assert "按会上定的开了一件事" in do(clerk, number, "case", motion=1, place="510181901901")
    assert "第二个人" in do(clerk, number, "offer", public_text="到会 4 人，通过建车棚。")
    public = Client(headers={"host": "testserver"}).get(f"/assemblies/{number}/").content.decode()
    assert "在东门建一个充电车棚" in public
    assert "周代表" not in public
    assert "通过建车棚" not in public
    assert clerk.get(f"/office/assemblies/{number}/minutes.pdf").content.startswith(b"%PDF")
    assert clerk.get("/office/assemblies/?tab=past").status_code == 200


def test_phones_sign_in_with_the_hall_code_vote_and_confirm(clerk: Client, clock: Clock) -> None:
    meeting = called(clerk)
    number = meeting.number
    do(clerk, number, "motion", text="在东门建一个充电车棚")
    for seat in ("micro_grid", "owners", "manager"):
        do(clerk, number, "invite", name=seat, seat=seat, mark="")
    do(clerk, number, "announce")
    assert clerk.get(f"/office/assemblies/{number}/invitations.pdf").content.startswith(b"%PDF")
    later(clerk, clock)
    do(clerk, number, "begin")
    phone = Client(headers={"host": "testserver"})
    guests = list(Guest.objects.filter(meeting=meeting).exclude(name_cipher=None).order_by("id"))
    code = inviting.code_of(guests[0])
    assert phone.get("/here/AAAAAAAAAA/").status_code == 404
    assert phone.post(f"/here/{code}/vote/", {"choice": "yes"}, follow=True).status_code == 200
    assert "不对" in phone.post(f"/here/{code}/in/", {"hall": "000"}, follow=True).content.decode()
    digits = attending.hall_code(meeting, clock.now)
    assert phone.get(f"/hall/{number}/?c={digits}")["location"].endswith(f"/here/{code}/?c={digits}")
    assert "您在场" in phone.post(f"/here/{code}/in/", {"hall": digits}, follow=True).content.decode()
    for guest in guests[1:]:
        clerk.post(f"/here/{inviting.code_of(guest)}/in/")
    do(clerk, number, "open", motion=1)
    assert "轮到您" in phone.post(f"/here/{code}/speak/", {"stance": "pro"}, follow=True).content.decode()
    do(clerk, number, "vote", motion=1)
    assert 'aria-pressed="true"' in phone.post(f"/here/{code}/vote/", {"choice": "yes"}, follow=True).content.decode()
    assert digits in clerk.get(f"/office/assemblies/{number}/screen/").content.decode()
    do(clerk, number, "count", motion=1)
    do(clerk, number, "adjourn")
    assert "纪要刚刚改过" in phone.post(f"/here/{code}/sign/", {"read": "0" * 64}, follow=True).content.decode()
    page = phone.get(f"/here/{code}/").content.decode()
    read = page.partition('name="read" value="')[2].partition('"')[0]
    assert "您确认过了" in phone.post(f"/here/{code}/sign/", {"read": read}, follow=True).content.decode()


def test_somebody_without_an_invitation_listens_and_others_clerks_only_look(clerk: Client, clock: Clock) -> None:
    meeting = called(clerk)
    do(clerk, meeting.number, "motion", text="在东门建一个充电车棚")
    do(clerk, meeting.number, "announce")
    visitor = Client(headers={"host": "testserver"})
    digits = attending.hall_code(meeting, clock.now)
    page = visitor.post(f"/hall/{meeting.number}/", {"name": "路过的", "c": digits}, follow=True).content.decode()
    assert "路过的" in page
    assert Guest.objects.get(meeting=meeting, role="observer").arrived_by == "hall"
    leader = signed_in(employ("leader", "djy"))
    assert leader.get(f"/office/assemblies/{meeting.number}/").status_code == 200
    assert "只能看" in do(leader, meeting.number, "begin")
    other = signed_in(employ("community_clerk", "xfjd_lh", "510181901902", username="other"))
    assert other.get(f"/office/assemblies/{meeting.number}/").status_code == 404


def test_everybody_reads_what_was_announced_and_subscribes(clerk: Client, clock: Clock, statements: Statements) -> None:
    meeting = called(clerk)
    anyone = Client(headers={"host": "testserver"})
    assert anyone.get(f"/assemblies/{meeting.number}/").status_code == 404
    do(clerk, meeting.number, "motion", text="在东门建一个充电车棚")
    do(clerk, meeting.number, "announce")
    with statements() as run:
        assert meeting.title in anyone.get("/assemblies/").content.decode()
    assert len(run) <= 15
    made = anyone.get(f"/assemblies/{BODY}.ics")
    assert made["content-type"].startswith("text/calendar")
    assert made.content.count(b"BEGIN:VEVENT") > 1
    assert b"DTSTART;TZID=Asia/Shanghai:20261205T193000" in made.content
    assert anyone.get("/assemblies/nobody.ics").status_code == 404
    assert "第 1 步" in anyone.get("/assemblies/three-steps/").content.decode()
    assert anyone.get("/assemblies/counted/held/").status_code == 200
    with statements() as run:
        assert clerk.get(f"/office/assemblies/{meeting.number}/").status_code == 200
    assert len(run) <= 15, "\n".join(run)


def test_whoever_subscribed_sees_it_moved_and_called_off(clerk: Client, clock: Clock) -> None:
    number = called(clerk).number
    do(clerk, number, "move", day="2026-12-06", at="19:00")  # nobody knew of it yet
    do(clerk, number, "motion", text="在东门建一个充电车棚")
    do(clerk, number, "announce")
    anyone = Client(headers={"host": "testserver"})
    first = event_in(anyone.get(f"/assemblies/{BODY}.ics"), number)
    assert {"STATUS:CONFIRMED", "SEQUENCE:0", "LOCATION:议事亭", "DESCRIPTION:1. 在东门建一个充电车棚"} <= set(first)
    clock.now += timedelta(hours=1)
    do(clerk, number, "move", day="2026-12-12", at="15:00")
    assert "重新公示" in anyone.get(f"/assemblies/{number}/").content.decode()
    for address in ("/assemblies.ics", "/assemblies.ics?place=510181901901", f"/assemblies/{number}/meeting.ics"):
        moved = event_in(anyone.get(address), number)
        assert {"STATUS:TENTATIVE", "SEQUENCE:1", "DTSTART;TZID=Asia/Shanghai:20261212T150000", first[1]} <= set(moved)
        assert {"DTSTAMP:20261201T020000Z"} <= set(first) - set(moved)
    case = Case.objects.get(number=number)
    step(case.id, "call_off", office(), {"why": "停电，另找日子"}, clock.now)
    assert {"STATUS:CANCELLED", "SEQUENCE:2", first[1]} <= set(event_in(anyone.get(f"/assemblies/{BODY}.ics"), number))
    assert "停电，另找日子" in anyone.get(f"/assemblies/{number}/").content.decode()
    assert number in anyone.get("/assemblies/?place=510181901901").content.decode()
    assert number not in anyone.get("/assemblies/?place=510181901902").content.decode()


def event_in(answer: HttpResponse, number: str) -> list[str]:
    """The unfolded lines of a meeting, without what came before and after it."""
    text = answer.content.decode().replace("\r\n ", "")
    events = [part.partition("END:VEVENT")[0].split("\r\n") for part in text.split("BEGIN:VEVENT")[1:]]
    (found,) = (lines for lines in events if any(line.startswith("URL:") and number in line for line in lines))
    return found


def test_whoever_holds_an_invitation_is_not_rationed_and_whoever_guesses_is(
    clerk: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = called(clerk).number
    do(clerk, number, "invite", name="周代表", seat="", mark="")
    (code,) = (inviting.code_of(one) for one in Guest.objects.exclude(name_cipher=None))
    phone, once = Client(headers={"host": "testserver"}), (Limit(what="look up", times=1, minutes=10),)
    monkeypatch.setattr(coming, "LOOK_UPS", once)
    assert [phone.get(f"/here/{code}/").status_code for _ in range(4)] == [200] * 4
    assert phone.post(f"/here/{code}/reply/", {"reply": "yes"}).status_code == 302
    assert [phone.get("/here/BCDFGHJKMN/").status_code for _ in range(2)] == [404, 429]
    monkeypatch.setattr(coming, "HALL_CODES", once)
    said = [phone.post(f"/here/{code}/in/", {"hall": f"00000{n}"}).status_code for n in range(2)]
    assert said == [302, 429]
