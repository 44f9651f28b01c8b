"""Units: accept what is dispatched to them or object, send a crew, write the handling sheet. Some are late."""

from collections.abc import Mapping
from typing import Any

from doorstep.doors.town import office, residents
from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.wings.town.voices import remarks

ASTRAY = 0.035
OBJECTS_ALL_THE_SAME = 0.015
ACCEPTS_LATE, HANDLES_LATE = 0.08, 0.07
WRITES_A_NOTE = 0.22
DAY = 7.0
WRONG_UNITS = ("cgj", "zjj", "jtj", "swj", "hbj", "scj", "zjj_wy", "cgj_szss")
OUTCOMES = {"solved": 86, "partly": 10, "not_now": 4}


def goes_astray(matter: Matter) -> bool:
    """Whether the office errs about this one; only what may wait is ever dispatched wrongly here."""
    if matter.fate.lingers == "disputed":
        return True
    return matter.rounds == 0 and not matter.fate.lingers and matter.fate.number * 7919 % 1000 < ASTRAY * 1000


def another_unit(matter: Matter, right: str) -> str:
    return matter.rng.choice([unit for unit in WRONG_UNITS if not unit.startswith(right) and not right.startswith(unit)])


def receive(town: Town, matter: Matter) -> Life:
    """Accept, or object once."""
    rng, fate = matter.rng, matter.fate
    right = office.usual_unit(matter)
    is_astray = matter.lead != right
    if fate.trouble.urgency != "ordinary":
        yield town.minutes(rng.uniform(6, 28 if fate.trouble.urgency == "emergency" else 110))
    else:
        yield town.hours(rng.uniform(10, 18) if rng.random() < ACCEPTS_LATE else rng.uniform(0.3, 6))
    if fate.lingers == "dispatched":
        return
    if not matter.is_final and (is_astray or (rng.random() < OBJECTS_ALL_THE_SAME and fate.trouble.urgency == "ordinary")):
        reason = "not_our_duty" if is_astray else rng.choice(("another_leads", "not_our_area", "facts_missing"))
        form = {"reason": reason, "explanation": remarks.OBJECTION[reason]}
        if is_astray:
            form["suggested_unit"] = right
        town.step(matter, "object", town.staff.desk(matter.lead), form)
        matter.is_final = True
        town.begin(office.review(town, matter, is_astray=is_astray))
        return
    town.step(matter, "accept", town.staff.desk(matter.lead), {"responsible": town.staff.desk_name(matter.lead)})
    yield from handle(town, matter)


def handle(town: Town, matter: Matter) -> Life:
    """Wait for a crew, do it, write it down."""
    rng, trouble = matter.rng, matter.fate.trouble
    is_late = matter.fate.lingers == "handling" or (rng.random() < HANDLES_LATE and trouble.urgency == "ordinary")
    if rng.random() < WRITES_A_NOTE:
        town.begin(_note(town, matter))
    if is_late:
        town.begin(residents.urge(town, matter, rng.randint(1, 2)))
    if matter.fate.lingers == "handling":
        return
    with town.crew(matter.lead).request() as crew:
        yield crew
        yield town.hours(DAY * (rng.uniform(*trouble.days) + (rng.uniform(4, 9) if is_late else 0)))
        form = _sheet(town, matter, is_late=is_late)
        town.step(matter, "finish", town.staff.desk(matter.lead), form)
    yield from residents.rate(town, matter)


def handle_again(town: Town, matter: Matter) -> Life:
    """After a bad grade, with the reporter looking on."""
    yield town.hours(matter.rng.uniform(1, 3.5) * DAY)
    form = {**_sheet(town, matter, is_late=False), "outcome": "solved"}
    form |= {"measures": remarks.SECOND_MEASURES, "result": remarks.SECOND_RESULT}
    town.step(matter, "finish", town.staff.desk(matter.lead), form)
    yield from residents.rate(town, matter)


def _note(town: Town, matter: Matter) -> Life:
    yield town.hours(matter.rng.uniform(0.5, 5))
    if matter.state == "handling":
        town.step(matter, "note", town.staff.desk(matter.lead), {"words": matter.rng.choice(remarks.NOTES)})


def _sheet(town: Town, matter: Matter, *, is_late: bool) -> Mapping[str, Any]:
    """《“我为群众办实事”项目办理表》."""
    rng, trouble = matter.rng, matter.fate.trouble
    outcome = rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    result = {"solved": matter.fill(trouble.result), "partly": remarks.PARTLY, "not_now": remarks.NOT_NOW}[outcome]
    actor = town.staff.desk(matter.lead)
    form: dict[str, Any] = {
        "measures": matter.fill(trouble.measures) + (remarks.LATE_MEASURES if is_late else ""),
        "responsible": f"经办：{town.staff.desk_name(matter.lead)}",
        "outcome": outcome,
        "result": result,
        "finished_on": town.now.astimezone(LOCAL).date().isoformat(),
        "photos_after": town.studio.after(matter, by=str(actor.id), now=town.now),
    }
    if trouble.cost:
        form["cost"] = str(rng.randint(trouble.cost // 5, trouble.cost))
    return form
