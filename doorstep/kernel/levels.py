"""Levels of response 三级响应: their order, who leads at each, who may raise to it, and the rules that raise a case.

Reads `levels.toml`. Judges a rule by itself: that it names a level above the lowest and the numbers its case asks for. Finds no
cases; that is for the wing that sweeps.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

MOST_DAYS = 366
MOST_TIMES = 10_000
URGENCIES = ("emergency", "urgent", "ordinary")
NEVER = date(2000, 1, 1)
NO_WORDS = Words(zh="", en="")
# Which numbers each kind of rule must have; none may have others.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "overdue": ("clocks", "days"),
    "repeated": ("times", "days"),
    "reports": ("people",),
    "badly_rated": ("days",),
    "reopened": ("days",),
    "kind": (),
}
NUMBERS = ("clocks", "days", "times", "people")
A_PARTY = Words(zh="当事方", en="party")
A_LEVEL = Words(zh="级别", en="level")
A_CLOCK = Words(zh="时限", en="clock")
A_CATEGORY = Words(zh="分类", en="category")


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """`led_by`: the party that takes the lead here; `raised_by`: those who may raise a case to it by hand."""

    code: str
    label: Words
    advice: Words
    led_by: str
    raised_by: tuple[str, ...] = ()
    basis: Words = NO_WORDS
    effective_from: date = NEVER


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Raises to the level `to` what `when` describes. `days`: working days overdue, or calendar days looked back."""

    code: str
    label: Words
    to: str
    when: str
    basis: Words
    effective_from: date
    effective_until: date | None = None
    clocks: tuple[str, ...] = ()
    days: int = 0
    times: int = 0
    people: int = 0
    categories: tuple[str, ...] = ()
    request_types: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()

    def is_in_force(self, on: date) -> bool:
        """Whether the rule holds on that day."""
        return self.effective_from <= on and (self.effective_until is None or on <= self.effective_until)


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Both by code; the levels lowest first."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)

    def above(self, code: str) -> tuple[str, ...]:
        """Codes of the levels above this one; above "" all but the lowest."""
        order = list(self.levels)
        return tuple(order[(order.index(code) if code in order else 0) + 1 :])

    def reaching(self, code: str) -> tuple[str, ...]:
        """This level and those above it."""
        order = list(self.levels)
        return tuple(order[order.index(code) :]) if code in order else ()

    def in_force(self, on: date) -> tuple[Rule, ...]:
        """Rules of that day, those that raise highest first, so that a case climbs once where several apply."""
        order = list(self.levels)
        rules = [rule for rule in self.rules.values() if rule.is_in_force(on) and rule.to in order]
        return tuple(sorted(rules, key=lambda rule: -order.index(rule.to)))

    @property
    def entries(self) -> Mapping[str, Mapping[str, Words]]:
        """As fields of kind entry choose from them."""
        return {
            "levels": {code: level.label for code, level in self.levels.items()},
            "level_rules": {code: rule.label for code, rule in self.rules.items()},
        }


def read_levels(
    path: Path,
    under: Levels | None = None,
    *,
    parties: Collection[str] | None = None,
    clocks: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    request_types: Collection[str] | None = None,
) -> Levels:
    """The levels of a file; it replaces the levels of the pack below as a whole and adds to its rules. Raises PackError."""
    page = read_toml(path)
    rows = page.tables("level", known_by="code", required=under is None)
    own = [_level(row, parties, is_lowest=turn == 0) for turn, row in enumerate(rows)]
    levels = {level.code: level for level in own} or dict(under.levels if under else {})
    known = {"clocks": clocks, "categories": categories, "request_types": request_types}
    rules = {rule.code: rule for rule in (_rule(row, levels, known) for row in page.tables("rule", known_by="code"))}
    page.refuse_the_rest()
    page.settle()
    return Levels(levels=levels, rules={**(under.rules if under else {}), **rules})


def _level(row: Table, parties: Collection[str] | None, *, is_lowest: bool) -> Level:
    level = Level(
        code=row.name_of("code"),
        label=row.words("label"),
        advice=row.words("advice"),
        led_by=_party(row, parties),
        raised_by=row.texts("raised_by", among=parties, noun=A_PARTY),
        basis=row.words("basis", NO_WORDS) if is_lowest else row.words("basis"),
        effective_from=row.day("effective_from", NEVER) if is_lowest else row.day("effective_from"),
    )
    if is_lowest and level.raised_by:
        row.fault(
            "raised_by",
            "最低的一级是起点，没有谁提到它；删掉这一行",
            "the lowest level is where cases begin, nobody raises to it; remove this line",
        )
    row.refuse_the_rest()
    return level


def _party(row: Table, parties: Collection[str] | None) -> str:
    return row.one_of("led_by", parties, noun=A_PARTY) if parties is not None else row.name_of("led_by")


def _rule(row: Table, levels: Mapping[str, Level], known: Mapping[str, Collection[str] | None]) -> Rule:
    when = row.one_of("when", NEEDS)
    _check_numbers(row, when)
    rule = Rule(
        code=row.name_of("code"),
        label=row.words("label"),
        to=row.one_of("to", list(levels)[1:], noun=A_LEVEL),
        when=when,
        basis=row.words("basis"),
        effective_from=row.day("effective_from"),
        effective_until=row.maybe("effective_until", row.day),
        clocks=row.texts("clocks", among=known["clocks"], noun=A_CLOCK),
        days=row.whole("days", 0, least=1, most=MOST_DAYS) if "days" in row else 0,
        times=row.whole("times", 0, least=2, most=MOST_TIMES) if "times" in row else 0,
        people=row.whole("people", 0, least=2, most=MOST_TIMES) if "people" in row else 0,
        categories=row.texts("categories", among=known["categories"], noun=A_CATEGORY),
        request_types=row.texts("request_types", among=known["request_types"]),
        urgencies=row.texts("urgencies", among=URGENCIES),
    )
    if rule.effective_until is not None and rule.effective_until < rule.effective_from:
        row.fault(
            "effective_until",
            f"{rule.effective_until} 就失效，却从 {rule.effective_from} 才生效；改正其中一个日期",
            f"it ends on {rule.effective_until} but begins on {rule.effective_from}; correct one of the dates",
        )
    row.refuse_the_rest()
    return rule


def _check_numbers(row: Table, when: str) -> None:
    for key in NUMBERS:
        if when and key in NEEDS[when] and key not in row:
            row.fault(key, f"“{when}”的规则要写 {key}；补上一行", f"a rule on “{when}” needs {key}; add a line")
        elif when and key not in NEEDS[when] and key in row:
            row.fault(key, f"“{when}”的规则用不着 {key}；删掉它", f"a rule on “{when}” has no {key}; remove it")
    if when == "kind" and not any(key in row for key in ("categories", "request_types", "urgencies")):
        row.fault(
            "when",
            "没有写哪一类事项，等于每一件都提级；写上 categories、request_types 或 urgencies",
            "it names no kind of case and so would raise every one; add categories, request_types or urgencies",
        )
