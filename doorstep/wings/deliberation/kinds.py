"""Kinds of meeting 会议种类 as data: how early the notice, who makes a quorum, what passes, by which law. Reads `meetings.toml`.

A kind whose figures nobody has checked against the law in force is marked, and decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.wings.deliberation.rules import Quorum

FILE = "meetings.toml"
COUNTS = ("votes", "present")
COUNTED = ("seats", "roll")
SHARES = {
    "more_than_half": (Fraction(1, 2), True),
    "half": (Fraction(1, 2), False),
    "two_thirds": (Fraction(2, 3), False),
}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`counted`: the quorum is of the fixed seats, or of a roll. `passes_of`: votes or present.

    `decides`: whether a show of hands decides at all; `instead` says what does.
    `is_checked`: a person compared the figures with the law in force."""

    code: str
    label: Words
    notice_days: int
    quorum: Quorum
    quorum_words: Words
    counted: str
    passes_of: str
    decides: bool
    instead: Words
    is_checked: bool
    basis: Words
    version: str
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class Floor:
    """Rules of the floor 发言规则: how long and how often one may speak on a motion."""

    minutes: int
    turns: int
    basis: Words


@dataclass(frozen=True, kw_only=True)
class Meetings:
    """The kinds by code, and the floor."""

    kinds: Mapping[str, Kind]
    floor: Floor


def read_meetings(path: Path) -> Meetings:
    """Raises PackError with every fault."""
    page = read_toml(path)
    floor = page.table("floor")
    made = Meetings(
        floor=Floor(
            minutes=floor.whole("minutes", least=1, most=60),
            turns=floor.whole("turns", least=1, most=10),
            basis=floor.words("basis"),
        ),
        kinds={row.code("code"): _kind(row) for row in page.tables("kind", known_by="code", required=True)},
    )
    floor.refuse_the_rest()
    page.refuse_the_rest()
    page.settle()
    return made


def _kind(row: Table) -> Kind:
    share, is_more = SHARES.get(row.one_of("quorum", tuple(SHARES)), SHARES["more_than_half"])
    kind = Kind(
        code=row.code("code"),
        label=row.words("label"),
        notice_days=row.whole("notice_days", least=0, most=90),
        quorum=Quorum(share=share, is_more_than=is_more),
        quorum_words=row.words("quorum_words"),
        counted=row.one_of("counted", COUNTED),
        passes_of=row.one_of("passes_of", COUNTS),
        decides=row.flag("decides", True),
        instead=row.words("instead", Words(zh="", en="")),
        is_checked=row.flag("is_checked", True),
        basis=row.words("basis"),
        version=row.text("version"),
        effective_from=row.day("effective_from"),
    )
    row.refuse_the_rest()
    return kind


def meetings() -> Meetings:
    """Of the pack in force."""
    path = towns.pack().file(FILE)
    if path is None:
        raise FileNotFoundError(FILE)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int) -> Meetings:
    return read_meetings(path)
