"""A pack's judging.toml: indicators with exact weights, grades, the rule; and the law 规矩 of one round, frozen when it begins. Pure.

Refuses weights that do not add up to exactly 1, thresholds that cross, and one version twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

FILE = "judging.toml"
THRESHOLDS = ("promote_from", "promote_until", "withdraw_below", "withdraw_until")
DECIMAL = re.compile(r"[01](\.\d{1,6})?")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """What is asked, and what it weighs."""

    code: str
    label: Words
    question: Words
    weight: Fraction


@dataclass(frozen=True, kw_only=True)
class Grade:
    """An answer, what it is worth, and whether it says satisfied."""

    code: str
    label: Words
    points: int
    satisfied: bool


@dataclass(frozen=True, kw_only=True)
class System:
    """A version of the indicators. Weights add up to exactly 1."""

    code: str
    version: str
    label: Words
    basis: Words
    effective_from: date
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Thresholds as exact shares; up and down differ."""

    version: str
    fewest: int
    promote_from: Fraction
    promote_until: Fraction
    withdraw_below: Fraction
    withdraw_until: Fraction
    rounds_up: int
    rounds_down: int
    plainly: Words
    basis: Words


@dataclass(frozen=True, kw_only=True)
class Judging:
    """A pack's judging.toml."""

    systems: tuple[System, ...]
    grades: Mapping[str, Grade]
    rule: Rule
    may_change: bool

    def system(self, code: str, version: str) -> System:
        """Raises KeyError."""
        for one in self.systems:
            if (one.code, one.version) == (code, version):
                return one
        raise KeyError(f"{code} {version}")

    def current(self, on: date) -> "Law | None":
        """What a round that begins on this day goes by: the newest indicators in force then; None before there were any."""
        ready = [one for one in self.systems if one.effective_from <= on]
        if not ready:
            return None
        newest = max(ready, key=lambda one: (one.effective_from, one.version))
        return Law(system=newest, grades=self.grades, rule=self.rule, may_change=self.may_change)


@dataclass(frozen=True, kw_only=True)
class Law:
    """What one round is asked and counted by, to its end, whatever the pack says meanwhile.

    `may_change`: who answered online may answer anew while the round is open, and the last one counts."""

    system: System
    grades: Mapping[str, Grade]
    rule: Rule
    may_change: bool


def read_judging(path: Path) -> Judging:
    """Raises PackError with every fault."""
    page = read_toml(path)
    systems = tuple(_system(row) for row in page.tables("system", required=True))
    grades = {one.code: one for one in map(_grade, page.tables("grade", known_by="code", required=True))}
    found = Judging(systems=systems, grades=grades, rule=_rule(page.table("rule")), may_change=page.flag("may_change"))
    _refuse_twice(page, systems)
    page.refuse_the_rest()
    page.settle()
    return found


def _refuse_twice(page: Table, systems: tuple[System, ...]) -> None:
    """A version that was used stays as it was: what changes is a new one, and no two begin on one day."""
    for one in systems:
        if sum(1 for other in systems if (other.code, other.version) == (one.code, one.version)) > 1:
            said = f"{one.code} {one.version}"
            page.fault(
                "system", f"“{said}”写了两次；改指标要写新的一版", f"“{said}” stands twice; a change is a new version"
            )
        elif sum(1 for other in systems if other.effective_from == one.effective_from) > 1:
            day = one.effective_from
            page.fault("system", f"有两版指标都从 {day} 起用", f"two versions begin on {day}")


def _system(row: Table) -> System:
    rows = row.tables("indicator", known_by="code", required=True)
    indicators = tuple(_indicator(one) for one in rows)
    whole = sum((one.weight for one in indicators), Fraction(0))
    if whole != 1:
        row.fault(
            "indicator",
            f"权重加起来是 {float(whole):g}，必须正好是 1",
            f"the weights add up to {float(whole):g}, not exactly 1",
        )
    found = System(
        code=row.name_of("code"),
        version=row.text("version"),
        label=row.words("label"),
        basis=row.words("basis"),
        effective_from=row.day("effective_from"),
        indicators=indicators,
    )
    row.refuse_the_rest()
    return found


