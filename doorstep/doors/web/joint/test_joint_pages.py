"""The pages of joint handling: who does what until when, several at once, meetings with what they settled."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from doorstep.store.cases import ties
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened, Opening, open_case
from tests.cast import coordinator
from tests.living import FINISHED, NOW, a_community, acting, employ, pooled, step

pytestmark = pytest.mark.django_db


def called_in(client: Client) -> tuple[Opened, list[ties.Tied]]:
    """A case that the city management bureau leads, with two units called in; the bureau's clerk is signed in."""
    lead = employ("desk_clerk", "cgj", username="lead")
    case = pooled("护栏坏了", coordinator())
    step(case, "dispatch", coordinator(), {"unit": "cgj", "basis": "派单目录"})
    step(case, "accept", acting(lead), {})
    step(
        case,
        "call_in",
        acting(lead),
        {"units": ["swj", "zjj"], "task": "查管线", "share": "30", "due_on": "2026-12-01"},
    )
    client.force_login(lead)
    return case, sorted(ties.beneath(case.case_id), key=lambda one: one.lead_unit)


def reported(order: ties.Tied) -> None:
    helper = acting(employ("desk_clerk", order.lead_unit, username=f"helper-{order.lead_unit}"))
    step(order.id, "accept", helper)
    step(order.id, "report", helper, {"outcome": "done", "result": "查过了"})


def test_the_case_says_who_does_what_until_when_the_lead_first(client: Client) -> None:
    case, _ = called_in(client)
    html = client.get(f"/desk/case/{case.number}/").content.decode()
    lines = html.split('<ul class="parties">')[1].split("</ul>")[0].split("<li")[1:]
    assert len(lines) == 3
    assert "城管局" in lines[0]
    assert "主办" in lines[0]
    assert all("30%" in line and "约定 12 月 1 日前" in line for line in lines[1:])
    assert "份额已分出去 60%" in html


def test_several_are_signed_off_at_once_and_again_changes_nothing(client: Client) -> None:
    case, orders = called_in(client)
    for order in orders:
        reported(order)
    assert "确认勾选的" in client.get(f"/desk/case/{case.number}/").content.decode()
    sent = {"verb": "sign_off", "order": [order.number for order in orders], "key": "c" * 32}
    for _ in range(2):
        assert client.post(f"/desk/case/{case.number}/together/", sent).status_code == 302
    assert {one.state for one in ties.beneath(case.case_id)} == {"signed_off"}


def test_who_is_slow_is_reminded(client: Client) -> None:
    case, orders = called_in(client)
    client.post(f"/desk/case/{case.number}/together/", {"verb": "remind", "order": [one.number for one in orders]})
    held = find(orders[0].id)
    assert held
    assert held.case.memory.counts["remind"] == 1


def test_what_is_no_step_for_several_does_not_exist(client: Client) -> None:
    case, _ = called_in(client)
    assert client.post(f"/desk/case/{case.number}/together/", {"verb": "finish"}).status_code == 404


def test_why_not_to_wait_is_asked_only_while_something_is_awaited(client: Client) -> None:
    case, orders = called_in(client)
    assert 'name="why_not_wait"' in client.get(f"/desk/case/{case.number}/").content.decode()
    lead = acting(employ("desk_clerk", "cgj", username="lead"))
    for order in orders:
        step(order.id, "call_off", lead, {"words": "不用了"})
    assert 'name="why_not_wait"' not in client.get(f"/desk/case/{case.number}/").content.decode()
    step(case, "finish", lead, FINISHED)


def test_orders_are_shown_on_both_sides(client: Client) -> None:
    case, _ = called_in(client)
    asked = client.get("/desk/orders/?tab=asked").content.decode()
    assert asked.count("<li data-row") == 2
    client.force_login(employ("desk_clerk", "swj", username="water"))
    mine = client.get("/desk/orders/").content.decode()
    assert mine.count("<li data-row") == 1
    assert "城管局请的" in mine
    assert case.number not in mine


@pytest.mark.parametrize(
    "address", ["/desk/orders/?tab=done", "/desk/orders/?after=nonsense", "/desk/meetings/?before=1~x"]
)
def test_nonsense_in_an_address_begins_the_list_anew(client: Client, address: str) -> None:
    client.force_login(employ("desk_clerk", "cgj"))
    assert client.get(address).status_code == 200


def test_a_meeting_is_called_from_its_page_and_shown_to_those_invited(client: Client) -> None:
    client.force_login(employ("coordinator", "tcb"))
    page = client.get("/desk/meetings/").content.decode()
    assert "/desk/open/sitting/" in page
    given = {
        "topic": "背街管护",
        "units": ["swj"],
        "meets_on": "2099-11-26",
        "where_at": "三楼",
        "place": "510181000000",
        "key": "d" * 32,
    }
    assert client.post("/desk/open/sitting/", given).status_code == 302
    assert "背街管护" in client.get("/desk/meetings/").content.decode()
    client.force_login(employ("desk_clerk", "zjj", username="homes"))
    assert "背街管护" not in client.get("/desk/meetings/").content.decode()


def test_satisfaction_without_opinions_is_a_dash(client: Client) -> None:
    client.force_login(employ("coordinator", "tcb"))
    assert "—</b> 来开会的单位满意" in client.get("/desk/meetings/").content.decode()


def test_each_figure_opens_what_was_counted_and_names_only_what_is_ours(client: Client) -> None:
    lead = acting(employ("desk_clerk", "cgj", username="lead"))
    call = {"topic": "排水谁来改", "meets_on": "2026-11-26", "where_at": "三楼", "agenda": "一", "units": ["swj"]}
    opening = Opening(
        mechanism="consultation",
        actor=lead,
        form=call,
        title="排水谁来改",
        body="一",
        place_path=a_community(),
        category="unsorted",
        request_type="other",
        channel="desk",
        opened_unit="cgj",
    )
    meeting = open_case(opening, now=NOW)
    minutes = {"held_on": "2026-11-22", "attended": ["swj"], "minutes": "来了", "decisions": "水务局改管"}
    step(meeting, "hold", lead, minutes, timezone.now() - timedelta(minutes=1))
    address = "/desk/meetings/counted/consultations/"
    client.force_login(employ("coordinator", "tcb"))
    assert f'href="{address}"' in client.get("/desk/meetings/").content.decode()
    page = client.get(address).content.decode()
    assert f"/desk/case/{meeting.number}/" in page
    client.force_login(employ("desk_clerk", "zjj", username="homes"))
    page = client.get(address).content.decode()
    assert "排水谁来改" not in page
    assert "不归您看，只计数" in page
    for kind in ("sittings", "ruled", "opinions"):
        assert client.get(f"/desk/meetings/counted/{kind}/?before=1~x").status_code == 200
    assert client.get("/desk/meetings/counted/nothing/").status_code == 404
