"""Plans what befalls the town before it is lived: who says what, where, when, and which road each word takes. Pure, seeded.

The shares are those of the report the town retells: of some 620 words 214 are settled on the spot and 393 go up to the office;
a handful is taken back, and the last ones still lie with their communities when the visitor comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from doorstep.doors.town.almanac import LOCAL, Almanac, at_clock
from doorstep.wings.town.voices.scenes import ENDINGS, TROUBLES, Scene, neighbour, scene
from doorstep.wings.town.voices.trouble import Trouble

Road = Literal["spot", "up", "withdrawn", "fresh"]
Lingering = Literal["", "pooled", "dispatched", "disputed", "handling"]
SIZE, ON_SPOT, WITHDRAWN, FRESH = 622, 214, 4, 11
ECHOES = 0.15
ECHO_WITHIN = timedelta(days=4)
UNDECIDED_HOURS = 8.0
CHANNELS = (("visit", 0.44), ("web", 0.46), ("hotline", 0.10))
IMPORTED = "import_hotline"
CHATS, PROGRAMS = 8, 17  # every so manyth of those who write
ORDERS, HANDED_OVER = 9, 60  # orders of another system, handed over so many working hours before the end
FIRST_DAYS, LAST_DAYS = 14, 11
BUSY_FIRST, BUSY_LAST = 1.35, 2.1
OVERDUE_AFTER = {False: timedelta(days=13), True: timedelta(days=24)}
OLDEST = timedelta(days=34)
MINE = ("streets.stalls", "streets.posters", "traffic.bikes", "housing.illegal_building")


@dataclass(frozen=True, kw_only=True)
class Fate:
    """One word. `echo_of` is the number of an earlier word about the very same thing; `lingers` the state it gets stuck in."""

    number: int
    at: datetime
    channel: str
    community: int
    trouble: Trouble
    way: int
    scene: Scene
    ending: str
    road: Road = "up"
    echo_of: int | None = None
    lingers: Lingering = ""


def plan(almanac: Almanac, *, size: int, weights: Sequence[float], seed: int) -> tuple[Fate, ...]:
    """Every word in the order of time. `weights` says how much is said in each community."""
    rng = Random(f"{seed}:plan")
    fresh = max(2, round(size * FRESH / SIZE))
    undecided_from = almanac.before_end(UNDECIDED_HOURS)
    decided = sorted(_moments(almanac, rng, size - fresh, undecided_from))
    late = sorted(_last_moments(almanac, rng, fresh, undecided_from))
    fates: list[Fate] = []
    for n, (at, channel) in enumerate([*decided, *late]):
        said = weights if n < len(decided) else [weight * weight for weight in weights]
        fates.append(_fate(rng, fates, at, channel, said))
    fates = [replace(fate, road="fresh") if n >= len(decided) else fate for n, fate in enumerate(fates)]
    return tuple(_by_door(_lingering(_roads(fates, rng, size), almanac), almanac, size))


def _moments(almanac: Almanac, rng: Random, count: int, until: datetime) -> list[tuple[datetime, str]]:
    """More when the visits begin, most when word has got round; fewer at weekends, when nobody visits."""
    first = almanac.start.astimezone(LOCAL).date().toordinal()
    last = until.astimezone(LOCAL).date().toordinal()
    days = range(first, last + 1)
    works = {day: almanac.working_day(at_clock(day, 12)) for day in days}
    load = [(1.0 if works[day] else 0.35) * _busy(day - first, last - day) for day in days]
    found: list[tuple[datetime, str]] = []
    while len(found) < count:
        day = rng.choices(days, load)[0]
        at, channel = _at(almanac, rng, day, works[day])
        if at < until:
            found.append((at, channel))
    return found


def _busy(since_first: int, until_last: int) -> float:
    return BUSY_LAST if until_last < LAST_DAYS else BUSY_FIRST if since_first < FIRST_DAYS else 1.0


def _last_moments(almanac: Almanac, rng: Random, count: int, since: datetime) -> list[tuple[datetime, str]]:
    """Words nobody has decided upon yet; the first of them already waits too long."""
    found = [(almanac.before_end(UNDECIDED_HOURS + 12), "web")]
    span = (almanac.end - since).total_seconds()
    while len(found) < count:
        at = almanac.awake(since + timedelta(seconds=rng.random() * span), rng)
        if since < at < almanac.end - timedelta(minutes=4):
            found.append((at, "visit" if almanac.calendar.is_open(at) and rng.random() < 0.4 else "web"))
    return found


def _at(almanac: Almanac, rng: Random, day: int, is_worked: bool) -> tuple[datetime, str]:
    channel = rng.choices([name for name, _ in CHANNELS], [share for _, share in CHANNELS])[0]
    if is_worked and channel != "web":
        return almanac.in_office_hours(day, rng), channel
    return at_clock(day, min(22.9, max(6.5, rng.gauss(15, 4.5)))), "web"


def _fate(rng: Random, before: list[Fate], at: datetime, channel: str, weights: Sequence[float]) -> Fate:
    ending, way = rng.choice(ENDINGS), rng.randrange(6)
    near = [fate for fate in before[-40:] if fate.echo_of is None and at - fate.at < ECHO_WITHIN]
    near = [fate for fate in near if fate.trouble.request not in ("praise", "consultation")]
    if near and rng.random() < ECHOES:
        first = rng.choice(near)
        said = neighbour(rng, first.scene)
        return replace(
            first,
            number=len(before),
            at=at,
            channel=channel,
            way=first.way + 1,
            scene=said,
            ending=ending,
            echo_of=first.number,
        )
    community = rng.choices(range(len(weights)), weights)[0]
    trouble = rng.choices(TROUBLES, [trouble.weight for trouble in TROUBLES])[0]
    return Fate(
        number=len(before),
        at=at,
        channel=channel,
        community=community,
        trouble=trouble,
        way=way,
        scene=scene(rng, community),
        ending=ending,
    )


def _roads(fates: list[Fate], rng: Random, size: int) -> list[Fate]:
    """Exactly so many settled on the spot: those that are easiest, with some luck; an echo is as easy as what it echoes."""
    ease: dict[int, float] = {}
    for fate in fates:
        own = fate.trouble.on_spot + rng.gauss(0, 0.14)
        ease[fate.number] = ease.get(fate.echo_of, own) if fate.echo_of is not None else own
    decided = sorted(
        (fate for fate in fates if fate.road != "fresh"), key=lambda fate: (-ease[fate.number], fate.number)
    )
    easy = round(size * ON_SPOT / SIZE)
    spot = {fate.number for fate in decided[:easy]}
    echoed = {fate.echo_of for fate in fates}
    alone = [fate.number for fate in decided[easy:] if fate.number not in echoed and fate.trouble.urgency == "ordinary"]
    taken_back = set(rng.sample(alone, max(1, round(size * WITHDRAWN / SIZE))))
    return [
        replace(fate, road="spot" if fate.number in spot else "withdrawn" if fate.number in taken_back else fate.road)
        for fate in fates
    ]


def _lingering(fates: list[Fate], almanac: Almanac) -> list[Fate]:
    """A few of the last words get stuck on their way, so that there is something to watch over."""
    calm = [f for f in reversed(fates) if f.road == "up" and f.trouble.urgency == "ordinary" and f.echo_of is None]
    few = max(1, len(calm) // 90)
    old = [fate for fate in calm if OVERDUE_AFTER[_is_long(fate)] < almanac.end - fate.at < OLDEST]
    old.sort(key=lambda fate: fate.trouble.category not in MINE)
    stuck: dict[int, Lingering] = {fate.number: "handling" for fate in old[: few + 1]}
    recent = [fate for fate in calm if fate.number not in stuck]
    echoed = {f.echo_of for f in fates if f.road == "up"}
    pairs = [fate.number for fate in recent[:30] if fate.number in echoed][:2]
    counts: tuple[tuple[Lingering, int], ...] = (("pooled", few + 1), ("disputed", few), ("dispatched", few))
    for state, count in counts:
        stuck |= {fate.number: state for fate in recent[:count]}
        recent = recent[count:]
    stuck |= dict.fromkeys(pairs, "pooled")
    return [replace(f, lingers="pooled" if f.echo_of in pairs else stuck.get(f.number, "")) for f in fates]


def _by_door(fates: list[Fate], almanac: Almanac, size: int) -> list[Fate]:
    """Of those who write themselves some chat with the official account, some use a program, some had told another system."""
    written = [fate for fate in fates if fate.channel == "web" and fate.road == "up"]
    until = almanac.before_end(HANDED_OVER)
    elsewhere = [f for f in written if f.at < until and f.echo_of is None and not f.lingers and not _presses(f)]
    count = max(2, round(size * ORDERS / SIZE))
    door: dict[int, str] = {fate.number: IMPORTED for fate in elsewhere[-count:]}
    others = [fate.number for fate in written if fate.number not in door]
    door |= dict.fromkeys(others[1::CHATS], "wechat") | dict.fromkeys(others[3::PROGRAMS], "open311")
    return [replace(fate, channel=door.get(fate.number, fate.channel)) for fate in fates]


def _presses(fate: Fate) -> bool:
    return fate.trouble.urgency != "ordinary"


def _is_long(fate: Fate) -> bool:
    return fate.trouble.request in ("complaint", "tip_off")
