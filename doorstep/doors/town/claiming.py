"""Two people ask about their own information: one has been shown everything, the other waits for a correction. Through the real steps."""

from uuid import UUID

from doorstep.doors.town.living import NOT_YET, Life, Town
from doorstep.kernel.actor import ANONYMOUS
from doorstep.store.cases import towns
from doorstep.wings.rights.rules import FILE
from doorstep.wings.rights.services import Asking, ask

OFFICE = "coordinator"


def claims(town: Town) -> Life:
    """Three days before the end; nothing where the pack has no register."""
    if towns.pack().file(FILE) is None:
        return
    yield town.at(town.almanac.before_end(72))
    known = [matter.case_id for _number, matter in sorted(town.matters.items()) if matter.case_id != NOT_YET]
    if len(known) < 2:
        return
    seen = _ask(town, Asking(kind="see", cases=(known[0],)))
    yield town.hours(20)
    office = town.staff.named(OFFICE)
    town.steps.act(seen, "check_identity", {"seen": "receipt"}, office, town.now)
    yield town.hours(4)
    form = {"extent": "all", "reason": "身份对上了，请在三十天里看，看完可以归档。"}
    town.steps.act(seen, "grant", form, office, town.now)
    yield town.hours(24)
    _ask(town, Asking(kind="correct", cases=(known[1],), target="name", value="林阿婆", words="称呼写错了。"))


def _ask(town: Town, asking: Asking) -> UUID:
    made = ask(asking, actor=ANONYMOUS, key=f"town:{town.seed}:right:{asking.kind}", now=town.now)
    town.steps.answer(town.now)
    return made.case_id
