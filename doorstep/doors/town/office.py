"""The coordinating office: twice a day it goes through the pool, merges, explains, dispatches; objections it reviews in between."""

from datetime import datetime

from doorstep.doors.town import residents
from doorstep.doors.town.almanac import LOCAL, at_clock
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.kernel.actor import Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.sending import unsaid_subjects
from doorstep.store.people.units import unit_tree
from doorstep.wings.catalogue.services import propose
from doorstep.wings.dispatch.queries import Waiting, named
from doorstep.wings.dispatch.services import Order, dispatch_many
from doorstep.wings.town.voices import remarks

ROUNDS = (9.6, 11.3, 15.2)
LEFT_FOR_NEXT = 0.12
EXPLAINED = 0.035
OVERLOOKED = 0.08
TAKEN_APART = 0.05
ASTRAY = 35
WRONG_UNITS = ("cgj", "zjj", "jtj", "swj", "hbj", "scj", "zjj_wy", "cgj_szss")
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
        urgent = [matter for matter in town.pool if matter.is_urgent]
        if urgent:
            town.pool = [matter for matter in town.pool if matter not in urgent]
            _dispatch(town, urgent)


def take_in(town: Town, matter: Matter) -> Life:
    """What was handed up, taken apart or found wanting lies in the pool."""
    town.pool.append(matter)
    if matter.fate.lingers == "pooled":
        yield from residents.urge(town, matter, 1)


def go_through(town: Town) -> None:
    """The whole pool once."""
    waiting, town.pool = town.pool, []
    orders: list[Matter] = []
    for matter in waiting:
        if matter.fate.lingers == "pooled" or (not matter.ratings and matter.rng.random() < LEFT_FOR_NEXT):
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


def _explain(town: Town, matter: Matter) -> bool:
    if matter.rng.random() >= EXPLAINED or matter.is_dispatched or matter.fate.lingers or matter.ratings:
        return False
    reason = matter.rng.choice(sorted(remarks.EXPLANATIONS))
    town.step(matter, "explain", _office(town, matter), {"reason": reason, "answer": remarks.EXPLANATIONS[reason]})
    return True


def _dispatch(town: Town, matters: list[Matter]) -> None:
    """All in one go, as from the board."""
    if not matters:
        return
    for matter in matters:
        _sort(town, matter)
    cases = {case.number: case for case in named([matter.number for matter in matters])}
    orders = [_order(matter, cases[matter.number], town.now) for matter in matters]
    for matter in matters:
        _say_about_whom(town, matter)
    for result in dispatch_many(orders, actor=_office(town, matters[0]), now=town.now, key=f"town:{town.env.now}"):
        if result.refusal:
            raise result.refusal
    for matter, order in zip(matters, orders, strict=True):
        matter.lead, matter.is_dispatched = order.unit, True
    town.steps.answer(town.now)
    for matter in matters:
        town.move(matter, "dispatched")


def _sort(town: Town, matter: Matter) -> None:
    """What the resident left open, by what it is and what is asked."""
    held, trouble = find(matter.case_id), matter.fate.trouble
    if held is not None and held.case.category == UNSORTED:
        sorted_as = {"category": trouble.category, "request_type": trouble.request}
        town.step(matter, "sort", _office(town, matter), sorted_as)


def _say_about_whom(town: Town, matter: Matter) -> None:
    """People name whom they asked for help: the office puts on record that the complaint is not about them."""
    held = find(matter.case_id)
    if held is not None and unsaid_subjects(held.case, law(held.law_id)):
        town.step(matter, "name_subject", _office(town, matter), {})


def _order(matter: Matter, case: Waiting, now: datetime) -> Order:
    """By the catalogue where it names this unit, with its row as the basis."""
    unit = _another_unit(matter) if _goes_astray(matter) else matter.usual_unit
    row = next((one for one in propose(case, on=now.astimezone(LOCAL).date()) if one.unit == unit), None)
    if row:
        return Order(number=matter.number, unit=unit, basis=row.basis.zh, token=row.token)
    kind = towns.pack().categories.label(matter.fate.trouble.category).zh
    basis = f"派单目录：{kind}，由{unit_tree().label(unit).zh}办理"
    return Order(number=matter.number, unit=unit, basis=basis)


def _goes_astray(matter: Matter) -> bool:
    """Whether the office errs about this one; only what may wait is ever dispatched wrongly here."""
    if matter.fate.lingers or matter.ratings or matter.is_urgent:
        return matter.fate.lingers == "disputed"
    return matter.fate.number * 7919 % 1000 < ASTRAY


def _another_unit(matter: Matter) -> str:
    right = matter.usual_unit
    return matter.rng.choice(
        [unit for unit in WRONG_UNITS if not unit.startswith(right) and not right.startswith(unit)]
    )


def review(town: Town, matter: Matter) -> Life:
    """An objection: upheld when the case had indeed gone astray."""
    if matter.fate.lingers == "disputed":
        return
    yield town.hours(matter.rng.uniform(1, 6))
    actor, right = _office(town, matter), matter.usual_unit
    if matter.lead == right:
        town.step(matter, "overrule", actor, {"answer": matter.rng.choice(remarks.OVERRULED)})
        return
    matter.lead = right
    town.step(matter, "reassign", actor, {"unit": right, "basis": remarks.UPHELD})
