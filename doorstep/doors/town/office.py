"""The coordinating office: twice a day it goes through the pool, merges, explains, dispatches; objections it reviews in between."""

from doorstep.doors.town import desks, residents
from doorstep.doors.town.almanac import LOCAL, at_clock
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.kernel.actor import Actor
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.wings.dispatch.services import Order, dispatch_many
from doorstep.wings.town.voices import remarks

ROUNDS = (9.6, 11.3, 15.2)
LEFT_FOR_NEXT = 0.12
EXPLAINED = 0.035
OVERLOOKED = 0.08
TAKEN_APART = 0.05
MERGES_INTO = ("pooled", "dispatched", "disputed", "handling")


def go_round(town: Town) -> Life:
    """Every working day, several times; what is urgent is not left lying till then."""
    day = town.almanac.start.astimezone(LOCAL).date().toordinal()
    while True:
        for hour in ROUNDS:
            yield town.at(at_clock(day, hour))
            if town.almanac.working_day(town.now):
                go_through(town)
        day += 1


def on_duty(town: Town) -> Life:
    """Somebody looks at the urgent ones at every hour."""
    while True:
        yield town.minutes(25)
        urgent = [matter for matter in town.pool if matter.fate.trouble.urgency != "ordinary"]
        if urgent:
            town.pool = [matter for matter in town.pool if matter not in urgent]
            _dispatch(town, urgent)


def go_through(town: Town) -> None:
    """The whole pool once."""
    waiting, town.pool = town.pool, []
    orders: list[Matter] = []
    for matter in waiting:
        if matter.fate.lingers == "pooled" or (matter.rounds == 0 and matter.rng.random() < LEFT_FOR_NEXT):
            town.pool.append(matter)
        elif not _merge(town, matter) and not _explain(town, matter):
            orders.append(matter)
    _dispatch(town, orders)


def _office(town: Town, matter: Matter) -> Actor:
    return town.staff.named("coordinator" if matter.fate.number % 3 else "coordinator2")


def _merge(town: Town, matter: Matter) -> bool:
    """Into the first word about the same thing, while that is still under way."""
    first = town.matters.get(matter.fate.echo_of) if matter.fate.echo_of is not None else None
    if first is None or first.state not in MERGES_INTO or first.merged_into is not None or matter.is_dispatched:
        return False
    if matter.merged_into is not None or matter.rng.random() < OVERLOOKED:
        return False
    town.step(matter, "merge", _office(town, matter), {"into": first.number})
    matter.merged_into = first.fate.number
    if matter.rng.random() < TAKEN_APART:
        town.begin(_take_apart(town, matter))
    return True


def _take_apart(town: Town, matter: Matter) -> Life:
    yield town.hours(matter.rng.uniform(1.5, 5))
    if matter.state == "merged":
        town.step(matter, "unmerge", _office(town, matter), {"note": remarks.UNMERGING})


def take_back(town: Town, matter: Matter) -> Life:
    """A case that was taken apart lies in the pool again."""
    town.pool.append(matter)
    yield town.minutes(0)


def _explain(town: Town, matter: Matter) -> bool:
    if matter.rng.random() >= EXPLAINED or matter.is_dispatched or matter.fate.lingers or matter.rounds:
        return False
    reason = matter.rng.choice(sorted(remarks.EXPLANATIONS))
    town.step(matter, "explain", _office(town, matter), {"reason": reason, "answer": remarks.EXPLANATIONS[reason]})
    town.begin(residents.rate(town, matter))
    return True


def _dispatch(town: Town, matters: list[Matter]) -> None:
    """All in one go, as from the board."""
    if not matters:
        return
    orders = [_order(matter) for matter in matters]
    for result in dispatch_many(orders, actor=_office(town, matters[0]), now=town.now, key=f"town:{town.env.now}"):
        if result.refusal:
            raise result.refusal
    for matter, order in zip(matters, orders, strict=True):
        matter.state, matter.lead, matter.is_dispatched = "dispatched", order.unit, True
    town.steps.answer(town.now)
    for matter in matters:
        town.begin(desks.receive(town, matter))


def _order(matter: Matter) -> Order:
    right = usual_unit(matter)
    unit = desks.another_unit(matter, right) if desks.goes_astray(matter) else right
    kind = towns.pack().categories.label(matter.fate.trouble.category).zh
    basis = f"派单目录：{kind}，由{unit_tree().label(unit).zh}办理"
    return Order(number=matter.number, unit=unit, basis=basis)


def usual_unit(matter: Matter) -> str:
    """The unit that usually has this kind; where the pack names none, the community's own street."""
    category = towns.pack().categories.by_code[matter.fate.trouble.category]
    return category.usual_unit or matter.unit.partition("_")[0]


def review(town: Town, matter: Matter, *, is_astray: bool) -> Life:
    """An objection: upheld when the case had indeed gone astray."""
    if matter.fate.lingers == "disputed":
        return
    yield town.hours(matter.rng.uniform(1, 6))
    if is_astray:
        unit = usual_unit(matter)
        form = {"unit": unit, "basis": remarks.UPHELD}
        town.step(matter, "reassign", _office(town, matter), form)
        matter.lead = unit
    else:
        town.step(matter, "overrule", _office(town, matter), {"answer": matter.rng.choice(remarks.OVERRULED)})
    yield from desks.receive(town, matter)
