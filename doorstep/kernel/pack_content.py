"""A pack 机制包 as the house uses it: all the law and lists of one jurisdiction, read and judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.catalogue import Row
from doorstep.kernel.categories import Categories
from doorstep.kernel.clocks import ClockScheme
from doorstep.kernel.geography import Place, Unit
from doorstep.kernel.gridwork.books import Gridwork
from doorstep.kernel.levels import Levels
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.notices import Notices
from doorstep.kernel.pack_settings import Jurisdiction
from doorstep.kernel.parties import Party
from doorstep.kernel.registers import Register, Screen
from doorstep.kernel.roles import Role
from doorstep.kernel.routing import NO_DUTIES, NegativeList
from doorstep.kernel.words import Words

URGENCIES = {
    "ordinary": Words(zh="一般", en="ordinary"),
    "urgent": Words(zh="紧急", en="urgent"),
    "emergency": Words(zh="特急", en="emergency"),
}


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Everything by name, in the order of the files. `folders`: where it came from, the common ones first."""

    name: str
    title: Words
    version: str
    jurisdiction: Jurisdiction
    roles: Mapping[str, Role]
    parties: Mapping[str, Party]
    categories: Categories
    clocks: ClockScheme
    calendar: Calendar
    mechanisms: Mapping[str, Mechanism]
    levels: Levels
    registers: Mapping[str, Register]
    screening: Mapping[str, Screen]
    gridwork: Gridwork
    notices: Notices
    units: tuple[Unit, ...]
    places: tuple[Place, ...]
    folders: tuple[Path, ...]
    negative_list: NegativeList = NO_DUTIES
    catalogue: tuple[Row, ...] = ()
    schemes: Mapping[str, ClockScheme] = field(default_factory=dict)

    @cached_property
    def entries(self) -> Mapping[str, Mapping[str, Words]]:
        """The lists from which fields of kind entry choose, by name, each in its order."""
        kinds = self.categories
        return {
            **self.levels.entries,
            "lists": {code: one.label for code, one in self.registers.items()},
            "categories": {code: kinds.label(code) for code, one in kinds.by_code.items() if one.parent},
            "request_types": {code: one.label for code, one in kinds.request_types.items()},
            "urgencies": URGENCIES,
        }

    @cached_property
    def climbers(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Who may raise a case to an entry of a list, by list and entry."""
        return {"levels": {code: level.raised_by for code, level in self.levels.levels.items()}}

    @cached_property
    def evidence(self) -> Mapping[str, tuple[str, ...]]:
        """What must be shown to finish a matter, by category, where anything must."""
        return {code: one.evidence for code, one in self.categories.by_code.items() if one.evidence}

    def file(self, name: str) -> Path | None:
        """The jurisdiction's own file of that name, else the common one, else None."""
        return next((folder / name for folder in reversed(self.folders) if (folder / name).exists()), None)
