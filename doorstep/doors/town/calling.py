"""Callers and those who mend: call-backs are made, tried again, answered; bad grades are verified and mended, or appealed against."""

from random import Random
from uuid import UUID

from doorstep.doors.town.living import Life, Matter, Town
from doorstep.kernel.actor import Actor
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.locking import find
from doorstep.wings.callbacks.queries import parent_of

MISSED, DECLINED, APPEALED = 0.2, 0.03, 0.2
WHY = ("no_answer", "no_answer", "busy", "off", "later")
IN_TOUCH, SOLVED = 0.95, 0.9
WHEN_SOLVED = {"satisfied": 76, "fairly": 20, "dissatisfied": 4}
WHEN_NOT = {"satisfied": 4, "fairly": 36, "dissatisfied": 60}
DAY = 7.0
FOUND = "回看了经过，联系了反映人，确有没办到位的地方。"
MENDED = "当面说明情况，补办没办到位的部分，已请反映人看过。"
GROUNDS = "反映人电话里说评的是另一件事，点错了。"
UPHELD, REJECTED = "核实属实，评错了对象，不计入统计，原评价不动。", "联系反映人，评的就是这件事，照常计。"


def hear(town: Town, told: Told) -> None:
    """What the wings brought about goes on in somebody's hands."""
    match told.event:
        case "callback.arranged" | "callback.woken":
            town.begin(_call(town, told.case_id))
        case "rectification.ordered":
            town.begin(_mend(town, told.case_id))
        case "case.taken_up_again":
            matter = town.by_case.get(told.case_id)
            if matter is not None:
                matter.ratings = max(1, matter.ratings)
                town.move(matter, _state(told.case_id))


def check(town: Town, matter: Matter) -> Life:
    """The supervisor looks at what was done; some of it goes back."""
    yield town.hours(matter.rng.uniform(0.4, 4))
    actor = town.staff.supervisor(matter.lead)
    if matter.rng.random() < 0.1:
        town.step(matter, "return_finish", actor, {"words": "看不出现在怎么样，补上照片和反映人的话。"})
    else:
        town.step(matter, "approve_finish", actor)


def _call(town: Town, callback: UUID) -> Life:
    rng = Random(f"{town.seed}:callback:{_number_of(town, callback)}:{town.env.now}")
    yield town.hours(rng.uniform(0.3, 9))
    if _state(callback) != "due":
        return
    caller, chance = town.staff.named("caller"), rng.random()
    if chance < MISSED:
        _act(town, callback, "missed", caller, why=rng.choice(WHY))
    elif chance < MISSED + DECLINED:
        _act(town, callback, "decline", caller)
    else:
        is_solved = rng.random() < SOLVED
        shares = WHEN_SOLVED if is_solved else WHEN_NOT
        _act(
            town,
            callback,
            "answer",
            caller,
            contacted="yes" if rng.random() < IN_TOUCH else "no",
            solved="yes" if is_solved else "no",
            satisfied=rng.choices(list(shares), list(shares.values()))[0],
        )


def _mend(town: Town, order: UUID) -> Life:
    rng = Random(f"{town.seed}:order:{_number_of(town, order, 'rectification')}")
    held = find(order)
    if held is None:
        return
    desk, office = town.staff.desk(held.case.lead_unit), town.staff.named("coordinator")
    yield town.hours(rng.uniform(0.5, 6))
    if rng.random() < APPEALED:
        _act(town, order, "appeal", desk, claim="mistaken", grounds=GROUNDS)
        yield town.hours(rng.uniform(4, 20))
        if rng.random() < 0.5:
            _act(town, order, "uphold", office, words=UPHELD)
            return
        _act(town, order, "reject", office, words=REJECTED)
    else:
        _act(town, order, "verify", desk, finding=FOUND)
    yield town.hours(rng.uniform(1, 6) * DAY)
    _act(town, order, "report", desk, result=MENDED)
    yield town.hours(rng.uniform(2, 14))
    _act(town, order, "accept", office)


def _act(town: Town, case_id: UUID, verb: str, actor: Actor, **form: str) -> None:
    town.steps.act(case_id, verb, form, actor, town.now)


def _state(case_id: UUID) -> str:
    held = find(case_id)
    return held.case.state if held else ""


def _number_of(town: Town, inner: UUID, kind: str = "callback") -> int:
    """The number of the word that it is about: ids differ from town to town, fates do not."""
    parent = parent_of(inner, kind)
    matter = town.by_case.get(parent) if parent else None
    return matter.fate.number if matter else -1
