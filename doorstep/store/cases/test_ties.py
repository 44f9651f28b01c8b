"""Cases beneath cases: one lead, several who assist, each with an order of its own."""

import pytest

from doorstep.kernel.refusals import ActorNotEntitled, FormRefused
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import ties, towns
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Tie
from doorstep.store.cases.opening import Opened
from doorstep.store.cases.verifying import Report, verify
from tests.cast import coordinator, desk_clerk
from tests.living import FINISHED, pooled, step

pytestmark = pytest.mark.usefixtures("db")
TASK = {"task": "请查一下地下管线"}


def in_hand() -> Opened:
    case = pooled("护栏坏了", coordinator())
    step(case, "dispatch", coordinator(), {"unit": "cgj", "basis": "派单目录"})
    step(case, "accept", desk_clerk(), {})
    return case


def called_in(*units: str, **rest: object) -> tuple[Opened, list[ties.Tied]]:
    case = in_hand()
    step(case, "call_in", desk_clerk(), {"units": list(units), **TASK, **rest})
    return case, ties.beneath(case.case_id)


def test_each_unit_called_in_gets_an_order_of_its_own() -> None:
    _, orders = called_in("zjj", "swj")
    assert {order.lead_unit for order in orders} == {"zjj", "swj"}
    assert all(order.mechanism == "assist_order" and order.state == "asked" and order.due_at for order in orders)


def test_the_lead_cannot_finish_while_somebody_assists() -> None:
    case, _ = called_in("zjj")
    with pytest.raises(FormRefused) as refused:
        step(case, "finish", desk_clerk(), FINISHED)
    assert list(refused.value.faults) == ["why_not_wait"]


def test_the_lead_may_finish_with_a_reason_on_record() -> None:
    case, _ = called_in("zjj")
    step(case, "finish", desk_clerk(), {**FINISHED, "why_not_wait": "管线图纸已有，不影响"})
    assert find(case.case_id).case.state == "awaiting_rating"  # type: ignore[union-attr]


def test_what_need_not_be_awaited_holds_nothing_up() -> None:
    case, _ = called_in("zjj", may_lag="on")
    step(case, "finish", desk_clerk(), FINISHED)


def test_once_signed_off_the_lead_goes_on() -> None:
    case, (order,) = called_in("zjj")
    helper = desk_clerk(9, "zjj")
    step(order.id, "accept", helper)
    step(order.id, "report", helper, {"outcome": "done", "result": "查过了"})
    step(order.id, "sign_off", desk_clerk())
    step(case, "finish", desk_clerk(), FINISHED)
    assert list(verify(Report())) == []


def test_who_assists_sees_the_case_and_nobody_else_does() -> None:
    case, (order,) = called_in("zjj")
    roles = towns.pack().roles
    main, beneath = find(case.case_id), find(order.id)
    assert main
    assert beneath
    assert in_view(desk_clerk(9, "zjj"), main.case, roles)
    assert not in_view(desk_clerk(10, "swj"), main.case, roles)
    assert in_view(desk_clerk(), beneath.case, roles)
    assert not in_view(desk_clerk(10, "swj"), beneath.case, roles)


def test_only_the_lead_calls_in_others() -> None:
    case = in_hand()
    with pytest.raises(ActorNotEntitled):
        step(case, "call_in", desk_clerk(10, "swj"), {"units": ["zjj"], **TASK})


def test_nothing_is_opened_when_the_step_is_refused() -> None:
    case = in_hand()
    with pytest.raises(FormRefused):
        step(case, "call_in", desk_clerk(), {"units": ["zjj", "no-such-unit"], **TASK})
    assert ties.beneath(case.case_id) == []


def test_a_tie_taken_away_behind_the_ledgers_back_is_found() -> None:
    called_in("zjj")
    Tie.objects.all().delete()
    assert [difference.what for difference in verify(Report())] == ["开的时候挂在另一件事项下面，这层关系现在没有了"]
