"""Draws a town's programme of projects: what, where, who leads, how much, in the order of the reserve. Seeded and pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from doorstep.doors.town.ground import Neighbourhood, point_in
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.town.gazetteer import Programme
from doorstep.wings.town.voices import projects as voices

PHASES = ("一期", "二期", "三期", "四期", "五期", "六期")
MARKS = (
    (("选点和设计", 20), ("施工安装", 60), ("试用和移交", 20)),
    (("方案公示", 10), ("采购备料", 30), ("上门实施", 60)),
    (("招募和排班", 25), ("试运行", 25), ("全面开展", 50)),
)
# What a low price stands on.
BASES = (("material",), ("material", "labour"), ("room",), ("agreed",))
# Of the second batch: so many for daily needs, for the old, for children; the others as they come.
WISHED = (("market.markets", 19), ("elderly.meals", 6), ("education.care", 4))


@dataclass(frozen=True, kw_only=True)
class Item:
    """A project as it is drawn. `batch` 0: stays in reserve. `passes`: why it is set up out of turn, or ""."""

    rank: int
    batch: int
    topic: str
    what: str
    category: str
    place: str
    unit: str
    near: tuple[float, float] | None
    side: str = "forward"
    kind: str = "special"
    provider: str = "charity"
    price: str = ""
    price_basis: tuple[str, ...] = ()
    counted_in: str = "visits"
    fen: int = 0
    source: str = "district"
    visits: int = 0
    marks: tuple[tuple[str, int], ...] = MARKS[0]
    delay: tuple[str, str] | None = None
    problems: tuple[str, ...] = ()
    passes: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """In the order of the reserve."""

    items: tuple[Item, ...]

    def in_order(self, batch: int) -> tuple[Item, ...]:
        """Those of a batch as they are set up: in order, those that pass others last."""
        found = [one for one in self.items if one.batch == batch]
        return tuple(sorted(found, key=lambda one: (bool(one.passes), one.rank)))


def split(total: int, parts: int, rng: Random) -> list[int]:
    """Uneven whole parts that add up to the total."""
    if parts == 0:
        return []
    weights = [rng.uniform(0.4, 1.6) for _ in range(parts)]
    shares = [int(total * weight / sum(weights)) for weight in weights]
    shares[-1] += total - sum(shares)
    return shares


def plan_of(programme: Programme, ground: Sequence[Neighbourhood], *, seed: int) -> Plan:
    """The same seed gives the same plan."""
    rng = Random(f"{seed}:programme")
    chosen = sum(programme.batches)
    money, visits = split(programme.yuan * 100, chosen, rng), split(programme.visits, chosen, rng)
    for_all = set(rng.sample(range(chosen), min(programme.inclusive, chosen)))
    kinds = _kinds(programme, for_all, rng)
    items: list[Item] = []
    for turn in range(chosen):
        batch = 1 if turn < programme.batches[0] else 2
        items.append(_item(turn, batch, kinds[turn], turn in for_all, ground, rng, money[turn], visits[turn]))
    items = _told_apart(items)
    remedies = _remedies(programme, ground, rng)
    first = programme.batches[0]
    spare = [_spare(turn, ground, rng) for turn in range(programme.reserve)]
    ordered = [*items[:first], *remedies, *items[first:], *spare]
    return Plan(items=tuple(_ranked(_passed(ordered, chosen + len(remedies)))))


def _told_apart(items: Sequence[Item]) -> list[Item]:
    """The second of a name is its second phase, and so on."""
    seen: dict[str, int] = {}
    found = []
    for one in items:
        turn = seen[one.topic] = seen.get(one.topic, 0) + 1
        phase = f"（{PHASES[min(turn, len(PHASES)) - 1]}）" if turn > 1 else ""
        found.append(replace(one, topic=one.topic + phase))
    return found


def _passed(ordered: list[Item], chosen: int) -> list[Item]:
    """The last one chosen stands behind some of the reserve, and is set up before them for a reason."""
    if len(ordered) < chosen + 3:
        return ordered
    late = replace(ordered[chosen - 1], passes="danger")
    return [*ordered[: chosen - 1], *ordered[chosen : chosen + 2], late, *ordered[chosen + 2 :]]


def _ranked(items: Sequence[Item]) -> list[Item]:
    return [replace(one, rank=rank) for rank, one in enumerate(items, 1)]


def _kinds(programme: Programme, for_all: set[int], rng: Random) -> list[tuple[str, str, str]]:
    """What each is; of a large second batch the wished shares."""
    chosen, first = sum(programme.batches), programme.batches[0]
    wished = [category for category, count in WISHED for _ in range(count)] if programme.batches[1] > 40 else []
    others = [one for one in voices.SPECIAL if one[2] not in {category for category, _ in WISHED}]
    kinds = []
    second = list(range(first, chosen))
    rng.shuffle(second)
    by_turn = dict(zip(second, wished, strict=False))
    for turn in range(chosen):
        if turn in by_turn:
            several = [one for one in (*voices.SPECIAL, *voices.INCLUSIVE) if one[2] == by_turn[turn]]
        elif turn >= first and wished:
            several = [one for one in voices.INCLUSIVE if one[2] not in dict(WISHED)] if turn in for_all else others
        else:
            several = list(voices.INCLUSIVE if turn in for_all else voices.SPECIAL)
        kinds.append(several[turn % len(several)])
    return kinds


def _item(
    turn: int,
    batch: int,
    said: tuple[str, str, str],
    is_for_all: bool,
    ground: Sequence[Neighbourhood],
    rng: Random,
    fen: int,
    visits: int,
) -> Item:
    topic, what, category = said
    place, near, unit = _where(ground, turn, category, rng, is_for_all=is_for_all)
    provider = ("charity", "charity", "low_fee", "market")[rng.randrange(4)]
    name = f"{topic}" if is_for_all else f"{_short(ground, turn)}{topic}"
    return Item(
        rank=0,
        batch=batch,
        topic=name,
        what=what,
        category=category,
        place=place,
        unit=unit,
        near=near,
        kind="inclusive" if is_for_all else "special",
        provider=provider,
        price={"low_fee": "5.00", "market": "20.00"}.get(provider, ""),
        price_basis=BASES[turn % len(BASES)] if provider == "low_fee" else (),
        counted_in="persons" if visits < 400 else "visits",
        fen=fen,
        visits=visits,
        marks=MARKS[turn % len(MARKS)],
        delay=voices.DELAYS[turn % len(voices.DELAYS)] if turn % 7 == 3 else None,
    )


def _short(ground: Sequence[Neighbourhood], turn: int) -> str:
    community = ground[turn % len(ground)]
    units = {unit.code: unit for unit in towns.pack().units}
    return units[community.unit].label.zh


def _where(
    ground: Sequence[Neighbourhood], turn: int, category: str, rng: Random, *, is_for_all: bool
) -> tuple[str, tuple[float, float] | None, str]:
    """Place, point and leading unit: for all, the department in the whole town; else the community in its own place."""
    pack = towns.pack()
    units = {unit.code: unit for unit in pack.units}
    if is_for_all:
        known = pack.categories.by_code[category].usual_unit
        return atlas().children()[0].code, None, known if known in units else "tcb"
    community = ground[turn % len(ground)]
    lon, lat = point_in(community.spot(rng).place, rng)
    unit = units[community.unit]
    return str(unit.place), (round(lon, 4), round(lat, 4)), unit.code


def _remedies(programme: Programme, ground: Sequence[Neighbourhood], rng: Random) -> list[Item]:
    """Each with its problems, as many in all as planned."""
    counts = [programme.problems // max(1, programme.remedies)] * programme.remedies
    for turn in range(programme.problems - sum(counts)):
        counts[turn % len(counts)] += 1
    found = []
    for turn, count in enumerate(counts):
        topic, category, problems = voices.REMEDIES[turn % len(voices.REMEDIES)]
        place, near, unit = _where(ground, turn, category, rng, is_for_all=False)
        lines = [
            problems[one % len(problems)] + ("" if one < len(problems) else f"（{one + 1}）") for one in range(count)
        ]
        found.append(
            Item(
                rank=0,
                batch=1,
                topic=f"整治：{topic}",
                what=f"群众最想改善的事：{topic}。拆成具体问题，一个个销号。",
                category=category,
                place=place,
                near=near,
                unit=unit,
                side="remedy",
                problems=tuple(lines),
            )
        )
    return found


def _spare(turn: int, ground: Sequence[Neighbourhood], rng: Random) -> Item:
    """In reserve."""
    place, near, unit = _where(ground, turn, "community.other", rng, is_for_all=False)
    where = _short(ground, turn)
    topic = f"{where}{voices.SPARE[(turn // len(ground)) % len(voices.SPARE)]}"
    what = voices.NOTES[turn % len(voices.NOTES)].format(place=where)
    return Item(rank=0, batch=0, topic=topic, what=what, category="community.other", place=place, near=near, unit=unit)
