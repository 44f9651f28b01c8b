"""A street hangs up its signs, some are scanned and reported by, one is taken down; two riders send what they saw. Seeded, and few."""

from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from doorstep.doors.town.almanac import LOCAL
from doorstep.doors.town.living import Life, Town
from doorstep.doors.town.pictures import draw
from doorstep.kernel.actor import ANONYMOUS
from doorstep.store.cases.opening import Reporter
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.intake.services import take_word
from doorstep.wings.signs.models import Sign
from doorstep.wings.signs.services import count_scan, make_for_street, note_report, retire
from doorstep.wings.snaps.services import note_snap, register_rider
from doorstep.wings.town.voices import scanning as voices


def signs_and_snaps(town: Town) -> Life:
    """Signs of the first street hang there for weeks and are looked at. What is reported by them, and the snaps, came within the
    last two days: the communities have time left for each."""
    yield town.at(town.almanac.before_end(150))
    street = next(iter(atlas().of_level("street")), None)
    if street is None:
        return
    made = make_for_street(street.code, "community", by=None, now=town.now).fresh
    if len(made) <= max(which for which, _what in voices.BY_CODE):
        return
    rng = Random(f"{town.seed}:signs")
    for which, _what in voices.BY_CODE:
        yield town.hours(rng.uniform(4, 20))
        _looked(town, made[which], rng)
    if len(made) > 2:
        retire(made[-1], now=town.now)
    yield town.at(town.almanac.before_end(14))
    for turn in range(len(voices.SNAPS)):
        _snapped(town, turn)
        yield town.hours(1)
    for turn, (which, what) in enumerate(voices.BY_CODE):
        yield town.hours(rng.uniform(1, 3))
        _written(town, made[which], what, turn)


def _looked(town: Town, sign: Sign, rng: Random) -> None:
    """Some who only looked."""
    for _one in range(rng.randint(2, 7)):
        count_scan(sign, on=town.now.astimezone(LOCAL).date())


def _written(town: Town, sign: Sign, what: str, turn: int) -> None:
    """One who scanned it and wrote."""
    count_scan(sign, on=town.now.astimezone(LOCAL).date())
    opened = take_word(
        what=what,
        place=sign.place,
        actor=ANONYMOUS,
        channel="qr",
        reporter=Reporter(),
        key=f"town:{town.seed}:qr:{turn}",
        now=town.now,
    )
    note_report(sign, opened.case_id, now=town.now)
    town.steps.answer(town.now)


def _snapped(town: Town, turn: int) -> None:
    rng, places = Random(f"{town.seed}:snap:{turn}"), atlas().of_level("community")
    category, picture, what = voices.SNAPS[turn]
    name, phone = voices.RIDERS[turn % len(voices.RIDERS)]
    taken = SimpleUploadedFile("photo.jpg", draw(picture, is_mended=False, rng=rng))
    opened = take_word(
        what=what,
        place=places[(turn * 2 + 1) % len(places)].code,
        photos=keep_photos([taken], field="photos", uploaded_by="resident", now=town.now),
        category=category,
        actor=ANONYMOUS,
        channel="snap",
        reporter=Reporter(is_anonymous=not name, name=name, phone=phone),
        key=f"town:{town.seed}:snap:{turn}",
        now=town.now,
    )
    rider = register_rider(name=name, phone=phone, now=town.now).id if name else None
    note_snap(opened.case_id, rider=rider, now=town.now)
    town.steps.answer(town.now)