def _indicator(row: Table) -> Indicator:
    found = Indicator(
        code=row.name_of("code"), label=row.words("label"), question=row.words("question"), weight=_share(row, "weight")
    )
    row.refuse_the_rest()
    return found


def _share(row: Table, key: str) -> Fraction:
    text = row.text(key)
    if not DECIMAL.fullmatch(text) or Fraction(text) > 1:
        row.fault(
            key,
            f'“{text}”要写成 0 到 1 的小数文字，例如 "0.25"',
            f'“{text}” is no decimal text from 0 to 1, such as "0.25"',
        )
        return Fraction(0)
    return Fraction(text)


def _grade(row: Table) -> Grade:
    found = Grade(
        code=row.name_of("code"),
        label=row.words("label"),
        points=row.whole("points", least=0, most=100),
        satisfied=row.flag("satisfied"),
    )
    row.refuse_the_rest()
    return found


def _rule(row: Table) -> Rule:
    found = Rule(
        version=row.text("version"),
        fewest=row.whole("fewest", least=1),
        promote_from=_share(row, "promote_from"),
        promote_until=_share(row, "promote_until"),
        withdraw_below=_share(row, "withdraw_below"),
        withdraw_until=_share(row, "withdraw_until"),
        rounds_up=row.whole("rounds_up", least=1, most=9),
        rounds_down=row.whole("rounds_down", least=1, most=9),
        plainly=row.words("plainly"),
        basis=row.words("basis"),
    )
    if not found.withdraw_below <= found.withdraw_until <= found.promote_until <= found.promote_from:
        row.fault("promote_from", "四条线要依次不降：退、退的回升、推的回落、推", "the four thresholds must not cross")
    row.refuse_the_rest()
    return found


def frozen(law: Law) -> dict[str, Any]:
    """As a round keeps it: JSON, shares as exact fractions."""
    return {
        "system": {
            "code": law.system.code,
            "version": law.system.version,
            "label": _pair(law.system.label),
            "basis": _pair(law.system.basis),
            "effective_from": law.system.effective_from.isoformat(),
            "indicators": [
                {
                    "code": one.code,
                    "label": _pair(one.label),
                    "question": _pair(one.question),
                    "weight": str(one.weight),
                }
                for one in law.system.indicators
            ],
        },
        "grades": [
            {"code": one.code, "label": _pair(one.label), "points": one.points, "satisfied": one.satisfied}
            for one in law.grades.values()
        ],
        "rule": {
            "version": law.rule.version,
            "fewest": law.rule.fewest,
            **{name: str(getattr(law.rule, name)) for name in THRESHOLDS},
            "rounds_up": law.rule.rounds_up,
            "rounds_down": law.rule.rounds_down,
            "plainly": _pair(law.rule.plainly),
            "basis": _pair(law.rule.basis),
        },
        "may_change": law.may_change,
    }


def thawed(kept: Mapping[str, Any]) -> Law:
    """The law of a round again."""
    system, rule = kept["system"], kept["rule"]
    return Law(
        system=System(
            code=system["code"],
            version=system["version"],
            label=Words(**system["label"]),
            basis=Words(**system["basis"]),
            effective_from=date.fromisoformat(system["effective_from"]),
            indicators=tuple(
                Indicator(
                    code=one["code"],
                    label=Words(**one["label"]),
                    question=Words(**one["question"]),
                    weight=Fraction(one["weight"]),
                )
                for one in system["indicators"]
            ),
        ),
        grades={one["code"]: Grade(**(one | {"label": Words(**one["label"])})) for one in kept["grades"]},
        rule=Rule(
            version=rule["version"],
            fewest=rule["fewest"],
            rounds_up=rule["rounds_up"],
            rounds_down=rule["rounds_down"],
            plainly=Words(**rule["plainly"]),
            basis=Words(**rule["basis"]),
            **{name: Fraction(rule[name]) for name in THRESHOLDS},
        ),
        may_change=kept["may_change"],
    )


def _pair(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
