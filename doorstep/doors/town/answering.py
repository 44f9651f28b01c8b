"""The hotline's desk keeps ready what it is asked again and again: a few answers, written in the first weeks. Answers no call."""

from doorstep.doors.town.living import Life, Town
from doorstep.wings.hotline.ready import write_ready
from doorstep.wings.town.voices.answering import READY

WRITER = "hotline"
HOURS_BEFORE_END = 200


def ready_answers(town: Town) -> Life:
    """One after another, some hours apart."""
    yield town.at(town.almanac.before_end(HOURS_BEFORE_END))
    for title, category, text in READY:
        yield town.hours(3)
        actor = town.staff.named(WRITER)
        write_ready(ready_id=None, title=title, text=text, category=category, seen=0, actor=actor, now=town.now)
