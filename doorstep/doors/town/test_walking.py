"""The town has gone its rounds: most on time, some missed, many at once."""

from typing import Any

import pytest

from doorstep.doors.town.walking import go_rounds
from doorstep.kernel.visibility import EVERYTHING
from doorstep.store.people.staffing import hire
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid.models import Due, Round
from doorstep.wings.grid.queries import Asked, gaps, tallies
from doorstep.wings.grid.rules import Tally
from tests.living import LONG_AGO, NOW, TODAY, employ

pytestmark = pytest.mark.django_db


def test_ten_weeks_of_rounds_are_gone_many_at_once(statements: Any) -> None:
    worker = employ("grid_worker", "xfjd_xfq", "510181901901g01")
    for grid in atlas().of_level("grid"):
        hire(person=worker, role="grid_worker", unit="xfjd_xfq", place=grid.code, from_on=LONG_AGO)
    employ("building_head", "xfjd_xfq", "510181901901g01m01")
    with statements() as run:
        gone = go_rounds(now=NOW, weeks=10, seed=1)
    assert len(run) < 150 < gone
    asked = Asked(first=TODAY.replace(month=10, day=1), last=TODAY, today=TODAY)
    total = sum(tallies(asked, EVERYTHING).values(), Tally())
    assert 0.8 < (total.share or 0) < 0.97
    assert total.missed > 0
    assert Round.objects.filter(is_stand_in=False).count() <= gone
    assert Due.objects.filter(rule="building_weekly", target__endswith="b01").count() >= 8
    assert any(gap.missed >= 3 for gap in gaps(today=TODAY))
