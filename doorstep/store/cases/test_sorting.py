"""What was sorted wrongly, or not at all, is sorted anew, and the ledger tells the same."""

import pytest

from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.locking import find
from doorstep.store.cases.verifying import Report, verify
from tests.cast import coordinator
from tests.living import pooled, step


@pytest.mark.usefixtures("db")
def test_a_case_is_sorted_anew_and_the_ledger_agrees() -> None:
    case = pooled("说不清是什么", coordinator(), category="unsorted")
    step(case, "sort", coordinator(), {"category": "roads.lamp", "urgency": "urgent"})
    held = find(case.case_id)
    assert held
    assert (held.case.category, held.case.request_type, held.case.urgency) == ("roads.lamp", "help", "urgent")
    assert list(verify(Report())) == []
    with pytest.raises(FormRefused):
        step(case, "sort", coordinator(), {"category": "no.such"})
