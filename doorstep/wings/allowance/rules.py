"""The policy as the pack has it, and what follows from it: periods, bands, amounts, what a certification needs. Pure.

title, basis, rhythm ("month" | "half_year"), monthly_places, pass_weight, pilot, simulated (how many invented elders a demo town has)
[[band]] code, label, from_age, until_age, fen      [[way]] code, label, needs
[[evidence]] code, label, sort ("alive" | "doubt"), weight, within_days
[[format]] code, label, file, root, row, columns = [{header, field}]
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

FILE = "allowance.toml"
RHYTHMS = ("month", "half_year")
SORTS = ("alive", "doubt")
FILES = ("xlsx", "csv", "xml", "json", "pdf")
NEEDS = ("photo", "place", "witness", "document", "agent", "relation", "consent_way", "consent")
FIELDS = (
    *("turn", "name", "id_number", "id_hidden", "community", "community_code", "band", "period", "certified_on"),
    *("certified_by", "yuan", "fen", "credential", "check_code", "state"),
)
NEED_WORDS = {
    "photo": "走访照片",
    "place": "地点",
    "witness": "和谁一起视频",
    "document": "看了什么证件",
    "agent": "代办人姓名",
    "relation": "和老人的关系",
    "consent_way": "老人用什么方式同意",
    "consent": "老人同意代办的记录",
}
ENJOYING, PENDING, DOUBTED, SUSPENDED, ENDED = "enjoying", "pending", "doubted", "suspended", "ended"
PERIOD = re.compile(r"\d{4}-(?:\d\d|H[12])", re.ASCII)
STATES = {
    ENJOYING: Words(zh="在享", en="receiving"),
    PENDING: Words(zh="待认证", en="to be certified"),
    DOUBTED: Words(zh="疑点", en="in doubt"),
    SUSPENDED: Words(zh="暂停", en="suspended"),
    ENDED: Words(zh="终止", en="ended"),
}
SILENT = "silent"
SILENT_WORDS = Words(zh="部门数据静默认证", en="silently, by departments' evidence")


@dataclass(frozen=True, kw_only=True)
class Band:
    """Ages in whole years, both included; fen a month."""

    code: str
    label: Words
    from_age: int
    until_age: int
    fen: int


@dataclass(frozen=True, kw_only=True)
class Way:
    """How somebody is certified by people, and what has to be there. None needs a face to be compared."""

    code: str
    label: Words
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceKind:
    """What a department may know. `weight` and `within_days` count for signs of life."""

    code: str
    label: Words
    sort: str
    weight: int
    within_days: int


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a department wants its batch: header and field of each column."""

    code: str
    label: Words
    file: str
    root: str
    row: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Everything of allowance.toml."""

    title: Words
    basis: Words
    rhythm: str
    monthly_places: tuple[str, ...]
    pass_weight: int
    pilot: str
    simulated: int
    bands: tuple[Band, ...]
    ways: Mapping[str, Way]
    evidence: Mapping[str, EvidenceKind]
    formats: Mapping[str, Format]

    def band_of(self, born_on: date, on: date) -> Band | None:
        """By whole years, from the month of the birthday on."""
        age = on.year - born_on.year - (on.month < born_on.month)
        return next((band for band in self.bands if band.from_age <= age <= band.until_age), None)

    def way_words(self, code: str) -> Words:
        return self.ways[code].label if code in self.ways else SILENT_WORDS


@dataclass(frozen=True, kw_only=True)
class Period:
    """A month or half a year, both ends included."""

    code: str
    first: date
    last: date

    def months(self) -> tuple[date, ...]:
        """First days of its months."""
        return tuple(months_between(self.first, self.last))


def read_policy(path: Path) -> Policy:
    """Raises PackError."""
    page = read_toml(path)
    policy = Policy(
        title=page.words("title"),
        basis=page.words("basis"),
        rhythm=page.one_of("rhythm", RHYTHMS),
        monthly_places=tuple(page.texts("monthly_places", default=())),
        pass_weight=page.whole("pass_weight", least=1),
        pilot=page.text("pilot", default=""),
        simulated=page.whole("simulated", default=0, least=0, most=1000),
        bands=tuple(_band(row) for row in page.tables("band", known_by="code", required=True)),
        ways={one.code: one for one in map(_way, page.tables("way", known_by="code", required=True))},
        evidence={one.code: one for one in map(_evidence, page.tables("evidence", known_by="code"))},
        formats={one.code: one for one in map(_format, page.tables("format", known_by="code"))},
    )
    _check_bands(page, policy.bands)
    page.refuse_the_rest()
    page.settle()
    return policy


def _check_bands(page: Table, bands: Sequence[Band]) -> None:
    for before, after in pairwise(bands):
        if after.from_age != before.until_age + 1:
            page.fault(
                "band",
                f"年龄档 {before.code} 和 {after.code} 之间有空缺或重叠",
                f"bands {before.code} and {after.code} overlap or leave a gap",
            )


def _band(row: Table) -> Band:
    band = Band(
        code=row.name_of("code"),
        label=row.words("label"),
        from_age=row.whole("from_age", least=0, most=150),
        until_age=row.whole("until_age", least=0, most=150),
        fen=row.whole("fen", least=0),
    )
    row.refuse_the_rest()
    return band


def _way(row: Table) -> Way:
    way = Way(code=row.name_of("code"), label=row.words("label"), needs=tuple(row.texts("needs", among=NEEDS)))
    row.refuse_the_rest()
    return way


def _evidence(row: Table) -> EvidenceKind:
    kind = EvidenceKind(
        code=row.name_of("code"),
        label=row.words("label"),
        sort=row.one_of("sort", SORTS),
        weight=row.whole("weight", default=0, least=0),
        within_days=row.whole("within_days", default=0, least=0),
    )
    row.refuse_the_rest()
    return kind


def _format(row: Table) -> Format:
    columns = row.tables("columns")
    made = Format(
        code=row.name_of("code"),
        label=row.words("label"),
        file=row.one_of("file", FILES),
        root=row.text("root", default="rows"),
        row=row.text("row", default="row"),
        columns=tuple((one.text("header"), one.one_of("field", FIELDS)) for one in columns),
    )
    for one in columns:
        one.refuse_the_rest()
    row.refuse_the_rest()
    return made


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from one to another, both included."""
    found, at = [], first.replace(day=1)
    while at <= last:
        found.append(at)
        at = next_month(at)
    return found


