"""The two lists 两张清单 as the jurisdiction names them, and the rules by which estates with many complaints are found.

Reads `lists.toml` and `screening.toml`. Counts nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doorstep.kernel.divisions import LEVELS
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

SCREENED = tuple(level for level in LEVELS if level != "district")
MOST_DAYS = 366
FEWEST = 3  # fewer cases than these are chance, whatever the jurisdiction would like to read into them


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """One of the lists; `plain` says in a sentence what stands in it."""

    code: str
    label: Words
    plain: Words
    basis: Words
    effective_from: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """Places of `level` with `least` cases or more within `days` are candidates."""

    code: str
    label: Words
    level: str
    days: int
    least: int
    basis: Words
    effective_from: date
    effective_until: date | None = None
    categories: tuple[str, ...] = ()

    def is_in_force(self, on: date) -> bool:
        """Whether the rule holds on that day."""
        return self.effective_from <= on and (self.effective_until is None or on <= self.effective_until)


def read_registers(path: Path, under: Mapping[str, Register] | None = None) -> Mapping[str, Register]:
    """The lists by code; a file of the jurisdiction replaces those of the pack below. Raises PackError."""
    page = read_toml(path)
    found = {one.code: one for one in map(_register, page.tables("list", known_by="code", required=True))}
    page.refuse_the_rest()
    page.settle()
    return found


def _register(row: Table) -> Register:
    found = Register(
        code=row.name_of("code"),
        label=row.words("label"),
        plain=row.words("plain"),
        basis=row.words("basis"),
        effective_from=row.day("effective_from"),
    )
    row.refuse_the_rest()
    return found


def read_screening(path: Path, under: Mapping[str, Screen] | None = None) -> Mapping[str, Screen]:
    """The rules by code, laid over those of the pack below. Raises PackError."""
    page = read_toml(path)
    found = {one.code: one for one in map(_screen, page.tables("rule", known_by="code", required=under is None))}
    page.refuse_the_rest()
    page.settle()
    return {**(under or {}), **found}


def _screen(row: Table) -> Screen:
    found = Screen(
        code=row.name_of("code"),
        label=row.words("label"),
        level=row.one_of("level", SCREENED),
        days=row.whole("days", least=7, most=MOST_DAYS),
        least=row.whole("least", least=FEWEST),
        basis=row.words("basis"),
        effective_from=row.day("effective_from"),
        effective_until=row.maybe("effective_until", row.day),
        categories=row.texts("categories"),
    )
    row.refuse_the_rest()
    return found
