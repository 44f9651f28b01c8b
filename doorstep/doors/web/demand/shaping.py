"""From counts to rows: categories under their classes, streets or communities, ways in, months; each with what it is a share of.

Pure, but for the names of categories, places and ways in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from doorstep.doors.web.office.channels import channel_words
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.demand.queries import Cell, Counts, Way
from doorstep.wings.demand.rules import BASE, Month, change, share

WIDE = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """One slice. `bar` and `bar_open`: widths from 0 to 100, of demand and of what is not done yet, beside the largest.
    `share_open`: its share of all that is not done yet."""

    code: str
    label: Words
    level: int
    n: int
    done: int
    before: int
    year: int
    share: float | None
    share_open: float | None
    change: float | None
    change_year: float | None
    bar: float
    bar_open: float
    url: str = ""
    open_url: str = ""
    done_url: str = ""

    @property
    def open(self) -> int:
        return self.n - self.done


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One month: received, and closed of these; heights up to 100."""

    month: Month
    n: int
    done: int
    x: int
    y: float
    height: float
    done_y: float
    done_height: float
    is_over: bool


Link = Callable[[str, str], str]  # code, phase ("" for all) to an address


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Counts of one slice: n, done, before, year."""

    n: int = 0
    done: int = 0
    before: int = 0
    year: int = 0

    @classmethod
    def of(cls, cells: Iterable[Counts]) -> "Sums":
        total = Counter[str]()
        for cell in cells:
            total.update(n=cell.n, done=cell.done, before=cell.before, year=cell.year)
        return cls(**{name: total[name] for name in ("n", "done", "before", "year")})


def category_rows(cells: Sequence[Cell], *, is_over: bool, link: Link | None, is_deep: bool = True) -> list[Row]:
    """Classes by how many, each with its categories beneath."""
    categories = towns.pack().categories
    by_code = _grouped(cells, lambda cell: cell.category)
    above = {code: categories.by_code[code].parent or code if code in categories.by_code else code for code in by_code}
    total, rows = Sums.of(cells), list[tuple[str, Words, int, Sums]]()
    tops = {
        top: Sums.of(cell for code in by_code if above[code] == top for cell in by_code[code])
        for top in set(above.values())
    }
    for top, sums in sorted(tops.items(), key=lambda pair: (pair[0] == UNSORTED, -pair[1].n, pair[0])):
        rows.append((top, categories.label(top), 0, sums))
        below = [(code, Sums.of(by_code[code])) for code in by_code if above[code] == top and code != top]
        for code, inner in sorted(below, key=lambda pair: (-pair[1].n, pair[0])) if is_deep else ():
            rows.append((code, categories.by_code[code].label, 1, inner))
    return _rows(rows, total, is_over=is_over, link=link)


def place_rows(cells: Sequence[Cell], *, street: str, is_over: bool, link: Link | None) -> list[Row]:
    """Streets by how many; within one street its communities."""
    groups = _grouped(cells, (lambda cell: cell.community) if street else (lambda cell: cell.street))
    # A case keeps the nine digits of its street; the list of places may know it by more.
    known = {
        spot.code if street else spot.code[:9]: spot for spot in atlas().of_level("community" if street else "street")
    }
    found = [
        (known[code].code, known[code].label, 0, Sums.of(group)) for code, group in groups.items() if code in known
    ]
    found.sort(key=lambda row: (-row[3].n, row[0]))
    return _rows(found, Sums.of(cells), is_over=is_over, link=link)


def channel_rows(ways: Sequence[Way], *, is_over: bool, link: Link | None) -> list[Row]:
    """Ways in by how many."""
    found = [(way.channel, channel_words(way.channel), 0, Sums.of([way])) for way in ways]
    found.sort(key=lambda row: (-row[3].n, row[0]))
    return _rows(found, Sums.of(ways), is_over=is_over, link=link)


def _grouped(cells: Sequence[Cell], key: Callable[[Cell], str]) -> Mapping[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(key(cell), []).append(cell)
    return found


def _rows(found: Sequence[tuple[str, Words, int, Sums]], total: Sums, *, is_over: bool, link: Link | None) -> list[Row]:
    most = max((sums.n for _code, _label, _level, sums in found), default=0)
    return [
        Row(
            code=code,
            label=label,
            level=level,
            n=sums.n,
            done=sums.done,
            before=sums.before,
            year=sums.year,
            share=share(sums.n, total.n),
            share_open=share(sums.n - sums.done, total.n - total.done),
            change=change(sums.n, sums.before, is_over=is_over),
            change_year=change(sums.n, sums.year, is_over=is_over),
            bar=round(WIDE * sums.n / most, 1) if most else 0,
            bar_open=round(WIDE * (sums.n - sums.done) / most, 1) if most else 0,
            url=link(code, "") if link and code != UNSORTED else "",
            open_url=link(code, "open") if link and code != UNSORTED else "",
            done_url=link(code, "closed") if link and code != UNSORTED else "",
        )
        for code, label, level, sums in found
        if sums.n or max(sums.before, sums.year) >= BASE
    ]


def month_bars(counts: Mapping[str, tuple[int, int]], last: Month, *, now: Month, many: int) -> list[Bar]:
    """The months up to the last one; the highest fills the height."""
    months = [last.plus(turn - many + 1) for turn in range(many)]
    most = max((counts.get(str(month), (0, 0))[0] for month in months), default=0) or 1
    bars = []
    for turn, month in enumerate(months):
        n, done = counts.get(str(month), (0, 0))
        high, low = round(WIDE * n / most, 1), round(WIDE * done / most, 1)
        bars.append(
            Bar(
                month=month,
                n=n,
                done=done,
                x=turn * 24,
                y=WIDE - high,
                height=high,
                done_y=WIDE - low,
                done_height=low,
                is_over=month < now,
            )
        )
    return bars
