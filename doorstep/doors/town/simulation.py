"""Lives the town's weeks: lets every process run from the first word to the moment the visitor comes, a day a transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

import simpy
from django.db import transaction

from doorstep.doors.town import (
    allowing,
    answering,
    calling,
    claiming,
    communities,
    deliberating,
    desks,
    governing,
    handing_over,
    joining,
    office,
    overseeing,
    partnering,
    polling,
    projecting,
    publishing,
    residents,
    scanning,
    suggesting,
    teaching,
    whistling,
)
from doorstep.doors.town.almanac import Almanac, almanac
from doorstep.doors.town.ground import Neighbourhood, neighbourhoods
from doorstep.doors.town.living import Matter, Town, Turn
from doorstep.doors.town.pictures import Studio
from doorstep.doors.town.planning import IMPORTED, SIZE, Fate, plan
from doorstep.doors.town.staff import Staff
from doorstep.doors.town.steps import simulated
from doorstep.store.cases import towns
from doorstep.wings.rates.services import rebuild
from doorstep.wings.town.gazetteer import Life

NOTICES_FOR = timedelta(days=2)
PHOTOGRAPHED = 44
DAY_SECONDS = 86_400
TURNS: dict[str, Turn] = {
    "collected": communities.look,
    "pooled": office.take_in,
    "dispatched": desks.receive,
    "disputed": office.review,
    "handling": desks.handle,
    "checking": calling.check,
    "awaiting_rating": residents.rate,
    "rated": residents.think_again,
}
Tell = Callable[[int, int], None]


def live_through(life: Life, *, now: datetime, tell: Tell, size: int) -> int:
    """Every word and step of these weeks, in the jurisdiction served; answers how many events were written.

    `tell(done, total)` is called once a simulated day.
    """
    pack = towns.pack()
    times = almanac(pack.calendar, now=now, weeks=life.weeks)
    ground = neighbourhoods(pack.units, pack.places, life)
    fates = plan(times, size=size, weights=[place.weight for place in ground], seed=life.seed)
    with simulated(notices_from=times.end - NOTICES_FOR) as steps:
        town = Town(
            env=simpy.Environment(),
            almanac=times,
            staff=Staff(today=times.calendar.local_date(now)),
            steps=steps,
            studio=Studio(most=max(2, round(PHOTOGRAPHED * size / SIZE))),
            ground=ground,
            seed=life.seed,
            size=size,
            haste=life.haste,
            turns=dict(TURNS),
        )
        steps.hears += [town.hear, partial(calling.hear, town)]
        _people(town, fates)
        town.begin(deliberating.deliberations(town, life))
        _run(town, times, tell)
    return steps.taken


def _people(town: Town, fates: tuple[Fate, ...]) -> None:
    """Everybody gets up."""
    for fate in fates:
        town.matters[fate.number] = _matter(town.ground[fate.community], fate, town.seed)
    elsewhere = [matter for matter in town.matters.values() if matter.fate.channel == IMPORTED]
    town.begin(handing_over.handed_over(town, elsewhere))
    for matter in town.matters.values():
        if matter.fate.channel != IMPORTED:
            town.begin(residents.speak(town, matter))
    for life in (
        office.go_round,
        office.on_duty,
        overseeing.supervise,
        overseeing.sweep,
        governing.levels,
        governing.govern,
        whistling.whistles,
        joining.meet,
        suggesting.suggestions,
        scanning.signs_and_snaps,
        answering.ready_answers,
        projecting.projects,
        partnering.partners,
        polling.polls,
        allowing.elders,
        claiming.claims,
        teaching.learning,
    ):
        town.begin(life(town))
    for issue in publishing.ISSUES:
        town.begin(publishing.publish(town, issue))


def _matter(place: Neighbourhood, fate: Fate, seed: int) -> Matter:
    """An echo is heard where the first word was."""
    where = Random(f"{seed}:{fate.number if fate.echo_of is None else fate.echo_of}:where")
    return Matter(fate=fate, rng=Random(f"{seed}:{fate.number}"), spot=place.spot(where), unit=place.unit)


def _run(town: Town, times: Almanac, tell: Tell) -> None:
    end = times.seconds(times.end)
    days = int(end // DAY_SECONDS) + 1
    for day in range(1, days + 1):
        with transaction.atomic():
            town.env.run(until=min(day * DAY_SECONDS, end))
            if day == days:
                overseeing.warn(town)
                count_rates()
        tell(day, days)


def count_rates() -> None:
    """What is counted follows from the ledger: at the end, all at once."""
    for _ in rebuild():
        pass
