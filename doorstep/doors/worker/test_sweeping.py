"""What time alone brings about is looked for in every town, once."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from doorstep.doors.worker import sweeping
from doorstep.kernel.calendar import Calendar
from doorstep.store.cases.models import Case
from doorstep.wings.outbox.models import Notice
from tests.living import acting, employ, finished, pooled

TOWN = "town_dujiangyan"


def test_every_sweep_of_every_town_is_deferred_once(real_db: str) -> None:
    for _ in range(2):
        sweeping.sweep(1)
    jobs = ProcrastinateJob.objects.filter(task_name=sweeping.SWEEP_ONE)
    assert sorted(job.args["name"] for job in jobs) == sorted(sweeping.SWEEPS)
    assert {job.args["town"] for job in jobs} == {TOWN}


@pytest.mark.django_db
def test_a_sweep_finds_what_is_overdue_and_what_nobody_rated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "close_old_connections", lambda: None)
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj"))
    long_ago = datetime.now(UTC) - timedelta(days=30)
    unrated = finished("路灯不亮", office, desk, "cgj", now=long_ago)
    late = pooled("井盖掉了", office, now=datetime.now(UTC) - timedelta(hours=5), urgency="emergency")
    monkeypatch.setattr(Calendar, "is_open", lambda *_: True)
    for name in sweeping.SWEEPS:
        sweeping.sweep_one(town=TOWN, name=name)
    assert Case.objects.get(id=unrated.case_id).state == "closed_unrated"
    assert Notice.objects.filter(case_id=late.case_id, template__startswith="clock.").exists()
