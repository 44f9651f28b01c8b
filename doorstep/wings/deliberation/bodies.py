"""Bodies 议事组 as data: fixed seats named by the jurisdiction, plus X for a matter, how often they meet. Reads `assemblies.toml`.

What “5” in 5+X means is written by the jurisdiction, seat by seat; a pack that names none has none.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.units import UnitTree, unit_tree
from doorstep.store.places.atlas import Atlas, atlas
from doorstep.wings.deliberation.kinds import meetings
from doorstep.wings.deliberation.recurring import Recurrence, RuleUnreadable, in_words, read_rule

FILE = "assemblies.toml"
LEVELS = ("district", "street", "community")
HOLIDAYS = ("stay", "next_working_day")
KINDS_OF_UNITS = ("street", "community")
BEGUN = date(2024, 1, 1)  # a Monday, from which every second week is counted where the pack names no day


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A fixed seat."""

    code: str
    label: Words


@dataclass(frozen=True, kw_only=True)
class Body:
    """A body that meets. `unit` convenes it; `seats` are fixed; `most_x`: at most so many for a matter; `rule` None: when called.

    `begun`: the first day the rule holds, from which every second week or month is counted."""

    code: str
    label: Words
    level: str
    unit: str
    place: str
    kind: str
    seats: tuple[Seat, ...]
    most_x: int
    x_label: Words
    rule: Recurrence | None
    begun: date
    on_holidays: str
    at: str
    hall: Words

    @property
    def rule_words(self) -> Words:
        """On which days, as a resident reads it; empty words where it meets when called."""
        return in_words(self.rule) if self.rule else NO_WORDS

    @property
    def path(self) -> str:
        """Of its place; one whose unit answers for no place meets for the whole."""
        spot = atlas().get(self.place)
        return spot.path if spot else atlas().children()[0].path


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What the jurisdiction calls its meetings: the whole, and each level."""

    title: Words
    steps_title: Words
    steps: tuple[Words, ...]
    levels: Mapping[str, Words]


@dataclass(frozen=True, kw_only=True)
class Assemblies:
    """All bodies by code, in the order of the file, and their names."""

    wording: Wording
    bodies: Mapping[str, Body]

    def of_units(self, units: Collection[str]) -> list[Body]:
        """Those convened by one of these units."""
        return [body for body in self.bodies.values() if body.unit in units]


NO_WORDS = Words(zh="", en="")


def read_assemblies(
    path: Path, *, kinds: Collection[str], units: Mapping[str, str], places: Mapping[str, str]
) -> Assemblies:
    """`units`: the kind of each unit by its code; `places`: its place, where it answers for one. Raises PackError with every fault."""
    page = read_toml(path)
    wording = _wording(page)
    bodies: dict[str, Body] = {}
    for row in page.tables("body", known_by="code"):
        for body in _bodies(row, kinds, units, places):
            bodies[body.code] = body
    page.refuse_the_rest()
    page.settle()
    return Assemblies(wording=wording, bodies=bodies)


def _wording(page: Table) -> Wording:
    levels = page.table("levels")
    steps = page.table("steps", required=False)
    made = Wording(
        title=page.words("title"),
        levels={level: levels.words(level) for level in LEVELS if level in levels},
        steps_title=steps.words("title", NO_WORDS),
        steps=tuple(steps.words(name) for name in ("talk", "tick", "decide") if name in steps),
    )
    levels.refuse_the_rest()
    steps.refuse_the_rest()
    return made


def _bodies(row: Table, kinds: Collection[str], units: Mapping[str, str], places: Mapping[str, str]) -> list[Body]:
    """One for each unit named, or for every unit of a kind: a row may set up the same body in many streets."""
    code, rule = row.code("code"), _rule(row)
    noun = Words(zh="会议种类", en="kind of meeting")
    made = Body(
        code=code,
        label=row.words("label", holes=("place",)),
        level=row.one_of("level", LEVELS),
        unit="",
        place="",
        kind=row.one_of("kind", tuple(kinds), noun=noun),
        seats=tuple(_seat(one) for one in row.tables("seat", known_by="code")),
        most_x=row.whole("most_x", least=0, most=500),
        x_label=row.words("x_label"),
        rule=rule,
        begun=row.day("rule_from") if "rule_from" in row else BEGUN,
        on_holidays=row.one_of("on_holidays", HOLIDAYS, "stay"),
        at=_at_hour(row),
        hall=row.words("hall", holes=("place",)),
    )
    convened = row.texts("units", among=tuple(units), noun=Words(zh="单位", en="unit"))
    if every := row.one_of("every", KINDS_OF_UNITS, ""):
        convened = tuple(unit for unit, kind_of in units.items() if kind_of == every)
    if not convened:
        row.fault("units", "要写由哪些单位召集", "say which units convene it")
    row.refuse_the_rest()
    return [_at(made, unit, places, alone=len(convened) == 1) for unit in convened]


def _at(body: Body, unit: str, places: Mapping[str, str], *, alone: bool) -> Body:
    label = unit_tree().label(unit) if unit in unit_tree() else NO_WORDS
    fields = {name: getattr(body, name) for name in body.__dataclass_fields__}
    named = {"zh": label.zh, "en": label.en}
    return Body(
        **{
            **fields,
            "code": body.code if alone else f"{body.code}-{unit}".replace("_", "-"),
            "unit": unit,
            "place": places.get(unit, ""),
            "label": Words(zh=body.label.zh.format(place=named["zh"]), en=body.label.en.format(place=named["en"])),
            "hall": Words(zh=body.hall.zh.format(place=named["zh"]), en=body.hall.en.format(place=named["en"])),
        }
    )


def _seat(row: Table) -> Seat:
    seat = Seat(code=row.name_of("code"), label=row.words("label"))
    row.refuse_the_rest()
    return seat


def _at_hour(row: Table) -> str:
    text = row.text("at", "14:30")
    try:
        time.fromisoformat(text)
    except ValueError:
        row.fault("at", f"几点写成 19:30 这样的，不是“{text}”", f"the hour is written as 19:30, not “{text}”")
    return text


def _rule(row: Table) -> Recurrence | None:
    text = row.text("rule", "")
    if not text:
        return None
    try:
        return read_rule(text)
    except RuleUnreadable as wrong:
        row.fault("rule", f"重复规则读不懂：{wrong.zh}", f"the recurrence is not understood: {wrong.en}")
        return None


def assemblies() -> Assemblies:
    """Of the pack in force; one without its own file has bodies of nobody."""
    path = towns.pack().file(FILE)
    if path is None:
        return Assemblies(
            wording=Wording(title=Words(zh="议事会", en="Assembly"), steps_title=NO_WORDS, steps=(), levels={}),
            bodies={},
        )
    return _read(path, path.stat().st_mtime_ns, unit_tree(), atlas(), tuple(meetings().kinds))


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int, tree: UnitTree, book: Atlas, kinds: tuple[str, ...]) -> Assemblies:
    """Kept apart for each tree of units and each atlas: towns that share a file, as one laid over another does, have their own."""
    places = {unit.code: unit.place for unit in tree.all() if unit.place and book.get(unit.place)}
    return read_assemblies(path, kinds=kinds, units={one.code: one.kind for one in tree.all()}, places=places)


def bodies_at(path: str) -> list[Body]:
    """Those that meet for a place: its own, those of what it lies in, and those of what lies in it."""
    return [one for one in assemblies().bodies.values() if path.startswith(one.path) or one.path.startswith(path)]
