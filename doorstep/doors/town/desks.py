"""Units: accept what is dispatched to them or object, send a crew, write the handling sheet. Some are late."""

from collections.abc import Mapping
from typing import Any

from doorstep.doors.town import joining, residents
from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.store.cases.locking import find
from doorstep.wings.town.voices import remarks

OBJECTS_ALL_THE_SAME = 0.015
ACCEPTS_LATE, HANDLES_LATE = 0.08, 0.07
WRITES_A_NOTE = 0.22
DAY = 7.0
WAITS = (0.3, 2.2)
AT_WORK = (1.0, 6.0)
LIMITS = {"consultation": 2.7, "complaint": 13.5, "tip_off": 13.5}
USUAL_LIMIT = 6.6
OUTCOMES = {"solved": 86, "partly": 10, "not_now": 4}


def receive(town: Town, matter: Matter) -> Life:
    """Accept, or object once."""
    rng, fate = matter.rng, matter.fate
    if matter.is_urgent:
        yield town.minutes(rng.uniform(6, 28 if fate.trouble.urgency == "emergency" else 110))
    else:
        yield town.hours(rng.uniform(10, 18) if rng.random() < ACCEPTS_LATE else rng.uniform(0.3, 6))
    if fate.lingers == "dispatched":
        return
    if not matter.is_disputed and _objects(matter):
        matter.is_disputed = True
        town.step(matter, "object", town.staff.desk(matter.lead), _grounds(matter))
    else:
        form = {"responsible": town.staff.desk_name(matter.lead)}
        town.step(matter, "accept", town.staff.desk(matter.lead), form)


def _objects(matter: Matter) -> bool:
    is_astray = matter.lead != matter.usual_unit
    return is_astray or (not matter.is_urgent and matter.rng.random() < OBJECTS_ALL_THE_SAME)


def _grounds(matter: Matter) -> Mapping[str, str]:
    """What is not theirs they say whose it is; else they try."""
    if matter.lead != matter.usual_unit:
        reason = {"reason": "not_our_duty", "suggested_unit": matter.usual_unit}
    else:
        reason = {"reason": matter.rng.choice(("another_leads", "not_our_area", "facts_missing"))}
    return {**reason, "explanation": remarks.OBJECTION[reason["reason"]]}


def handle(town: Town, matter: Matter) -> Life:
    """Wait for a crew, do it, write it down; after a bad grade once more, with the reporter looking on."""
    rng = matter.rng
    if matter.ratings:
        yield town.hours(rng.uniform(1, 3.5) * DAY)
        form = {**_sheet(town, matter, is_late=False), "outcome": "solved"}
        form |= {"measures": remarks.SECOND_MEASURES, "result": remarks.SECOND_RESULT}
        _finish(town, matter, form)
        return
    is_late = matter.fate.lingers == "handling" or (not matter.is_urgent and rng.random() < HANDLES_LATE)
    if rng.random() < WRITES_A_NOTE:
        town.begin(_note(town, matter))
    if is_late:
        town.begin(residents.urge(town, matter, rng.randint(1, 2)))
    if matter.fate.lingers == "handling":
        joining.help_with(town, matter, 0)
        return
    hours = DAY * (_days(matter) + (rng.uniform(4, 9) if is_late else 0))
    at_work = min(hours / 2, rng.uniform(*AT_WORK))
    joining.help_with(town, matter, hours - at_work)
    yield town.hours(hours - at_work)
    with town.crew(matter.lead).request() as crew:
        yield crew
        yield town.hours(at_work)
        _finish(town, matter, _sheet(town, matter, is_late=is_late))


def _finish(town: Town, matter: Matter, form: Mapping[str, Any]) -> None:
    """To the reporter, or first to the supervisor where a check is demanded."""
    held = find(matter.case_id)
    is_checked = held is not None and "check_demanded" in held.case.memory.flags
    town.step(matter, "submit_finish" if is_checked else "finish", town.staff.desk(matter.lead), form)


def _days(matter: Matter) -> float:
    """Working days until it is done: finding out, arranging, doing; mostly within the time allowed."""
    trouble = matter.fate.trouble
    takes = matter.rng.uniform(*trouble.days)
    if matter.is_urgent:
        return takes
    return min(LIMITS.get(trouble.request, USUAL_LIMIT), takes * 1.4 + matter.rng.uniform(*WAITS))


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
