"""Units at work together: some leads call in others or split off a part, consultations are held, a coordination meeting rules.

All through the real steps, seeded, and few. What a matter's own course would be is left as it is.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.kernel.actor import Actor
from doorstep.store.cases import ties, towns
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.inner import open_inner
from doorstep.wings.town.voices import joining as voices

OFFICE = "coordinator"
ONE_IN = 9
SHORTEST = 10.0
OPINIONS = ("satisfied", "satisfied", "satisfied", "fairly_satisfied")


def help_with(town: Town, matter: Matter, hours: float) -> None:
    """One in nine calls in another unit, done well before the lead is; those that linger wait for theirs still."""
    rng = Random(f"{town.seed}:{matter.fate.number}:joint")
    lingers = matter.fate.lingers == "handling"
    if matter.is_urgent or not (lingers or (hours > SHORTEST and matter.fate.number % ONE_IN == 4)):
        return
    others = [unit for unit in voices.HELPERS if unit in towns.world().units and not _is_kin(unit, matter.lead)]
    if others:
        town.begin(_lingering(town, matter, others, rng) if lingers else _helped(town, matter, others, hours, rng))


def _is_kin(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _helped(town: Town, matter: Matter, others: Sequence[str], hours: float, rng: Random) -> Life:
    yield town.hours(hours * 0.1)
    unit = rng.choice(others)
    turn = rng.randrange(len(voices.TASKS))
    lead = town.staff.desk(matter.lead)
    town.step(matter, "call_in", lead, {"units": [unit], "task": voices.TASKS[turn]})
    order = next(
        one.id for one in _beneath(matter.case_id, "assist_order") if one.lead_unit == unit and not one.is_final
    )
    yield town.hours(hours * 0.1)
    _act(town, order, "accept", town.staff.desk(unit), {"responsible": town.staff.desk_name(unit)})
    yield town.hours(hours * 0.3)
    _act(town, order, "report", town.staff.desk(unit), {"outcome": "done", "result": voices.DONE[turn]})
    yield town.hours(hours * 0.1)
    _act(town, order, "sign_off", lead)


def _lingering(town: Town, matter: Matter, others: Sequence[str], rng: Random) -> Life:
    """A lead with two who help, at different points, and a part of its own: to be looked at."""
    yield town.hours(rng.uniform(8, 20))
    lead = town.staff.desk(matter.lead)
    units = rng.sample(list(others), min(2, len(others)))
    due_on = _day(town, 6)
    asked = {"units": units, "task": voices.TASKS[0], "share": "20", "due_on": due_on}
    town.step(matter, "call_in", lead, asked)
    orders = [one for one in _beneath(matter.case_id, "assist_order") if one.lead_unit in units and not one.is_final]
    part, unit = rng.choice([one for one in voices.PARTS if one[1] in towns.world().units and one[1] != matter.lead])
    yield town.hours(rng.uniform(1, 4))
    town.step(matter, "split", lead, {"part": part, "unit": unit, "due_on": _day(town, 9)})
    for order in orders:
        yield town.hours(rng.uniform(1, 3))
        _act(town, order.id, "accept", town.staff.desk(order.lead_unit))
    yield town.hours(rng.uniform(6, 12))
    first = orders[0]
    _act(town, first.id, "report", town.staff.desk(first.lead_unit), {"outcome": "done", "result": voices.DONE[0]})


def meet(town: Town) -> Life:
    """Three consultations: one carried out, one being carried out, one to come; and the coordination meetings."""
    known = towns.world().units
    for turn, one in enumerate(voices.CONSULTATIONS):
        if all(unit in known for unit in (one[1], *one[2])):
            town.begin(_consult(town, Random(f"{town.seed}:consultation:{turn}"), *one))
    if all(unit in known for question in voices.PAST_QUESTIONS for unit in question[1]):
        town.begin(_coordinate(town, Random(f"{town.seed}:coordination")))
    yield town.minutes(1)


def _consult(
    town: Town,
    rng: Random,
    before: float,
    lead: str,
    units: Sequence[str],
    topic: str,
    agenda: str,
    minutes: str,
    decisions: str,
    tasks: Sequence[tuple[str, str]],
) -> Life:
    yield town.at(town.almanac.before_end(before))
    actor = town.staff.desk(lead)
    form = {"topic": topic, "units": list(units), "meets_on": _day(town, 3), "where_at": voices.ROOM, "agenda": agenda}
    meeting = _open(town, "consultation", actor, form)
    yield from _replies(town, meeting.case_id, rng)
    if not minutes:
        return
    yield town.hours(18)
    held = {"held_on": _day(town, 0), "attended": [lead, *units], "minutes": minutes, "decisions": decisions}
    _act(town, meeting.case_id, "hold", actor, held)
    for unit, task in tasks:
        _act(town, meeting.case_id, "give_task", actor, {"units": [unit], "task": task, "due_on": _day(town, 8)})
    town.begin(_opinions(town, meeting.case_id, rng))
    orders = _beneath(meeting.case_id, "assist_order")
    for turn, order in enumerate(orders):
        yield town.hours(rng.uniform(1, 5))
        _act(town, order.id, "accept", town.staff.desk(order.lead_unit))
        yield town.hours(rng.uniform(10, 20))
        result = {"outcome": "done", "result": voices.DONE[(turn + 1) % len(voices.DONE)]}
        _act(town, order.id, "report", town.staff.desk(order.lead_unit), result)
        yield town.hours(rng.uniform(1, 6))
        _act(town, order.id, "sign_off", actor)
    yield town.hours(3)
    _act(town, meeting.case_id, "close", actor, {"outcome": voices.OUTCOME})


def _replies(town: Town, meeting: UUID, rng: Random) -> Life:
    for one in _beneath(meeting, "invitation"):
        yield town.hours(rng.uniform(0.5, 3))
        reply = rng.choices(("coming", "deputy", "not_coming"), (6, 3, 1))[0]
        words = {"words": voices.NOT_COMING} if reply == "not_coming" else {}
        _act(town, one.id, "answer", town.staff.desk(one.lead_unit), {"reply": reply, **words})


def _opinions(town: Town, meeting: UUID, rng: Random) -> Life:
    for one in _beneath(meeting, "invitation"):
        yield town.hours(rng.uniform(1, 6))
        held = find(one.id)
        if held and "held" in held.case.memory.flags and rng.random() < 0.8:
            _act(town, one.id, "give_opinion", town.staff.desk(one.lead_unit), {"grade": rng.choice(OPINIONS)})


def _coordinate(town: Town, rng: Random) -> Life:
    """A sitting of some weeks ago that ruled two questions; one to come, with a case that is disputed now."""
    office = town.staff.named(OFFICE)
    yield town.at(town.almanac.before_end(150))
    questions = []
    for lead, units, question, *_ in voices.PAST_QUESTIONS:
        form = {"question": question, "units": list(units), "grounds": voices.GROUNDS}
        questions.append(_open(town, "coordination", town.staff.desk(lead), form))
        yield town.hours(rng.uniform(1, 4))
        _act(town, questions[-1].case_id, "accept", office)
    sitting = yield from _plan(town, rng, 1, questions)
    yield town.hours(20)
    attended = sorted({unit for _, units, *_ in voices.PAST_QUESTIONS for unit in units})
    minutes = {"held_on": _day(town, 0), "attended": attended, "minutes": voices.SITTING_MINUTES}
    _act(town, sitting, "hold", office, minutes)
    for asked, (_, _, _, unit, assisting, scope, reasons) in zip(questions, voices.PAST_QUESTIONS, strict=True):
        ruling = {"unit": unit, "assisting": list(assisting), "scope": scope, "reasons": reasons}
        _act(town, asked.case_id, "rule", office, ruling)
    town.begin(_opinions(town, sitting, rng))
    yield town.at(town.almanac.before_end(5))
    yield from _refer(town, rng)


def _refer(town: Town, rng: Random) -> Life:
    """A case that is disputed now goes before the next sitting."""
    stuck = next((one for _, one in sorted(town.matters.items()) if one.state == "disputed"), None)
    if stuck is None:
        return
    office = town.staff.named(OFFICE)
    units = sorted({stuck.lead, stuck.usual_unit})
    form = {"question": voices.NEXT_QUESTION, "units": units, "grounds": voices.GROUNDS}
    town.step(stuck, "refer", office, form)
    question = _beneath(stuck.case_id, "coordination")[0]
    yield town.hours(0.5)
    _act(town, question.id, "accept", office)
    yield from _plan(town, rng, 2, [Opened(case_id=question.id, number=question.number, code="")], units)


def _plan(town: Town, rng: Random, turn: int, questions: Sequence[Opened], units: Sequence[str] = ()) -> Any:
    """A sitting with its agenda; answers its id."""
    office = town.staff.named(OFFICE)
    invited = list(units) or sorted({unit for _, asked, *_ in voices.PAST_QUESTIONS for unit in asked})
    form = {
        "topic": voices.SITTING % {"turn": turn},
        "units": invited,
        "meets_on": _day(town, 3),
        "where_at": voices.ROOM,
    }
    sitting = _open(town, "sitting", office, form)
    for one in questions:
        _act(town, sitting.case_id, "take_up", office, {"question": one.number})
    yield from _replies(town, sitting.case_id, rng)
    return sitting.case_id


def _beneath(case_id: UUID, mechanism: str) -> list[ties.Tied]:
    """By unit: ids that were made at one moment have no order of their own."""
    found = [one for one in ties.beneath(case_id) if one.mechanism == mechanism]
    return sorted(found, key=lambda one: (one.opened_at, one.lead_unit, one.title))


def _open(town: Town, mechanism: str, actor: Actor, form: Mapping[str, Any]) -> Opened:
    whole = atlas().children()[0].code
    opened = open_inner(mechanism=mechanism, form=form, place=whole, actor=actor, key=None, now=town.now)
    town.steps.answer(town.now)
    return opened


def _act(town: Town, case_id: UUID, verb: str, actor: Actor, form: Mapping[str, Any] | None = None) -> None:
    town.steps.act(case_id, verb, dict(form or {}), actor, town.now)


def _day(town: Town, later: int) -> str:
    """So many working days from now."""
    return (town.almanac.after(town.now, later * 7.0) if later else town.now).astimezone(LOCAL).date().isoformat()
