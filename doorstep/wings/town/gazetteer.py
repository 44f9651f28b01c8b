"""The plan of a demo town, read from its pack's `town.toml`: outline, rivers, streets and communities by name, and how it lives.

Where places lie is invented: nothing here is a map of a real city. Every street and community number of a division code
begins with 9, a range the national rules leave unassigned, so that an invented place can never be mistaken for a real one.
Refuses, with file, line and mend, a plan that lacks a part or names a community twice.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

FILE = "town.toml"
Metres = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Community:
    """`segment` is the last three digits of the division code; `unit` the unit code of its office; `special` names a grid
    for one great tenant, such as a market."""

    segment: str
    unit: str
    label: Words
    special: Words | None


@dataclass(frozen=True, kw_only=True)
class Street:
    """`inside`, metres east and north of the town's origin, is a point in the face of the drawing that is meant."""

    segment: str
    unit: str
    label: Words
    inside: Metres
    communities: tuple[Community, ...]


@dataclass(frozen=True, kw_only=True)
class River:
    """A line in metres; it parts streets."""

    label: Words
    line: tuple[Metres, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the drawing starts from. `origin` is longitude and latitude; cells are smallest around `core`."""

    seed: int
    origin: tuple[float, float]
    core: Metres
    outline: tuple[Metres, ...]
    rivers: tuple[River, ...]


PROGRAMME = (
    "inclusive",
    "reserve",
    "remedies",
    "problems",
    "yuan",
    "visits",
    "answers",
    "unsatisfied",
    "pledges",
    "pledged_yuan",
)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The projects of a demo town: how many in each batch, how many of them for all, in reserve; remedies and their problems;
    yuan of public money; visits; answers of those asked, and how many of these are not satisfied; pledges and their yuan."""

    batches: tuple[int, ...] = (3, 2)
    inclusive: int = 2
    reserve: int = 4
    remedies: int = 1
    problems: int = 2
    yuan: int = 380_000
    visits: int = 5_200
    answers: int = 96
    unsatisfied: int = 3
    pledges: int = 4
    pledged_yuan: int = 210_000


@dataclass(frozen=True, kw_only=True)
class Partners:
    """How many companies, social organisations and graduates offer something, and how many needs are recorded."""

    companies: int = 6
    organisations: int = 8
    graduates: int = 12
    needs: int = 14


@dataclass(frozen=True, kw_only=True)
class Life:
    """How much is said in how many weeks, and where the sign-ins shown to a visitor work. `haste`: how long a community takes
    to look at a matter, where 1 is the usual time. `meetings`, `attendances`, `candidates`: how many sheets of meetings are entered
    afterwards, how many people stand on them, how many candidates are collected."""

    seed: int
    weeks: int
    words: int
    first_community: str
    first_street: str
    first_desk: str
    lively_streets: tuple[str, ...]
    haste: float
    programme: Programme = Programme()
    partners: Partners = Partners()
    meetings: int = 0
    attendances: int = 0
    candidates: int = 0


@dataclass(frozen=True, kw_only=True)
class TownPlan:
    """A whole demo town before it is drawn."""

    county: str
    label: Words
    sheet: Sheet
    life: Life
    streets: tuple[Street, ...]


@cache
def plan_in(folder: Path) -> TownPlan:
    """The plan in a pack's own folder, read once. Raises PackError."""
    return read_town(folder / FILE)


def read_town(path: Path) -> TownPlan:
    """The plan in this file. Raises PackError."""
    page = read_toml(path)
    county, label = page.text("county"), page.words("label")
    drawing = page.table("drawing")
    rivers = tuple(_river(row) for row in page.tables("river"))
    sheet = Sheet(
        seed=drawing.whole("seed"),
        origin=_point(drawing, "origin"),
        core=_point(drawing, "core"),
        outline=_points(drawing, "outline"),
        rivers=rivers,
    )
    drawing.refuse_the_rest()
    life = _life(page.table("life"))
    streets = tuple(_street(row) for row in page.tables("street", known_by="segment", required=True))
    page.refuse_the_rest()
    page.settle()
    return TownPlan(county=county, label=label, sheet=sheet, life=life, streets=streets)


def _river(row: Table) -> River:
    river = River(label=row.words("label"), line=_points(row, "line"))
    row.refuse_the_rest()
    return river


def _programme(row: Table) -> Programme:
    found = Programme(
        batches=(row.whole("first_batch", least=1), row.whole("second_batch", least=1)),
        **{name: row.whole(name, least=0) for name in PROGRAMME},
    )
    row.refuse_the_rest()
    return found


def _partners(row: Table) -> Partners:
    found = Partners(**{one.name: row.whole(one.name, least=0) for one in fields(Partners)})
    row.refuse_the_rest()
    return found


def _life(row: Table) -> Life:
    life = Life(
        seed=row.whole("seed"),
        weeks=row.whole("weeks", least=2, most=52),
        words=row.whole("words", least=40, most=5000),
        first_community=row.code("first_community"),
        first_street=row.code("first_street"),
        first_desk=row.code("first_desk"),
        lively_streets=row.texts("lively_streets"),
        haste=row.number("haste", default=1.0, least=0.05, most=1.0),
        meetings=row.whole("meetings", 0, least=0, most=2000),
        attendances=row.whole("attendances", 0, least=0, most=200_000),
        candidates=row.whole("candidates", 0, least=0, most=5000),
        programme=_programme(row.table("programme")) if "programme" in row else Programme(),
        partners=_partners(row.table("partners")) if "partners" in row else Partners(),
    )
    row.refuse_the_rest()
    return life


def _street(row: Table) -> Street:
    street = Street(
        segment=row.text("segment"),
        unit=row.code("unit"),
        label=row.words("label"),
        inside=_point(row, "inside"),
        communities=tuple(_community(one) for one in row.tables("community", known_by="segment", required=True)),
    )
    row.refuse_the_rest()
    return street


def _community(row: Table) -> Community:
    community = Community(
        segment=row.text("segment"),
        unit=row.code("unit"),
        label=row.words("label"),
        special=row.maybe("special", row.words),
    )
    row.refuse_the_rest()
    return community


def _points(row: Table, key: str) -> tuple[Metres, ...]:
    raw = row.anything(key)
    if not isinstance(raw, list) or len(raw) < 2 or not all(_is_point(one) for one in raw):
        row.fault(key, "要写成一串点，例如 [[0, 0], [100, 50]]", "write a list of points, such as [[0, 0], [100, 50]]")
        return ()
    return tuple((one[0], one[1]) for one in raw)


def _point(row: Table, key: str) -> Metres:
    raw = row.anything(key)
    if not _is_point(raw):
        row.fault(key, "要写成一个点，例如 [1500.0, 200.0]", "write a point, such as [1500.0, 200.0]")
        return (0.0, 0.0)
    return (raw[0], raw[1])


def _is_point(raw: object) -> bool:
    return isinstance(raw, list) and len(raw) == 2 and all(isinstance(n, int | float) for n in raw)
