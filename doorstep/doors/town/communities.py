"""Communities: look at what was said, settle on the spot what can be, and hand the rest up to the office."""

from doorstep.doors.town import desks, residents
from doorstep.doors.town.living import Life, Matter, Town
from doorstep.kernel.actor import Actor
from doorstep.wings.town.voices import remarks

BY_GRID_WORKER = 0.55
URGENT_MINUTES = {"emergency": (12, 70), "urgent": (20, 150)}


def visitor(town: Town, matter: Matter) -> Actor:
    """Who comes by: the grid's worker, or the community's clerk."""
    if matter.fate.number % 100 < BY_GRID_WORKER * 100:
        return town.staff.grid_worker(matter.unit, matter.spot.grid)
    return town.staff.clerk_of(matter.unit)


def look(town: Town, matter: Matter) -> Life:
    """The community's turn. What is said on a visit is looked at there and then."""
    rng, fate = matter.rng, matter.fate
    if fate.trouble.urgency in URGENT_MINUTES:
        yield town.minutes(rng.uniform(*URGENT_MINUTES[fate.trouble.urgency]))
    elif fate.channel == "visit":
        yield town.minutes(rng.uniform(4, 40))
    else:
        yield town.hours(min(rng.uniform(0.3, 6.5), 10.5))
    match fate.road:
        case "withdrawn":
            town.step(matter, "withdraw", matter.reporter, {"reason": rng.choice(remarks.WITHDRAWALS)})
        case "spot":
            yield from settle(town, matter)
        case _:
            yield from hand_up(town, matter)


def settle(town: Town, matter: Matter) -> Life:
    """On the spot; it is rated all the same."""
    actor = visitor(town, matter)
    after = town.studio.after(matter, by=str(actor.id), now=town.now)
    form = {"result": matter.fill(matter.fate.trouble.done), "photos_after": after}
    town.step(matter, "settle_on_spot", actor, form)
    yield from residents.rate(town, matter)


def hand_up(town: Town, matter: Matter) -> Life:
    """To the office, with a word on why."""
    town.step(matter, "hand_up", visitor(town, matter), {"note": matter.rng.choice(remarks.HAND_UP)})
    town.pool.append(matter)
    if matter.fate.lingers == "pooled":
        town.begin(residents.urge(town, matter, 1))
    yield town.minutes(0)


def again(town: Town, matter: Matter) -> Life:
    """A bad grade, or a matter asked for once more: whoever had it last has it again."""
    match matter.state:
        case "handling":
            yield from desks.handle_again(town, matter)
        case "pooled":
            town.pool.append(matter)
        case "collected":
            yield town.hours(matter.rng.uniform(1, 9))
            yield from settle(town, matter)
        case _:
            raise AssertionError(matter.state)
