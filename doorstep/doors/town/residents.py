"""Residents: say a word, add, urge, rate, ask again. Whoever was not asked twice has the right not to answer."""

from datetime import timedelta

from doorstep.doors.town.living import Life, Matter, Town
from doorstep.doors.town.ways_in import call_again, enter
from doorstep.store.cases.locking import find
from doorstep.wings.town.voices import remarks

NEVER_RATES = 0.2
GRADES = {"very_satisfied": 46, "satisfied": 33, "fairly_satisfied": 12, "dissatisfied": 6, "very_dissatisfied": 3}
SECOND_GRADES = {"very_satisfied": 10, "satisfied": 50, "fairly_satisfied": 32, "dissatisfied": 8}
ASKS_AGAIN = 0.015
ADDS = 0.07
RINGS_UP = ("hotline", "visit", "import_hotline")
STILL_WAITING = ("collected", "pooled", "dispatched", "disputed", "handling")


def speak(town: Town, matter: Matter) -> Life:
    """The first word; the community goes on from there."""
    yield town.at(matter.fate.at)
    enter(town, matter)
    if matter.rng.random() < ADDS:
        town.begin(_add(town, matter))
    town.move(matter, "collected")


def _add(town: Town, matter: Matter) -> Life:
    yield town.at(town.almanac.awake(town.now + timedelta(hours=matter.rng.uniform(2, 60)), matter.rng))
    if matter.state in STILL_WAITING or matter.state == "merged":
        town.step(matter, "add", matter.reporter, {"words": matter.rng.choice(remarks.ADDITIONS)})


def urge(town: Town, matter: Matter, times: int) -> Life:
    """Whoever waits long asks, and after some days again."""
    for _ in range(times):
        yield town.at(town.almanac.awake(town.now + timedelta(days=matter.rng.uniform(1.5, 4)), matter.rng))
        if matter.state not in STILL_WAITING:
            return
        words = matter.rng.choice(remarks.URGES)
        if matter.fate.channel in RINGS_UP and matter.phone:
            call_again(town, matter, words)
        else:
            town.step(matter, "urge", matter.reporter, {"words": words})


def rate(town: Town, matter: Matter) -> Life:
    """Sooner or later, or never; a bad first grade has the matter handled again."""
    rng = matter.rng
    matter.ratings += 1
    if matter.ratings == 1 and rng.random() < NEVER_RATES:
        return
    yield town.at(town.almanac.awake(town.now + timedelta(hours=min(150.0, 1 + rng.expovariate(1 / 38))), rng))
    held = find(matter.case_id)
    if matter.state != "awaiting_rating" or held is None or held.case.state != matter.state:
        return  # it was closed unrated meanwhile
    grades = GRADES if matter.ratings == 1 else SECOND_GRADES
    grade = rng.choices(list(grades), list(grades.values()))[0]
    town.step(matter, "rate", matter.reporter, {"grade": grade, "words": rng.choice(remarks.RATINGS[grade])})


def think_again(town: Town, matter: Matter) -> Life:
    """Some find after days that it broke again, and ask once more."""
    if matter.ratings > 1 or matter.rng.random() >= ASKS_AGAIN:
        return
    yield town.at(town.almanac.awake(town.now + timedelta(days=matter.rng.uniform(3, 12)), matter.rng))
    held = find(matter.case_id)
    if held is not None and held.case.state == matter.state == "rated":  # a call-back may have been quicker
        town.step(matter, "reopen", matter.reporter, {"reason": matter.rng.choice(remarks.REOPENINGS)})
