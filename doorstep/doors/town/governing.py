"""Governing ahead: units answer to supervision, rules raise what lags, a theme is worked off, a place gets a file, the lists are kept.

All through the real steps, seeded, and few: what a visitor opens should have a story, not a crowd.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Town
from doorstep.doors.town.pictures import draw
from doorstep.kernel.actor import Actor
from doorstep.store.cases import ties, towns
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opening, open_case
from doorstep.store.places.atlas import atlas
from doorstep.wings.escalation.services import raise_by_rules
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.themes.queries import candidates
from doorstep.wings.themes.services import gather_chosen, screen_places
from doorstep.wings.town.voices import governing as voices

DAYS = 20
OFFICE = "coordinator"


def levels(town: Town) -> Life:
    """Every working morning the rules are asked what lags."""
    while True:
        yield town.at(town.almanac.after(town.now + timedelta(hours=15), 0.5))
        raise_by_rules(town.now)
        town.steps.answer(town.now)


def answers(town: Town, case_id: UUID, unit: str, rng: Random) -> Life:
    """The supervised unit answers, once not well enough now and then; the office closes."""
    order = ties.beneath(case_id)[-1].id
    desk, office = town.staff.desk(unit), town.staff.named(OFFICE)
    yield town.hours(rng.uniform(4, 30))
    answer = {"outcome": "under_way", "result": rng.choice(voices.ANSWERS)}
    _act(town, order, "answer", desk, answer)
    yield town.hours(rng.uniform(2, 9))
    if rng.random() < 0.3:
        _act(town, order, "send_back", office, {"words": voices.NOT_ENOUGH})
        yield town.hours(rng.uniform(4, 14))
        _act(town, order, "answer", desk, {**answer, "done_by": _day(town, 2)})
        yield town.hours(rng.uniform(2, 9))
    _act(town, order, "close", office)


def govern(town: Town) -> Life:
    """A theme from its beginning to its end, a second one under way, a file, the lists."""
    known = towns.world().units
    for turn, entry in enumerate(voices.ENTRIES):
        if entry[2] in known:
            town.begin(_entry(town, *entry, turn=turn))
    if all(unit in known for unit, _ in voices.THEME["tasks"]):
        town.begin(_theme(town))
    yield town.at(town.almanac.before_end(30))
    if voices.NEXT_THEME["unit"] in known:
        theme = _open_theme(town, voices.NEXT_THEME)
        _gather(town, theme)
    yield town.hours(2)
    yield from _file(town)


def _theme(town: Town) -> Life:
    """From the first word to the figures."""
    rng, office = Random(f"{town.seed}:theme"), town.staff.named(OFFICE)
    said: Mapping[str, Any] = voices.THEME
    yield town.at(town.almanac.after(town.almanac.start + timedelta(days=21), 2))
    theme = _open_theme(town, said)
    _gather(town, theme)
    lead = town.staff.desk(str(said["unit"]))
    yield town.hours(9)
    for people in (5, 6):
        advice = {"held_on": _day(town, 0), "people": people, "advisers": said["advisers"], "advice": said["advice"]}
        _act(town, theme, "advise", lead, advice)
        yield town.hours(rng.uniform(3, 9))
    _act(town, theme, "plan", lead, {"plan": said["plan"]})
    for unit, task in said["tasks"]:
        _act(town, theme, "assign", lead, {"units": [unit], "task": task, "due_on": _day(town, 14)})
        yield town.minutes(20)
    yield town.hours(rng.uniform(30, 44))
    for one in sorted(ties.beneath(theme), key=lambda tied: tied.lead_unit):
        if one.kind == "theme_task":
            _act(town, one.id, "report", town.staff.desk(one.lead_unit), {"result": said["done"]})
            _act(town, one.id, "confirm", office)
            yield town.minutes(30)
    _act(town, theme, "measures_in_place", lead, {"result": said["result"]})
    yield town.at(town.almanac.after(town.now + timedelta(days=DAYS + 1), 2))
    _act(town, theme, "close", office, {"summary": said["summary"]})


def _open_theme(town: Town, said: Mapping[str, Any]) -> UUID:
    form = {"topic": said["topic"], "unit": said["unit"], "days": DAYS}
    return _open(town, "theme", form, title=said["title"], body=said["topic"], category=said["category"])


def _gather(town: Town, theme: UUID) -> None:
    held = find(theme)
    if held is not None:
        office = town.staff.named(OFFICE)
        gather_chosen(held.case, since=town.now - timedelta(days=45), until=town.now, actor=office, now=town.now)
        town.steps.answer(town.now)


def _file(town: Town) -> Life:
    """The place with most complaints, when one has enough of them."""
    screen_places(town.now)
    found = next(iter(candidates()), None)
    unit = found and next((one for one in towns.pack().units if one.place == found.code[:9] + "000"), None)
    if found is None or unit is None:
        return
    said, form = voices.FILE, {"unit": unit.code, "found": found.cases, "days": 30, "what": voices.FILE["what"]}
    file = _open(town, "estate_file", form, title=found.place.zh, body=said["what"], place=found.place_path)
    lead = town.staff.desk(unit.code)
    yield town.hours(5)
    _act(town, file, "verify", lead, {"finding": "real", "cause": said["cause"]})
    yield town.hours(8)
    _act(town, file, "consult", lead, {"held_on": _day(town, 0), "people": 14, "plan": said["plan"]})
    if "cgj" in towns.world().units:
        _act(town, file, "assign", lead, {"units": ["cgj"], "task": said["task"], "due_on": _day(town, 10)})


def _entry(town: Town, register: str, what: str, unit: str, *, turn: int) -> Life:
    """One entry; the first of each list is struck off with a photo."""
    rng = Random(f"{town.seed}:entry:{turn}")
    yield town.at(town.almanac.before_end(150 - 14 * turn))
    desk, office = town.staff.desk(unit), town.staff.named(OFFICE)
    form = {"list": register, "what": what, "unit": unit, "by": _day(town, 30)}
    entry = _open(town, "list_entry", form, title=what, body=what)
    yield town.hours(rng.uniform(20, 40))
    _act(town, entry, "update", desk, {"words": voices.PROGRESS})
    if turn % 2:
        return
    yield town.hours(rng.uniform(20, 30))
    picture = draw("护栏", is_mended=True, rng=rng)
    photo = SimpleUploadedFile("done.jpg", picture, content_type="image/jpeg")
    shas = keep_photos([photo], already=[], field="evidence", uploaded_by=f"staff:{desk.id}", now=town.now)
    _act(town, entry, "offer", desk, {"result": voices.STRUCK, "evidence": shas})
    yield town.hours(rng.uniform(3, 9))
    _act(town, entry, "strike_off", office)


def _open(
    town: Town, mechanism: str, form: Mapping[str, Any], *, title: str, body: str, category: str = "", place: str = ""
) -> UUID:
    office = town.staff.named(OFFICE)
    opening = Opening(
        mechanism=mechanism,
        actor=office,
        form=form,
        title=title,
        body=body,
        place_path=place or atlas().children()[0].path,
        category=category,
        request_type="other",
        channel="desk",
        opened_unit=office.posts[0].unit,
    )
    opened = open_case(opening, now=town.now)
    town.steps.answer(town.now)
    return opened.case_id


def _act(town: Town, case_id: UUID, verb: str, actor: Actor, form: Mapping[str, Any] | None = None) -> None:
    town.steps.act(case_id, verb, dict(form or {}), actor, town.now)


def _day(town: Town, later: int) -> str:
    day: date = (town.now + timedelta(days=later)).astimezone(LOCAL).date()
    return day.isoformat()
