"""The office has the machine learn once from what it sorted and dispatched; what comes afterwards is proposed by what was learned."""

from doorstep.doors.town.living import Life, Town
from doorstep.wings.triage.learning import TooLittleToLearn
from doorstep.wings.triage.services import rules
from doorstep.wings.triage.versions import train

OFFICE = "coordinator"
HOURS_BEFORE_END = 40


def learning(town: Town) -> Life:
    """A town of few words has nothing to learn from yet."""
    yield town.at(town.almanac.before_end(HOURS_BEFORE_END))
    known = rules()
    try:
        train(precision=known.precision, fewest=known.fewest, by=town.staff.named(OFFICE).id, now=town.now)
    except TooLittleToLearn:
        return
