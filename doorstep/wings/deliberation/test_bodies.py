"""Who may call which body together, and on which days it usually meets."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from doorstep.wings.deliberation import kinds
from doorstep.wings.deliberation.bodies import assemblies
from doorstep.wings.deliberation.calling import bodies_for, next_days
from doorstep.wings.deliberation.recurring import read_rule
from doorstep.wings.deliberation.test_meetings import BODY
from tests.living import TODAY, acting, employ

pytestmark = pytest.mark.django_db


def test_bodies_are_called_by_their_own_unit_and_meet_on_the_days_of_the_pack() -> None:
    clerk = acting(employ("community_clerk", "xfjd_xfq", "510181901901"))
    assert [body.code for body in bodies_for(clerk)] == [BODY]
    body = assemblies().bodies[BODY]
    found = next_days(body, since=TODAY, until=TODAY + timedelta(days=62))
    assert [(day.isoweekday(), day.day <= 7) for day in found] == [(6, True)] * len(found)
    assert len(kinds.meetings().kinds) > 3
    # National Day 2026 is 1 to 7 October: whoever looks on the third still sees where the day of the first went.
    moving = replace(body, rule=read_rule("FREQ=MONTHLY;BYMONTHDAY=1"), on_holidays="next_working_day")
    assert next_days(moving, since=date(2026, 10, 3), until=date(2026, 10, 20)) == [date(2026, 10, 8)]
    assert next_days(moving, since=date(2026, 9, 20), until=date(2026, 10, 7)) == []
