"""What a pack says about grids: responsibilities, how large a grid shall be, what its public card shows, rounds, tasks, duty lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from doorstep.kernel.gridwork.windows import Rhythm
from doorstep.kernel.words import Words

NAMES = ("post", "surname", "full")
POINT_LEVELS = ("building", "point")
PLACE_LEVELS = ("community", "grid", "special_grid", "micro_grid")
LEVELS = (*PLACE_LEVELS, *POINT_LEVELS)


@dataclass(frozen=True, kw_only=True)
class Responsibility:
    """Who answers for what 责任: by holding `role` over a place of these levels, or, for buildings and points, by name.

    `is_public`: stands on the grid's card. `must`: a place without one is shown as vacant.
    """

    code: str
    label: Words
    levels: tuple[str, ...]
    role: str
    is_public: bool = False
    must: bool = False


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many households a grid shall have 规模."""

    level: str
    least: int
    most: int
    basis: Words


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the public card may show 公示: how much of a name, whom to call; `basis` says why it is shown at all."""

    names: str = "surname"
    supervision_phone: str = ""
    phones: Mapping[str, str] = field(default_factory=dict)
    basis: Words = field(default_factory=lambda: Words(zh="", en=""))


@dataclass(frozen=True, kw_only=True)
class GridBook:
    """grids.toml."""

    responsibilities: Mapping[str, Responsibility] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)
    card: Card = field(default_factory=Card)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(one.role for one in self.responsibilities.values() if one.role)

    def of_level(self, level: str) -> tuple[Responsibility, ...]:
        """Those that a place of this level can have."""
        return tuple(one for one in self.responsibilities.values() if level in one.levels)


@dataclass(frozen=True, kw_only=True)
class RoundRule:
    """Who goes where how often 巡走访. `missed`: after so many missed in a row the one above is told."""

    name: str
    label: Words
    look_for: Words
    by: str
    levels: tuple[str, ...]
    rhythm: Rhythm
    missed: int
    basis: Words


@dataclass(frozen=True, kw_only=True)
class TaskRule:
    """What the house puts before every place of a level at each turn of a rhythm 定期任务: a case of `mechanism`."""

    name: str
    label: Words
    content: Words
    level: str
    rhythm: Rhythm
    mechanism: str
    basis: Words


@dataclass(frozen=True, kw_only=True)
class RoundBook:
    """rounds.toml."""

    rounds: Mapping[str, RoundRule] = field(default_factory=dict)
    tasks: Mapping[str, TaskRule] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a duty list: a name and, where known, what it rests on."""

    name: Words
    basis: Words | None = None


@dataclass(frozen=True, kw_only=True)
class DutyList:
    """A named list 清单. `announced`: how many entries its source speaks of, 0 when it does not say; what is not listed is
    shown as not listed, never filled in by us. An unexplained number such as 5310 is a list of the kind "archive" 管理机制档案.
    """

    name: str
    title: Words
    kind: str
    whose: Words
    source: Words
    effective_from: date
    entries: tuple[Entry, ...] = ()
    announced: int = 0
    is_public: bool = False
    link: str = ""
    note: Words | None = None

    @property
    def not_listed(self) -> int:
        """Entries the source announces and does not list."""
        return max(0, self.announced - len(self.entries))

    @property
    def is_empty(self) -> bool:
        return not self.entries


DutyBook = Mapping[str, tuple[DutyList, ...]]
"""Versions of each list by name, the newest first."""


@dataclass(frozen=True, kw_only=True)
class Gridwork:
    """Everything a pack says about grid work."""

    grids: GridBook = field(default_factory=GridBook)
    rounds: RoundBook = field(default_factory=RoundBook)
    duties: DutyBook = field(default_factory=dict)


def in_force(book: DutyBook, today: date) -> tuple[DutyList, ...]:
    """Of each list the version in force; a list that begins later is left out."""
    found = (next((one for one in versions if one.effective_from <= today), None) for versions in book.values())
    return tuple(one for one in found if one is not None)
