"""A talk hands in the list, people tick it, a meeting settles it, and everybody sees each step of it in one picture."""

from datetime import timedelta

import pytest
from django.test import Client

from doorstep.doors.web.deliberation.test_meeting_pages import Clock, clerk, clock, do, plan
from doorstep.store.cases.models import Case
from doorstep.wings.deliberation.models import Guest, Meeting, Motion
from doorstep.wings.deliberation.test_meetings import office
from doorstep.wings.voting import counting
from doorstep.wings.voting.rules import Choice
from doorstep.wings.voting.test_voting import AFTER, END, NOW, OPEN, vote, voting
from tests.living import Statements, acting, employ

pytestmark = pytest.mark.django_db
__all__ = ["clerk", "clock"]
TALK, SETTLING = "2026-11-21", "2026-12-05"


def test_each_step_hands_its_list_to_the_next(clerk: Client, clock: Clock, statements: Statements) -> None:
    number = talked(clerk, clock)
    assert "没有通过" in do(clerk, number, "list", motion=2)
    assert "1 项在等群众勾选" in do(clerk, number, "list", motion=1)
    assert "已经办成" in do(clerk, number, "list", motion=1)
    candidate = Case.objects.get(number=Motion.objects.get(meeting__number=number, position=1).matter)
    assert candidate.state == "listed"
    options = (
        Choice(key="a", title="在东门建一个充电车棚", candidate=str(candidate.id)),
        Choice(key="b", title="种树"),
    )
    poll = voting(office(), options=options, title="先做哪几件", most=1)
    anyone = Client(headers={"host": "testserver"})
    clock.now = OPEN
    assert "去勾选" in anyone.get("/assemblies/three-steps/").content.decode()
    assert clerk.post("/office/assemblies/call/", plan(poll="1", day=SETTLING)).status_code == 422
    for n, chosen in ((1, "a"), (2, "a"), (3, "b")):
        vote(poll, n, chosen)
    counting.close(poll, now=END)
    counting.count(poll, actor=office(), now=AFTER)
    counting.confirm(poll, actor=acting(employ("leader", "djy")), now=AFTER)
    counting.tell_candidates(poll.case_id, now=AFTER)
    clock.now = AFTER
    assert "先做哪几件：定方向" in clerk.get(f"/office/assemblies/call/?poll={poll.number}").content.decode()
    clerk.post("/office/assemblies/call/", plan(poll=poll.number, day=SETTLING, topic="定方向"))
    meeting = Meeting.objects.get(title="定方向")
    motions = list(Motion.objects.filter(meeting=meeting).values_list("text", "matter"))
    assert motions == [("办“在东门建一个充电车棚”", candidate.number)]
    do(clerk, meeting.number, "announce")
    with statements() as run:
        page = anyone.get("/assemblies/three-steps/").content.decode()
    assert len(run) <= 15, "\n".join(run)
    assert all(said in page for said in ("3 人勾选", "选上 1 项", "要开会定", "2 票", "三号院电瓶车停哪里"))


def talked(clerk: Client, clock: Clock) -> str:
    """A talk that was held: of its two motions the first passed."""
    clock.now = NOW - timedelta(days=5)
    clerk.post("/office/assemblies/call/", plan(day=TALK))
    number = Meeting.objects.get().number
    for text in ("在东门建一个充电车棚", "楼道里也能停"):
        do(clerk, number, "motion", text=text)
    for seat in ("micro_grid", "owners", "manager"):
        do(clerk, number, "invite", name=seat, seat=seat, mark="")
    do(clerk, number, "announce")
    clock.now = Meeting.objects.get().meets_at
    do(clerk, number, "begin")
    for guest in Guest.objects.exclude(name_cipher=None):
        do(clerk, number, "arrive", guest=guest.id)
    for motion, (yes, no) in ((1, ("3", "0")), (2, ("1", "2"))):
        do(clerk, number, "hands", motion=motion, yes=yes, no=no, abstain="0")
    do(clerk, number, "adjourn")
    return number
