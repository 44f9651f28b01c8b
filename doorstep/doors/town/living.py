"""The town while it is lived: the clock, the people, the matters under way. Each process knows it, and nothing else of the others."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import simpy

from doorstep.doors.town.almanac import Almanac
from doorstep.doors.town.ground import Neighbourhood, Spot
from doorstep.doors.town.pictures import Studio
from doorstep.doors.town.planning import Fate
from doorstep.doors.town.staff import Staff
from doorstep.doors.town.steps import Steps
from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.cases.hearing import Told
from doorstep.wings.town.voices.scenes import words

Life = Generator[simpy.Event, Any, None]
NOT_YET = UUID(int=0)
MOVED_BY_WINGS = {
    "case.finished_with_main": "awaiting_rating",
    "case.closed_unrated": "closed_unrated",
    "case.unmerged": "pooled",
}
BY_GRID_WORKER = 55


@dataclass
class Matter:
    """A case under way. `rng` is its own, so that what befalls it does not hang on what befalls others."""

    fate: Fate
    rng: Random
    spot: Spot
    unit: str
    case_id: UUID = NOT_YET
    number: str = ""
    state: str = ""
    lead: str = ""
    phone: str = ""
    is_in_a_grid: bool = True
    is_photographed: bool = False
    is_dispatched: bool = False
    is_disputed: bool = False
    ratings: int = 0
    merged_into: int | None = None

    @property
    def shows(self) -> str:
        """What a photo of it would show."""
        return self.fate.trouble.picture

    @property
    def must_be_shown(self) -> bool:
        """Whether it is not finished without a photo."""
        return bool(towns.pack().evidence.get(self.fate.trouble.category))

    @property
    def says(self) -> str:
        """What is said first."""
        fate = self.fate
        return words(fate.trouble, fate.way, fate.scene, fate.ending)

    def fill(self, template: str) -> str:
        return self.fate.scene.fill(template)

    @property
    def is_urgent(self) -> bool:
        return self.fate.trouble.urgency != "ordinary"

    @property
    def usual_unit(self) -> str:
        """The unit that usually has this kind; where the pack names none, the community's own street."""
        category = towns.pack().categories.by_code[self.fate.trouble.category]
        return category.usual_unit or self.unit.partition("_")[0]

    @property
    def reporter(self) -> Actor:
        return Actor(kind="resident", receipts=frozenset({self.case_id}))


Turn = Callable[["Town", Matter], Life]


class LifeRefused(Exception):
    """模拟的一步被拒绝了：演示数据和机制对不上。"""


def _plainly(life: Life) -> Life:
    """The same life; a refusal says which. (SimPy makes exceptions anew from their arguments, which loses what was refused.)"""
    try:
        yield from life
    except Refusal as refused:
        faults = getattr(refused, "faults", {})
        raise LifeRefused(
            f"{refused.code} {dict(refused.params)} {[(n, f.code) for n, f in faults.items()]}"
        ) from refused


@dataclass
class Town:
    """What the processes share. `turns` says for each state who goes on with a matter that has come to it."""

    env: simpy.Environment
    almanac: Almanac
    staff: Staff
    steps: Steps
    studio: Studio
    ground: tuple[Neighbourhood, ...]
    seed: int
    size: int
    haste: float = 1.0
    matters: dict[int, Matter] = field(default_factory=dict)
    by_case: dict[UUID, Matter] = field(default_factory=dict)
    pool: list[Matter] = field(default_factory=list)
    turns: dict[str, Turn] = field(default_factory=dict)
    crews: dict[str, simpy.Resource] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.almanac.moment(self.env.now)

    def at(self, moment: datetime) -> simpy.Event:
        """Waits until that moment; a moment that has passed is now."""
        return self.env.timeout(max(0.0, self.almanac.seconds(moment) - self.env.now))

    def hours(self, working: float) -> simpy.Event:
        """Waits so many working hours."""
        return self.at(self.almanac.after(self.now, working))

    def minutes(self, count: float) -> simpy.Event:
        """Waits by the clock on the wall, for what cannot wait for office hours."""
        return self.env.timeout(count * 60)

    def step(self, matter: Matter, verb: str, actor: Actor, form: Mapping[str, Any] | None = None) -> None:
        """A step now. Whoever owes the next one goes on."""
        done = self.steps.act(matter.case_id, verb, dict(form or {}), actor, self.now)
        if done.state != matter.state:
            self.move(matter, done.state)

    def move(self, matter: Matter, state: str) -> None:
        """The matter has come to this state."""
        matter.state = state
        if state in self.turns:
            self.begin(self.turns[state](self, matter))

    def hear(self, told: Told) -> None:
        """What the wings did to a matter."""
        matter = self.by_case.get(told.case_id)
        if matter is not None and told.event in MOVED_BY_WINGS and matter.state != MOVED_BY_WINGS[told.event]:
            self.move(matter, MOVED_BY_WINGS[told.event])

    def begin(self, life: Life) -> None:
        self.env.process(_plainly(life))

    def visitor(self, matter: Matter) -> Actor:
        """Who comes by: the grid's worker, or the community's clerk, who alone looks where no more than the community was named."""
        if matter.is_in_a_grid and matter.fate.number % 100 < BY_GRID_WORKER:
            return self.staff.grid_worker(matter.unit, matter.spot.grid)
        return self.staff.clerk_of(matter.unit)

    def crew(self, unit: str, crews: int = 5) -> simpy.Resource:
        """The crews of a unit: while all are out, the next matter waits."""
        if unit not in self.crews:
            self.crews[unit] = simpy.Resource(self.env, crews)
        return self.crews[unit]
