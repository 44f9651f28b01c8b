"""An idea goes all the way in a real browser: suggested, collected, listed, put to a poll, made a project, judged; its author reads it all."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect

from doorstep.kernel.voting import Ballot as Said
from doorstep.store.cases.acting import act
from doorstep.wings.projects.models import Project
from doorstep.wings.voting import casting, counting, drafting, electorate
from doorstep.wings.voting.electorate import Entry
from doorstep.wings.voting.models import Elector, Poll
from tests.journeys.conftest import DESKTOP, House, window
from tests.journeys.office import dress, faults, session_of
from tests.journeys.resident import number_on
from tests.living import acting, employ

IDEA = "给外江步道加一排矮灯"


def suggest(phone: Page) -> str:
    phone.goto("/")
    phone.get_by_role("link", name="提一条建议").click()
    phone.get_by_label("建议主题").fill(IDEA)
    phone.get_by_label("主要事由").fill("晚上看不清台阶。")
    phone.get_by_label("对策建议").fill("装矮灯，不晃眼。")
    phone.get_by_label("怎么称呼您").fill("林小雨")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    return number_on(phone)


def take(page: Page, label: str) -> None:
    """A step from its own box, without anything to fill in."""
    box = page.locator("details[id^=step-]").filter(has_text=label).first
    box.locator("summary").click()
    box.get_by_role("button", name=label, exact=True).click()


def list_as_candidate(office: Page, number: str) -> None:
    office.goto(f"/desk/case/{number}/")
    office.get_by_role("button", name="收进征集项").click()
    expect(office.get_by_role("heading", level=1)).to_have_text(IDEA)
    take(office, "列入清单")
    assert "/office/candidates/" in office.url
    assert faults(office, "candidate", least=24) == []


def draft(office: Page) -> Poll:
    """From the candidate's page; the day and the hour as they are chosen in the form."""
    office.get_by_role("link", name="拿去勾选").click()
    options = office.get_by_role("textbox", name="选项", exact=True)
    assert IDEA in options.input_value()
    office.get_by_label("题目").fill("外江先办哪件")
    office.get_by_label("问大家什么").fill("只够办一件，先办哪件？")
    office.get_by_label("在哪个地方").select_option(index=1)
    options.fill(options.input_value() + "\n种一排树 | 9000")
    office.locator("[name=most]").fill("1")
    office.locator("[name=seats]").fill("1")
    office.locator("[name=is_secret]").uncheck(force=True)
    soon = datetime.now(UTC) + timedelta(hours=9)
    office.locator("[name=opens_at]").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    office.locator("[name=closes_at]").fill((soon + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    office.get_by_role("button", name="存草稿").click()
    expect(office.get_by_text("起草好了")).to_be_visible()
    return Poll.objects.get(number=office.url.rstrip("/").rsplit("/", 1)[-1])


def vote_and_confirm(office: Page, leader: Page, poll: Poll) -> None:
    """As though the days had passed: three vote, two of them for the idea; the office counts, the leader confirms."""
    clerk, now = acting(employ("coordinator", "tcb", username="pollclerk")), datetime.now(UTC)
    electorate.freeze_roll(poll, [Entry(roll_number=f"{n}") for n in (1, 2, 3)], actor=clerk, now=now)
    office.reload()
    office.get_by_role("button", name="公布", exact=True).click()
    expect(office.get_by_text("公布了")).to_be_visible()
    Poll.objects.filter(pk=poll.pk).update(opens_at=now - timedelta(hours=1))
    poll = Poll.objects.get(pk=poll.pk)
    drafting.begin(poll, now=now)
    for roll_number, choice in (("1", "1"), ("2", "1"), ("3", "2")):
        elector = Elector.objects.get(poll=poll, roll_number=roll_number)
        casting.cast_by_elector(poll, elector, Said(choices=(choice,)), key=f"k{roll_number}", now=now)
    Poll.objects.filter(pk=poll.pk).update(closes_at=now)
    counting.close(Poll.objects.get(pk=poll.pk), now=now)
    office.reload()
    office.get_by_role("button", name="计票").click()
    office.get_by_role("button", name="重算一遍并确认").click()
    expect(office.get_by_text("确认了，结果公布")).to_have_count(0)
    leader.goto(f"/office/polls/{poll.number}/")
    leader.get_by_role("button", name="重算一遍并确认").click()
    expect(leader.get_by_text("确认了，结果公布")).to_be_visible()
    assert counting.tell_candidates(poll.case_id, now=datetime.now(UTC)) == 1


def make_project(office: Page, candidate: str) -> str:
    office.goto(candidate)
    office.get_by_role("link", name="排进储备清单", exact=True).click()
    office.get_by_label("做什么、给谁").fill("沿外江步道装矮灯，给晚上散步的人。")
    office.get_by_role("button", name="列入储备").click()
    expect(office.get_by_text("列入储备清单了")).to_be_visible()
    return office.url.rstrip("/").rsplit("/", 1)[-1]


def carry_out(number: str) -> None:
    """The desk does it and the office accepts it."""
    office, desk = (
        acting(employ("coordinator", "tcb", username="accepts")),
        acting(employ("desk_clerk", "cgj", username="lampdesk")),
    )
    made, now = Project.objects.get(number=number), datetime.now(UTC)
    today = (now + timedelta(hours=8)).date().isoformat()
    first = not Project.objects.filter(rank__lt=made.rank, set_up_on=None).exists()
    for verb, actor, form in (
        ("set_up", office, {"unit": "cgj", "batch": 1, **({} if first else {"passes": "vote"})}),
        ("plan", desk, {"milestones": f"装灯，1，{today}"}),
        ("begin", desk, {}),
        ("fund", office, {"source": "district", "amount": "20000"}),
        ("reach", desk, {"milestone": 1, "done_on": today}),
        ("hand_over", desk, {"result": "亮了"}),
        ("accept", office, {"accepted_on": today}),
    ):
        act(case_id=made.pk, verb=verb, form=form, actor=actor, now=now)


def judge(office: Page, phone: Page, number: str) -> None:
    office.goto(f"/office/judging/new/{number}/")
    office.locator("[name=ask][value=open]").check(force=True)
    office.get_by_role("button", name="开始").click()
    office.wait_for_load_state()
    code = office.url.rstrip("/").rsplit("/", 1)[-1]
    phone.goto("/")
    phone.get_by_role("link", name="请您来评").click()
    phone.get_by_role("link", name=IDEA).click()
    for name in ("need", "use", "quality", "manner", "overall"):
        phone.locator(f"[name={name}][value=satisfied]").check(force=True)
    phone.get_by_role("button", name="交上去").click()
    expect(phone.locator("main")).to_contain_text("谢谢")
    office.goto(f"/office/judging/{code}/")
    office.get_by_role("button", name="结束这一轮").click()


def test_an_idea_is_ticked_carried_out_and_judged_and_its_author_reads_what_became_of_it(
    in_town: House, phone: Page, desktop: Page, browser: Browser
) -> None:
    number = suggest(phone)
    dress(desktop, in_town, sessionid=session_of("coordinator"))
    list_as_candidate(desktop, number)
    candidate = desktop.url
    with window(browser, in_town, viewport=DESKTOP) as leader:
        dress(leader, in_town, sessionid=session_of("leader", "djy"))
        vote_and_confirm(desktop, leader, draft(desktop))
    project = make_project(desktop, candidate)
    carry_out(project)
    judge(desktop, phone, project)
    phone.goto("/suggest/after/")
    phone.get_by_role("link", name="后来怎样了").first.click()
    story = phone.locator(".chain")
    for said in ("已立项", "选中", "项目", "外江先办哪件"):
        expect(story).to_contain_text(said)
    assert faults(phone, "became") == []
    phone.goto(f"/projects/{project}/loop/")
    for station in phone.locator("svg.loop a").all():
        assert phone.request.get(station.get_attribute("href") or "").status == 200
