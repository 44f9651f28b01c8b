"""Pages of projects: put in reserve by a form, told plainly to everybody, each number with what it counts; few statements."""

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from doorstep.kernel.actor import Actor
from doorstep.kernel.voting import Ballot as Said
from doorstep.store.cases.acting import act
from doorstep.store.cases.models import Case
from doorstep.store.places.atlas import atlas
from doorstep.wings.projects.models import Project
from doorstep.wings.projects.rules import CandidateNotChosen
from doorstep.wings.voting import casting, counting, drafting
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.rules import Choice
from doorstep.wings.voting.test_deciding import LAW, NOTICE, a_candidate, owners
from doorstep.wings.voting.test_voting import AFTER, END, MEANWHILE, OPEN, a_poll, elector
from tests.living import NOW, acting, employ, word

pytestmark = pytest.mark.django_db
TYPED = {
    "topic": "照亮回家的路",
    "what": "给背街小巷装路灯。",
    "side": "forward",
    "kind": "special",
    "provider": "charity",
    "counted_in": "visits",
    "place": "510181000000",
    "key": "k1",
}


@pytest.fixture
def coordinator() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


@pytest.fixture
def public() -> Client:
    return Client(headers={"host": "testserver"})


def project(coordinator: Client, **typed: str) -> Project:
    answer = coordinator.post("/office/projects/new/", TYPED | typed)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Project.objects.order_by("-rank")[0]


def set_up(made: Project) -> None:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    for verb, actor, form in (
        ("set_up", office, {"unit": "cgj", "batch": 1}),
        ("plan", desk, {"milestones": "设计，20，2026-12-01\n施工，80，2026-12-20"}),
        ("begin", desk, {}),
        ("delay", desk, {"milestone": 2, "until": "2027-01-05", "reason": "supply", "words": "灯杆晚到"}),
        ("reach", desk, {"milestone": 1, "done_on": "2026-11-23"}),
        ("fund", office, {"source": "district", "amount": "120000"}),
    ):
        act(case_id=made.pk, verb=verb, form=form, actor=actor, now=NOW)


def test_a_wish_becomes_a_project_in_reserve_and_everybody_reads_how_far_it_is(
    coordinator: Client, public: Client, statements: Any
) -> None:
    wish = word("路灯不亮")
    proposed = coordinator.get(f"/office/projects/new/?from={wish.number}").content.decode()
    assert wish.number in proposed
    made = project(coordinator, came_from=wish.number)
    assert "照亮回家的路" in public.get("/projects/reserve/").content.decode()
    set_up(made)
    for client, address in ((public, f"/projects/{made.number}/"), (coordinator, f"/office/projects/{made.number}/")):
        with statements() as run:
            page = client.get(address).content.decode()
        assert len(run) <= 15, run
        for told in ("20%", "灯杆晚到", "原定", "120,000", "区级财政"):
            assert told in page
    link = f"/desk/case/{made.number}/?step=reach&amp;milestone=2#reach"
    asked = [
        client.get(f"{at}{made.number}/").content.decode()
        for client, at in ((coordinator, "/office/projects/"), (public, "/projects/"))
    ]
    assert [link in page for page in asked] == [True, False]
    form = coordinator.get(f"/desk/case/{made.number}/?step=reach&milestone=2").content.decode()
    assert 'id="reach-milestone" name="milestone"' in form
    assert 'value="2"' in form[form.index('id="reach-milestone"') :][:300]
    assert wish.number not in public.get(f"/projects/{made.number}/").content.decode()
    for client, address in ((public, "/projects/"), (coordinator, "/office/projects/"), (public, "/projects/money/")):
        with statements() as run:
            assert "照亮回家的路" in client.get(address).content.decode()
        assert len(run) <= 15
    assert public.get("/projects/points.json").json()["features"] == []


