"""Residents: say a word, add, urge, rate, ask again. Whoever was not asked twice has the right not to answer."""

from datetime import timedelta

from doorstep.doors.town.ground import point_in
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Reporter
from doorstep.wings.intake.services import take_word
from doorstep.wings.town.voices import remarks
from doorstep.wings.town.voices.scenes import words

NEVER_RATES = 0.2
UNCHOSEN = 6
GRADES = {"very_satisfied": 46, "satisfied": 33, "fairly_satisfied": 12, "dissatisfied": 6, "very_dissatisfied": 3}
SECOND_GRADES = {"very_satisfied": 10, "satisfied": 50, "fairly_satisfied": 32, "dissatisfied": 8}
ASKS_AGAIN = 0.015
ADDS = 0.07
NAMED, REACHABLE = 0.45, 0.85
POINTED = {"web": 0.8, "visit": 0.9, "hotline": 0.2}
STILL_WAITING = ("collected", "pooled", "dispatched", "disputed", "handling")


def speak(town: Town, matter: Matter) -> Life:
    """The first word; the community goes on from there."""
    fate, rng = matter.fate, matter.rng
    yield town.at(fate.at)
    reporter = _reporter(matter)
    opened = take_word(
        what=words(fate.trouble, fate.way, fate.scene, fate.ending),
        place=matter.spot.place.code,
        point=point_in(matter.spot.place, rng) if rng.random() < POINTED[fate.channel] else None,
        spot=matter.fill(fate.trouble.spot),
        photos=town.studio.before(matter, by="resident", now=town.now),
        category="" if chooses_none(matter) else fate.trouble.category,
        request_type=fate.trouble.request,
        urgency=fate.trouble.urgency,
        actor=_speaker(town, matter),
        channel=fate.channel,
        reporter=reporter,
        key=f"town:{town.seed}:{fate.number}",
        now=town.now,
    )
    matter.case_id, matter.number = opened.case_id, opened.number
    town.by_case[matter.case_id] = matter
    town.steps.answer(town.now)
    if rng.random() < ADDS:
        town.begin(_add(town, matter))
    town.move(matter, "collected")


def chooses_none(matter: Matter) -> bool:
    """Some who write themselves leave the category to others; the office then sorts it before it is dispatched."""
    fate = matter.fate
    return fate.channel == "web" and fate.road in ("up", "fresh") and fate.number % UNCHOSEN == 0


def _speaker(town: Town, matter: Matter) -> Actor:
    """On a visit the visitor writes it down, on the hotline the office, on the web the resident."""
    match matter.fate.channel:
        case "visit":
            return town.visitor(matter)
        case "hotline":
            return town.staff.named("coordinator2")
        case _:
            return ANONYMOUS


def _reporter(matter: Matter) -> Reporter:
    rng, seen = matter.rng, matter.fate.scene
    is_named = rng.random() < NAMED
    return Reporter(
        is_anonymous=not is_named,
        name=seen.name if is_named else "",
        phone=seen.phone if rng.random() < REACHABLE else "",
    )


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
        town.step(matter, "urge", matter.reporter, {"words": matter.rng.choice(remarks.URGES)})


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
