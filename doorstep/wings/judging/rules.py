"""Indicators with exact weights, scores as fractions, and the rule with hysteresis that proposes 推, 调 or 退. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.refusals import FieldFault, Refusal
from doorstep.kernel.words import Words

FILE = "judging.toml"
DECIMAL = re.compile(r"[01](\.\d{1,6})?")
Proposal = Literal["promote", "adjust", "withdraw", "unsaid"]
Band = Literal["good", "middle", "bad"]


class GradeMissing(FieldFault):
    """这一题还没有选。"""


class RoundOver(Refusal):
    """这一轮已经结束，不再收了，谢谢您。"""


class RoundNotOpen(Refusal):
    """这一轮 %(day)s 才开始。"""


class LinkUnknown(Refusal):
    """这一轮只请抽到的人评，请用给您的链接或纸上的二维码。"""

    status = 403


class AnsweredBefore(Refusal):
    """这张表（或这个链接、这台手机）已经评过一次，每份只算一次。"""


class SheetUnknown(FieldFault):
    """没有编号为“%(value)s”的纸表，请核对纸上的编号。"""


class SheetUsed(FieldFault):
    """编号“%(value)s”的纸表已经录过。"""


class RollTooShort(FieldFault):
    """名单有 %(size)s 人，抽不出 %(wanted)s 人。"""


class StratumMissing(FieldFault):
    """“%(line)s”没有写是哪一层；要分层抽，每一行都在竖线后面写上层。"""


class StratumUnfit(FieldFault):
    """第 %(row)s 行的层最多 %(most)s 个字，不能有逗号、引号。"""


class StrataDiffer(FieldFault):
    """第 %(row)s 行的人前面写在另一层。"""


class RollMissing(FieldFault):
    """请贴名单，一行一个。"""


class DrawnBefore(Refusal):
    """已经抽过了，一轮只抽一次。"""


class NotDrawnYet(Refusal):
    """抽样的这一轮还没有抽人，先抽人再收。"""


class DaysReversed(FieldFault):
    """结束的日子不能早于开始的日子。"""


class ProjectNotJudged(Refusal):
    """这个项目现在不在评估这一步：验收通过或续办的才评。"""


class RoundUnderWay(Refusal):
    """这个项目上一轮还没有结束，先结束上一轮。"""


class WordsMissing(FieldFault):
    """请写您看到了什么。"""


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

    def system(self, code: str, version: str) -> System:
        """Raises KeyError."""
        for one in self.systems:
            if (one.code, one.version) == (code, version):
                return one
        raise KeyError(f"{code} {version}")

    def current(self, on: date) -> System:
        """The newest in force on a day."""
        return max((one for one in self.systems if one.effective_from <= on), key=lambda one: one.effective_from)


def read_judging(path: Path) -> Judging:
    """Raises PackError with every fault."""
    page = read_toml(path)
    systems = tuple(_system(row) for row in page.tables("system", required=True))
    grades = {one.code: one for one in map(_grade, page.tables("grade", known_by="code", required=True))}
    found = Judging(systems=systems, grades=grades, rule=_rule(page.table("rule")))
    page.refuse_the_rest()
    page.settle()
    return found


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


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A finished round."""

    satisfied: int
    n: int


def bands(rounds: Sequence[Judged], rule: Rule) -> list[Band]:
    """Where each round stands that had answers enough, oldest first: a band is left by another line than it is entered."""
    found: list[Band] = []
    for one in rounds:
        if one.n < rule.fewest:
            continue
        share, before = Fraction(one.satisfied, one.n), found[-1] if found else "middle"
        if share >= (rule.promote_until if before == "good" else rule.promote_from):
            found.append("good")
        elif share < (rule.withdraw_until if before == "bad" else rule.withdraw_below):
            found.append("bad")
        else:
            found.append("middle")
    return found


def propose(rounds: Sequence[Judged], rule: Rule) -> Proposal:
    """What the rule proposes after the last of these rounds; a person decides."""
    if not rounds or rounds[-1].n < rule.fewest:
        return "unsaid"
    stands = bands(rounds, rule)
    if len(stands) >= rule.rounds_up and all(band == "good" for band in stands[-rule.rounds_up :]):
        return "promote"
    if len(stands) >= rule.rounds_down and all(band == "bad" for band in stands[-rule.rounds_down :]):
        return "withdraw"
    return "adjust"


def score(system: System, grades: Mapping[str, Grade], counted: Mapping[str, Mapping[str, int]]) -> Fraction | None:
    """Weighted mean of points, 0 to 100, exact; None while an indicator has no answer. `counted`: by indicator, grades to answers."""
    whole = Fraction(0)
    for one in system.indicators:
        answers = counted.get(one.code, {})
        n = sum(answers.values())
        if n == 0:
            return None
        whole += one.weight * Fraction(sum(grades[code].points * count for code, count in answers.items()), n)
    return whole