def test_a_project_has_its_pin_on_the_map_and_none_elsewhere(coordinator: Client, public: Client) -> None:
    community = atlas().of_level("community")[0]
    lon, lat = atlas().middles[community.code]
    pinned = {"place": community.code, "place_lat": str(lat), "place_lon": str(lon)}
    refused = coordinator.post("/office/projects/new/", TYPED | pinned | {"place_lat": "1", "place_lon": "1"})
    assert (refused.status_code, Project.objects.count()) == (422, 0)
    made = project(coordinator, **pinned)
    set_up(made)
    (feature,) = public.get("/projects/points.json").json()["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx([lon, lat], abs=1e-3)


def test_what_is_refused_keeps_what_was_typed(coordinator: Client) -> None:
    answer = coordinator.post("/office/projects/new/", TYPED | {"came_from": "20260101-9999", "topic": "装路灯"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有编号为“20260101-9999”的事项" in page
    assert "装路灯" in page


def test_a_price_follows_from_how_it_is_provided_and_everybody_reads_what_it_stands_on(
    coordinator: Client, public: Client
) -> None:
    for typed, said in (
        ({"price": "5"}, "“怎么提供”选了“公益（不收钱）”，“收费，每次多少元”要空着。"),
        ({"provider": "market"}, "“怎么提供”选了“市场（按市价）”，要填“收费，每次多少元”。"),
        ({"provider": "low_fee", "price": "5"}, "“怎么提供”选了“低偿（收一点成本）”，要填“低偿按什么收”。"),
    ):
        answer = coordinator.post("/office/projects/new/", TYPED | typed)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    low = {"provider": "low_fee", "price": "5.5", "price_basis": ["material", "agreed"]}
    assert coordinator.post("/office/projects/new/", TYPED | low).status_code == 302
    page = public.get(f"/projects/{Project.objects.get().number}/").content.decode()
    for told in ("每次 5.50 元", "材料费，按进价", "居民议定的价"):
        assert told in page


def test_the_journal_balances_entry_by_entry_and_adds_up_to_the_page_of_the_money(
    coordinator: Client, public: Client
) -> None:
    set_up(made := project(coordinator, topic="=1+1 路灯"))
    office = acting(employ("coordinator", "tcb"))
    for verb, amount, document in (
        ("receive_money", "80000.50", "DZ-1"),
        ("spend", "30000.25", "FP-1"),
        ("spend", "-0.25", "FP-1"),
        ("fund", "-9999.99", "更正 1"),
    ):
        form = {"source": "district", "amount": amount, "document": document}
        purpose = {"purpose": "灯杆"} if verb == "spend" else {}
        act(case_id=made.pk, verb=verb, form=form | purpose, actor=office, now=NOW)
    page = coordinator.get("/office/projects/money/").content.decode()
    assert "/office/projects/money/journal.csv" in page
    answer = coordinator.get("/office/projects/money/journal.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    sums, of_entry = Counter[str](), defaultdict[str, list[tuple[str, str, Decimal]]](list)
    for row in rows:
        amount = Decimal(row["借方（元）"] or 0) - Decimal(row["贷方（元）"] or 0)
        sums[row["科目"]] += amount
        of_entry[row["分录号"]].append((row["科目"], row["对方科目"], amount))
    assert len(of_entry) == 5
    for (here, there, debit), (back, forth, credit) in of_entry.values():
        assert (here, there, debit) == (forth, back, -credit)
    assert sums == {
        "批复的预算": Decimal("-110000.01"),
        "批了还没到的": Decimal("29999.51"),
        "到了没花的": Decimal("50000.50"),
        "花了的": Decimal("30000.00"),
    }
    shown = public.get("/projects/money/").content.decode()
    for figure in ("预算 110,000.01 元，花了 30,000 元", "80,000.50", "50,000.50"):
        assert figure in shown
    assert {row["项目"][:3] for row in rows} == {"'=1"}
    assert {row["凭证号"] for row in rows} >= {"DZ-1", "FP-1", "更正 1"}
    assert public.get("/office/projects/money/journal.csv").status_code == 302


def test_what_is_no_project_does_not_exist(coordinator: Client, public: Client) -> None:
    assert public.get("/projects/20260101-9999/").status_code == 404
    assert coordinator.get("/office/projects/20260101-9999/").status_code == 404
    assert public.get("/office/projects/").status_code == 302


@pytest.mark.parametrize(
    ("third", "state"),
    [(1, "chosen"), (-1, "left_out")],
)
def test_a_renovation_is_set_up_only_when_the_owners_voted_for_it_and_the_project_says_by_which_vote(
    coordinator: Client, public: Client, statements: Any, office: Actor, third: int, state: str
) -> None:
    wish, candidate = word("雨水管年年堵，想整栋改造"), a_candidate(office, "五号院整栋改造")
    act(case_id=candidate, verb="gather", form={"matter": wish.number}, actor=office, now=NOW)
    number = Case.objects.get(id=candidate).number
    asked = TYPED | {"topic": "五号院改造", "came_from": number}
    early = coordinator.post("/office/projects/new/", asked)
    assert (early.status_code, "选中了的才能排进储备清单" in early.content.decode()) == (422, True)
    poll = decided_by_owners(office, candidate, {1: 1, 2: 1, 4: third})
    assert Case.objects.get(id=candidate).state == state
    if state == "left_out":
        late = coordinator.post("/office/projects/new/", asked)
        assert (late.status_code, "现在是“没有选上”" in late.content.decode()) == (422, True)
        tied = project(coordinator, topic="五号院改造")
        act(case_id=tied.pk, verb="gather", form={"matter": number}, actor=office, now=AFTER)
        with pytest.raises(CandidateNotChosen):
            act(case_id=tied.pk, verb="set_up", form={"unit": "cgj", "batch": 1}, actor=office, now=AFTER)
        return
    proposed = coordinator.get(f"/office/projects/new/?from={number}").content.decode()
    assert re.search(
        r'value="roads\.railing"\s+selected', proposed
    )  # what they asked for, since the candidate has no category
    made = project(coordinator, topic="五号院改造", came_from=number)
    carry_out(made, office)
    assert [Case.objects.get(id=one).state for one in (candidate, made.pk)] == ["made_project", "accepted"]
    for client, address in ((public, f"/projects/{made.number}/"), (coordinator, f"/office/projects/{made.number}/")):
        with statements() as run:
            page = client.get(address).content.decode()
        assert len(run) <= 15, run
        for told in ("凭哪次表决", f"/polls/{poll.number}/result/", "须达到 3/4（含）"):
            assert told in page


def decided_by_owners(office: Actor, candidate: UUID, marks: dict[int, int]) -> Poll:
    """Altering the building: two thirds take part, three quarters agree, by area and by heads."""
    options = (Choice(key="a", title="五号院整栋改造", candidate=str(candidate)),)
    poll = a_poll(office, **LAW | {"rule": {"name": "threshold", "template": "owners_special"}, "options": options})
    owners(poll, office)
    drafting.announce(poll, actor=office, now=NOTICE)
    drafting.begin(poll, now=OPEN)
    for n, mark in marks.items():
        ballot = Said(choices=("a",), points=(mark,))
        casting.cast_by_elector(poll, elector(poll, n), ballot, key="k", now=MEANWHILE)
    counting.close(poll, now=END)
    counting.count(poll, actor=office, now=AFTER)
    counting.confirm(poll, actor=acting(employ("leader", "djy")), now=AFTER)
    counting.tell_candidates(poll.case_id, now=AFTER)
    return poll


def carry_out(made: Project, office: Actor) -> None:
    desk, then = acting(employ("desk_clerk", "cgj")), AFTER + timedelta(days=9)
    for verb, actor, form in (
        ("set_up", office, {"unit": "cgj", "batch": 1}),
        ("plan", desk, {"milestones": "换管，100，2026-12-05"}),
        ("begin", desk, {}),
        ("reach", desk, {"milestone": 1, "done_on": "2026-12-01"}),
        ("hand_over", desk, {"result": "管换好了"}),
        ("accept", office, {"accepted_on": "2026-12-02"}),
    ):
        act(case_id=made.pk, verb=verb, form=form, actor=actor, now=AFTER if verb in ("set_up", "plan") else then)
