"""One table of a pack file, asked key by key.

Each question names the kind of value it wants. A wrong or missing answer becomes a fault with its mend
and a harmless stand-in is returned, so that the reader goes on; no question ever raises.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Final, Literal, TypeVar

from doorstep.kernel import packfile_values as kinds
from doorstep.kernel.faults import Fault, PackError, nearest
from doorstep.kernel.packfile_values import LARGEST, Wrong
from doorstep.kernel.toml_lines import Spot
from doorstep.kernel.words import Words


class _Required(Enum):
    TOKEN = 0


REQUIRED: Final = _Required.TOKEN
Needed = Literal[_Required.TOKEN]
NO_WORDS = Words(zh="", en="")
T = TypeVar("T")


@dataclass(slots=True)
class Table:
    """Keys and values with their places. ``name`` is how faults call it, e.g. ``step[accept]``. ``place`` is asked only where a
    line has to be told: finding the lines takes as long as reading the values, and a good file never needs them.

    Every question takes ``default``: what is answered when the key is not written. Left out, the key
    must be there. `maybe` answers None instead.
    """

    file: str
    name: str
    values: dict[str, Any]
    place: Callable[[], Spot]
    faults: list[Fault]
    asked: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | Needed = REQUIRED) -> str:
        """Text that is not blank; the stand-in is ""."""
        return self._ask(key, default, "", kinds.text)

    def name_of(self, key: str, default: str | Needed = REQUIRED) -> str:
        """A name for the program: small letters, digits, underscores; the stand-in is ""."""
        return self._ask(key, default, "", kinds.name)

    def code(self, key: str, default: str | Needed = REQUIRED) -> str:
        """A code: letters, digits, dot, dash, underscore; the stand-in is ""."""
        return self._ask(key, default, "", kinds.code)

    def one_of(
        self, key: str, options: Collection[str], default: str | Needed = REQUIRED, *, noun: Words | None = None
    ) -> str:
        """One of the known words; `noun` says what they are; the stand-in is ""."""
        return self._ask(key, default, "", lambda v, wrong: kinds.one_of(v, wrong, options=options, noun=noun))

    def words(self, key: str, default: Words | Needed = REQUIRED, *, holes: Collection[str] = ()) -> Words:
        """``{zh = "…", en = "…"}`` with no {holes} but the given ones; the stand-in is empty words."""
        return self._ask(key, default, NO_WORDS, lambda v, wrong: kinds.words(v, wrong, holes=holes))

    def flag(self, key: str, default: bool | Needed = REQUIRED) -> bool:
        """true or false; the stand-in is false."""
        return self._ask(key, default, False, kinds.flag)

    def whole(self, key: str, default: int | Needed = REQUIRED, *, least: int = -LARGEST, most: int = LARGEST) -> int:
        """A whole number within bounds."""
        standin = max(least, 0)
        return self._ask(key, default, standin, lambda v, wrong: kinds.whole(v, wrong, least=least, most=most))

    def number(
        self, key: str, default: float | Needed = REQUIRED, *, least: float = -1e15, most: float = 1e15
    ) -> float:
        """A finite number within bounds."""
        standin = max(least, 0.0)
        return self._ask(key, default, standin, lambda v, wrong: kinds.number(v, wrong, least=least, most=most))

    def day(self, key: str, default: date | Needed = REQUIRED) -> date:
        """A date written like 2026-01-31, without quotes."""
        return self._ask(key, default, date(2000, 1, 1), kinds.day)

    def days(self, key: str, default: tuple[date, ...] | Needed = ()) -> tuple[date, ...]:
        """A list of different dates."""
        return self._ask(key, default, (), kinds.days)

    def texts(
        self,
        key: str,
        default: tuple[str, ...] | Needed = (),
        *,
        among: Collection[str] | None = None,
        noun: Words | None = None,
    ) -> tuple[str, ...]:
        """A list of different texts, each among the known ones if those are given; `noun` says what they are."""
        return self._ask(key, default, (), lambda v, wrong: kinds.texts(v, wrong, among=among, noun=noun))

    def anything(self, key: str, default: Any = REQUIRED) -> Any:
        """The value as it is, for a reader that judges it itself (e.g. the points of an outline)."""
        return self._ask(key, default, None, lambda value, _: value)

    def maybe(self, key: str, ask: Callable[[str], T]) -> T | None:
        """The answer to ``ask(key)`` when the key is written, else None: ``row.maybe("enters", row.text)``."""
        self.asked.add(key)
        return ask(key) if key in self.values else None

    def table(self, key: str, *, required: bool = True) -> "Table":
        """The table under ``[key]``; an empty one when it is not written."""
        absent: dict[str, Any] = {}
        if required and key not in self.values:
            self.fault(key, f"缺少“{key}”；补上一组 [{key}]", f"“{key}” is missing; add a group [{key}]")
        values = self._ask(key, absent, absent, kinds.table)
        return self._inner(key, values, lambda: self.spot.keys.get(key, Spot(self.line)))

    def tables(self, key: str, *, known_by: str = "", required: bool = False) -> "list[Table]":
        """The tables under ``[[key]]``; ``known_by`` names the key whose value no two may share."""
        absent: list[dict[str, Any] | None] = []
        if required and not self.values.get(key):
            self.fault(key, f"缺少“{key}”；至少写一组 [[{key}]]", f"“{key}” is missing; write at least one [[{key}]]")
        found = self._ask(key, absent, absent, kinds.tables)
        rows: list[Table] = []
        for index, values in enumerate(found):
            if values is not None:
                known = values.get(known_by)
                called = known if isinstance(known, str) and known else index + 1
                rows.append(self._inner(f"{key}[{called}]", values, self._place_of(key, index)))
        if known_by:
            _refuse_twins(rows, known_by)
        return rows

    def written_keys(self) -> tuple[str, ...]:
        """All keys as written, for a table whose keys are free; each counts as asked for."""
        self.asked.update(self.values)
        return tuple(self.values)

    def refuse_the_rest(self) -> None:
        """Refuse each key that nobody asked for."""
        for key in self.values.keys() - self.asked:
            near = nearest(key, self.asked - self.values.keys()) or nearest(key, self.asked)
            zh, en = f"是不是“{near}”？", f"did you mean “{near}”?"
            if not near:
                known = sorted(self.asked)
                zh = f"删掉它；这里可以写：{'、'.join(known)}"
                en = f"remove it; what may stand here: {', '.join(known)}"
            self.fault(key, f"不认识这个键；{zh}", f"unknown key; {en}")

    def unknown(
        self,
        key: str,
        word: str,
        options: Collection[str],
        *,
        item: int | None = None,
        noun: Words | None = None,
    ) -> None:
        """Note that ``word`` is none of the known ones, with the near miss."""
        self.fault(key, *kinds.stranger(word, options, noun), item=item)

    def fault(self, key: str, zh: str, en: str, *, item: int | None = None) -> None:
        """Note a mistake at ``key`` ("" for the table itself); each sentence must name the mend."""
        place = ".".join(part for part in (self.name, key) if part)
        shown = place if item is None else f"{place}[{item + 1}]"
        line = self.line_of(key, item)
        self.faults.append(Fault(file=self.file, line=line, key=shown, zh=zh, en=en))

    def settle(self) -> None:
        """Raise PackError with every fault found in the file so far, in order of lines."""
        if self.faults:
            raise PackError(sorted(self.faults, key=lambda fault: (fault.line, fault.key)))

    @property
    def spot(self) -> Spot:
        """Where it and what is inside it stand."""
        return self.place()

    @property
    def line(self) -> int:
        """Where the table begins."""
        return self.spot.line

    def line_of(self, key: str, item: int | None = None) -> int:
        """The line of a key (or of its nth item, from 0), or of the table when the key is not written."""
        spot = self.spot.keys.get(key, self.spot)
        return spot.items[item].line if item is not None and item < len(spot.items) else spot.line

    def _ask(self, key: str, default: T | Needed, standin: T, judge: Callable[[Any, Wrong], T]) -> T:
        self.asked.add(key)
        if key in self.values:
            return judge(self.values[key], self._wrong(key))
        if default is not REQUIRED:
            return default
        self.fault(
            key,
            f"缺少“{key}”；在这一组里补上一行 {key} = …",
            f"“{key}” is missing; add a line {key} = … to this group",
        )
        return standin

    def _wrong(self, key: str) -> Wrong:
        def wrong(zh: str, en: str, *, item: int | None = None) -> None:
            self.fault(key, zh, en, item=item)

        return wrong

    def _place_of(self, key: str, index: int) -> Callable[[], Spot]:
        return lambda: self.spot.keys.get(key, self.spot).items[index]

    def _inner(self, name: str, values: dict[str, Any], place: Callable[[], Spot]) -> "Table":
        called = ".".join(part for part in (self.name, name) if part)
        return Table(file=self.file, name=called, values=values, place=place, faults=self.faults)


def _refuse_twins(rows: list[Table], known_by: str) -> None:
    first: dict[Any, Table] = {}
    for row in rows:
        known = row.values.get(known_by)
        if not isinstance(known, str | int):
            continue
        if known in first:
            row.fault(
                known_by,
                f"“{known}”在第 {first[known].line} 行已经用过；换一个，或删掉重复的一组",
                f"“{known}” is already used on line {first[known].line}; choose another or delete the repeated group",
            )
        first.setdefault(known, row)
