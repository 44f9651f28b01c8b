"""Those who watch: the leader who looks at what is overdue, and the sweeps that the worker would run."""

from datetime import timedelta

from doorstep.doors.town import governing
from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Town
from doorstep.wings.callbacks.reactions import SWEEPS as CALLING
from doorstep.wings.dispatch import queries
from doorstep.wings.dispatch.reactions import SWEEPS as FILING
from doorstep.wings.outbox.reactions import SWEEPS as WARNING
from doorstep.wings.town.voices import remarks

WORST = 3
REPLY_IN = 21.0


def supervise(town: Town) -> Life:
    """Once a week, unit by unit: the most overdue matter of the units that have most of them."""
    while True:
        yield town.at(town.almanac.after(town.now + timedelta(days=5), 1.5))
        loads = [load for load in queries.loads(now=town.now, tomorrow=town.now).values() if load.overdue]
        for load in sorted(loads, key=lambda load: (-load.overdue, load.unit))[:WORST]:
            (worst,) = queries.of_unit(load.unit, overdue_at=town.now, limit=1)
            matter = town.by_case[worst.id]
            reply = town.almanac.after(town.now, REPLY_IN).astimezone(LOCAL).date().isoformat()
            form = {"words": matter.rng.choice(remarks.SUPERVISION), "reply_by": reply}
            order = {**form, "unit": load.unit, "reason": "overdue"}
            town.step(matter, "supervise", town.staff.named("leader"), order)
            town.begin(governing.answers(town, matter.case_id, load.unit, matter.rng))


def sweep(town: Town) -> Life:
    """Every few hours, what nobody rated in time is filed."""
    while True:
        yield town.minutes(240)
        for one in (*FILING, *CALLING):
            one(town.now)
        town.steps.answer(town.now)


def warn(town: Town) -> None:
    """At the end: those who owe something that is overdue, or soon will be, have been told."""
    for one in (*FILING, *WARNING):
        one(town.now)
    town.steps.answer(town.now)