def next_month(on: date) -> date:
    """The first of the month after."""
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)


def period_of(rhythm: str, on: date) -> Period:
    """The period in which a day lies."""
    if rhythm == "month":
        first = on.replace(day=1)
        return Period(code=f"{on:%Y-%m}", first=first, last=next_month(first) - timedelta(days=1))
    half = 1 if on.month <= 6 else 2
    first = date(on.year, 1 if half == 1 else 7, 1)
    return Period(
        code=f"{on.year}-H{half}", first=first, last=date(on.year, 6, 30) if half == 1 else date(on.year, 12, 31)
    )


def missing(way: Way, given: Mapping[str, Any]) -> tuple[str, ...]:
    """What this way needs and was not given."""
    return tuple(need for need in way.needs if not given.get(need))


def sum_owed(months: Sequence[tuple[date, int]]) -> tuple[int, str]:
    """Fen in all, and the arithmetic as it is shown: runs of months with the same amount."""
    runs: list[tuple[int, int]] = []
    for _month, fen in sorted(months):
        if runs and runs[-1][1] == fen:
            runs[-1] = (runs[-1][0] + 1, fen)
        else:
            runs.append((1, fen))
    total = sum(count * fen for count, fen in runs)
    parts = " + ".join(f"{count} × {yuan(fen)}" for count, fen in runs)
    return total, f"{parts} = {yuan(total)}" if runs else yuan(0)


def yuan(fen: int) -> str:
    """Two decimals, exact."""
    return f"{fen // 100}.{fen % 100:02d}"


def hidden_number(number: str) -> str:
    """First six and last four."""
    return number[:6] + "*" * 8 + number[-4:]
