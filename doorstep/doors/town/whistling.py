"""Communities whistle, departments turn out, refuse or come late, ask to leave, and both sides rate: through the real steps."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from doorstep.doors.town.ground import point_in
from doorstep.doors.town.living import Life, Town
from doorstep.doors.town.pictures import draw
from doorstep.kernel.actor import Actor
from doorstep.store.cases import ties, towns
from doorstep.store.cases.locking import find
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.town.voices import whistles as voices
from doorstep.wings.town.voices.whistles import Alarm
from doorstep.wings.whistles import services
from doorstep.wings.whistles.reactions import sweep_who_did_not_come

TRAVEL = {"emergency": (7, 26), "enforcement": (20, 95), "stubborn": (50, 240)}
LIMITS = {"emergency": 30, "enforcement": 120, "stubborn": 480}
AT_WORK = {"emergency": (40, 170), "enforcement": (60, 240), "stubborn": (120, 420)}
APPROVED_IN = {"enforcement": (6, 40), "stubborn": (20, 110)}
EPS = 0.0002  # about twenty metres


def whistles(town: Town) -> Life:
    """Now and then a community whistles, in the order of the weeks."""
    for turn, alarm in sorted(enumerate(voices.ALARMS), key=lambda pair: _moment(town, pair[1])):
        if all(unit in towns.world().units for unit in alarm.units):
            yield town.at(_moment(town, alarm))
            town.begin(_whistle(town, alarm, Random(f"{town.seed}:whistle:{turn}")))


def _moment(town: Town, alarm: Alarm) -> Any:
    times = town.almanac
    if alarm.when > 1:
        return times.before_end(alarm.when - 1)
    return times.after(times.start + (times.end - times.start) * alarm.when, 1.0 + 4 * alarm.when)


def _whistle(town: Town, alarm: Alarm, rng: Random) -> Life:
    """From the first question to the last rating."""
    place = rng.choice(town.ground[:6])
    spot = place.spot(rng)
    clerk, commander = town.staff.clerk_of(place.unit), place.unit.partition("_")[0]
    street = town.staff.desk(commander)
    at = point_in(spot.place, rng)
    opened = services.blow(
        form={
            "level": alarm.level,
            "reason": alarm.reason,
            "tried": alarm.tried,
            "lacking": alarm.lacking,
            "cannot_alone": True,
            "units": list(alarm.units),
            "commander": commander,
        },
        where=services.locate(spot.place.code, at),
        title=alarm.reason.partition("，")[0],
        body=alarm.reason,
        actor=clerk,
        key=None,
        now=town.now,
    )
    town.steps.answer(town.now)
    if alarm.level != "emergency":
        yield town.minutes(rng.uniform(*APPROVED_IN[alarm.level]))
        _act(town, opened.case_id, "approve", street, {"units": list(alarm.units)})
    turnouts = {one.lead_unit: one.id for one in ties.beneath(opened.case_id)}
    lives = [_turn_out(town, alarm, unit, turnouts[unit], clerk, at, rng) for unit in alarm.units]
    yield town.env.all_of([town.env.process(life) for life in lives])
    yield town.minutes(rng.uniform(5, 30))
    _act(town, opened.case_id, "release", clerk, {"outcome": "solved", "result": alarm.done})
    for unit in alarm.units:
        if unit != alarm.refuses:
            yield town.minutes(rng.uniform(4, 400))
            _rate(town, alarm, unit, turnouts[unit], clerk, rng)
    if _state(opened.case_id) == "doubted":
        yield town.hours(rng.uniform(2, 9))
        _act(town, opened.case_id, "confirm_needed", street, {"words": voices.UPHELD})


def _turn_out(
    town: Town, alarm: Alarm, unit: str, turnout: UUID, clerk: Actor, at: tuple[float, float], rng: Random
) -> Life:
    """One department, until it is let go."""
    desk = town.staff.desk(unit)
    if unit == alarm.refuses:
        yield town.minutes(rng.uniform(10, 30))
        _act(town, turnout, "refuse", desk, {"reason": "nobody_free", "explanation": voices.NOT_COME})
        yield town.minutes(rng.uniform(10, 40))
        _act(town, turnout, "excuse", clerk, {"words": "另约时间一起定规矩"})
        return
    yield town.minutes(rng.uniform(*TRAVEL[alarm.level]))
    if unit == alarm.late:
        yield town.at(town.now + timedelta(minutes=LIMITS[alarm.level]))
        sweep_who_did_not_come(town.now)
        town.steps.answer(town.now)
        yield town.minutes(rng.uniform(3, 15))
    here = {"lon": f"{at[0] + rng.uniform(-EPS, EPS):.4f}", "lat": f"{at[1] + rng.uniform(-EPS, EPS):.4f}"}
    people = rng.randint(2, 7)
    _act(town, turnout, "check_in", desk, {"photos": _photo(alarm, desk, town, rng), "people": people, **here})
    yield town.minutes(rng.uniform(*AT_WORK[alarm.level]) / 2)
    _act(town, turnout, "log", desk, {"words": rng.choice(voices.LOGGED)})
    yield town.minutes(rng.uniform(*AT_WORK[alarm.level]) / 2)
    _act(town, turnout, "ask_leave", desk, {"outcome": "done", "result": alarm.done})
    yield town.minutes(rng.uniform(3, 25))
    _act(town, turnout, "let_go", clerk)


def _rate(town: Town, alarm: Alarm, unit: str, turnout: UUID, clerk: Actor, rng: Random) -> None:
    """Both sides; where a department doubts the whistle, the street decides later."""
    if unit == alarm.late:
        _act(town, turnout, "rate_unit", clerk, {"grade": "fair", "words": rng.choice(voices.FAIR)})
    else:
        _act(town, turnout, "rate_unit", clerk, {"grade": "good", "words": rng.choice(voices.GOOD)})
    is_doubted = unit == alarm.doubts
    words = voices.LOCAL if is_doubted else rng.choice(voices.NEEDED)
    form = {"need": "local" if is_doubted else "needed", "words": words}
    _act(town, turnout, "rate_whistle", town.staff.desk(unit), form)


def _photo(alarm: Alarm, desk: Actor, town: Town, rng: Random) -> list[str]:
    picture = SimpleUploadedFile("photo.jpg", draw(alarm.shows, is_mended=False, rng=rng))
    return keep_photos([picture], field="photos", uploaded_by=f"staff:{desk.id}", now=town.now)


def _act(town: Town, case_id: UUID, verb: str, actor: Actor, form: Mapping[str, Any] | None = None) -> None:
    town.steps.act(case_id, verb, dict(form or {}), actor, town.now)


def _state(case_id: UUID) -> str:
    held = find(case_id)
    return held.case.state if held else ""
