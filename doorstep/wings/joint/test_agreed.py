"""A task given in a meeting has a clock of its own, which runs to the day agreed on."""

from datetime import UTC, datetime, timedelta

import pytest

from doorstep.kernel.running import AGREED
from doorstep.store.cases.clock_rows import clocks_of
from doorstep.store.cases.locking import find
from doorstep.store.cases.raising import raise_overdue
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.joint.test_joint import CALL, LEAD, MINUTES, WATER, beneath, opened, state_of, take
from tests.living import step

pytestmark = pytest.mark.usefixtures("db")


def test_a_task_given_in_a_meeting_runs_to_the_day_agreed_on_and_is_told_of_when_it_is_late() -> None:
    meeting = opened("consultation", LEAD, {**CALL, "units": ["swj"]})
    take(meeting, "hold", LEAD, MINUTES)
    take(meeting, "give_task", LEAD, {"units": ["swj"], "task": "改管", "due_on": "2026-12-22"})
    task = beneath(meeting, "assist_order")[0].id
    end = datetime(2026, 12, 22, 16, tzinfo=UTC)  # midnight in the town
    for _ in ("asked", "accepted"):
        clock = next(one for one in clocks_of(task) if one.name == "assist")
        assert (clock.due_at, clock.basis, clock.stopped_at) == (end, AGREED, None)
        if state_of(task) == "asked":
            step(task, "accept", WATER)
    assert find(task).case.due_at == end
    assert task not in {one.case_id for one in raise_overdue(end - timedelta(minutes=1))}
    late = {one.case_id: one for one in raise_overdue(end + timedelta(hours=17))}
    assert late[task].owed_by == "desk@swj"
    assert list(verify(Report())) == []
