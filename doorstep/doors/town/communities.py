"""Communities: look at what was said, settle on the spot what can be, and hand the rest up to the office."""

from doorstep.doors.town.living import Life, Matter, Town
from doorstep.wings.town.voices import remarks

URGENT_MINUTES = {"emergency": (12, 70), "urgent": (20, 150)}


def look(town: Town, matter: Matter) -> Life:
    """The community's turn. What is said on a visit is looked at there and then; what comes back is looked at again."""
    rng, fate = matter.rng, matter.fate
    if fate.road == "fresh":
        return
    if matter.ratings:
        yield town.hours(rng.uniform(1, 9))
    elif matter.is_urgent:
        yield town.minutes(rng.uniform(*URGENT_MINUTES[fate.trouble.urgency]) * town.haste)
    elif fate.channel == "visit":
        yield town.minutes(rng.uniform(4, 40) * town.haste)
    elif town.haste < 1:  # grid workers who come at any hour
        yield town.minutes(rng.uniform(20, 390) * town.haste)
    else:
        yield town.hours(rng.uniform(0.3, 6.5))
    match fate.road:
        case "withdrawn":
            town.step(matter, "withdraw", matter.reporter, {"reason": rng.choice(remarks.WITHDRAWALS)})
        case "spot":
            _settle(town, matter)
        case _:
            town.step(matter, "hand_up", town.visitor(matter), {"note": rng.choice(remarks.HAND_UP)})


def _settle(town: Town, matter: Matter) -> None:
    """On the spot; it is rated all the same."""
    actor = town.visitor(matter)
    after = town.studio.after(matter, by=str(actor.id), now=town.now)
    form = {"result": matter.fill(matter.fate.trouble.done), "photos_after": after}
    town.step(matter, "settle_on_spot", actor, form)
