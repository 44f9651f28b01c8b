"""Quorum and majority by template: exact fractions, 以上 with the figure itself, 过半数 without. Names its source; invents no figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal, get_args

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words

Measure = Literal["area", "heads", "households", "members"]
RollMeasure = Literal["heads", "households", "members"]  # what one line of a roll may be
Base = Literal["all", "present", "decided"]
MEASURES: tuple[str, ...] = get_args(Measure)
ROLL_MEASURES: tuple[RollMeasure, ...] = get_args(RollMeasure)
BASES: tuple[str, ...] = get_args(Base)
MEASURE_WORDS = {
    "area": Words(zh="专有部分面积", en="area"),
    "heads": Words(zh="人数", en="heads"),
    "households": Words(zh="户数", en="households"),
    "members": Words(zh="组成人员", en="members"),
}
BASE_WORDS = {
    "all": Words(zh="全体", en="of all"),
    "present": Words(zh="参与者", en="of those taking part"),
    "decided": Words(zh="赞成与反对之和（弃权不计）", en="of yes and no (abstentions not counted)"),
}


class TemplateOpen(Refusal):
    """“%(title)s”的法定人数和通过线还没有核定，须先由本辖区填写并注明依据，才能据此表决。"""

    status = 422


class CountMissing(Refusal):
    """“%(title)s”要按%(measure)s计算，名册里没有这一项。"""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line to reach: `share` of the base of a measure; `is_strict`: more than it, else at least it."""

    measure: Measure
    base: Base
    share: Fraction
    is_strict: bool

    def is_met(self, have: Fraction, of: Fraction) -> bool:
        """Never where there is nothing to have a share of."""
        if of <= 0:
            return False
        return have > self.share * of if self.is_strict else have >= self.share * of


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """How a kind of meeting decides. `quorum`, `approval`: lines that must all be met, all of them by one roll.

    `is_open`: figures that the law leaves, or that nobody has established; such a template decides nothing until filled.
    """

    name: str
    title: Words
    source: Words
    version: date | None = None
    quorum: tuple[Line, ...] = ()
    approval: tuple[Line, ...] = ()
    matters: tuple[Words, ...] = ()
    notice_days: int | None = None
    publish_days: int | None = None
    is_open: bool = False
    note: Words | None = None

    @property
    def measures(self) -> frozenset[Measure]:
        """All that has to be counted."""
        return frozenset(line.measure for line in (*self.quorum, *self.approval))

    @property
    def held_by(self) -> RollMeasure:
        """What one line of the roll is. A law that lets a meeting be held by villagers or by households has a template for each:
        who comes decides which roll is called, and no roll counts both."""
        return next((one for one in ROLL_MEASURES if one in self.measures), "heads")


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """One measure of a vote, exactly. Those present who neither agree, refuse nor abstain handed in an empty sheet."""

    all: Fraction
    present: Fraction
    yes: Fraction
    no: Fraction = Fraction(0)

    def base(self, base: Base) -> Fraction:
        """What a share is of."""
        match base:
            case "all":
                return self.all
            case "present":
                return self.present
            case "decided":
                return self.yes + self.no


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One line and how it stood; `missing` is how much more was needed (with a strict line: more than so much)."""

    line: Line
    have: Fraction
    of: Fraction
    is_met: bool
    words: Words

    @property
    def missing(self) -> Fraction:
        """Nothing where it is met."""
        return Fraction(0) if self.is_met else max(self.line.share * self.of - self.have, Fraction(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Whether the meeting could decide, and whether it agreed, line by line."""

    template: Template
    has_quorum: bool
    agreed: bool
    quorum: tuple[Check, ...]
    approval: tuple[Check, ...]
    words: Words


def judge(template: Template, counts: Mapping[Measure, Count]) -> Verdict:
    """Raises TemplateOpen for a template without figures, CountMissing when a measure it asks for was not counted."""
    if template.is_open:
        raise TemplateOpen(title=template.title)
    quorum = tuple(_check(template, line, counts, is_quorum=True) for line in template.quorum)
    approval = tuple(_check(template, line, counts, is_quorum=False) for line in template.approval)
    has_quorum = all(check.is_met for check in quorum)
    agreed = has_quorum and all(check.is_met for check in approval)
    return Verdict(
        template=template,
        has_quorum=has_quorum,
        agreed=agreed,
        quorum=quorum,
        approval=approval,
        words=_verdict(has_quorum, agreed),
    )


def _check(template: Template, line: Line, counts: Mapping[Measure, Count], *, is_quorum: bool) -> Check:
    if line.measure not in counts:
        raise CountMissing(title=template.title, measure=MEASURE_WORDS[line.measure])
    count = counts[line.measure]
    have, of = (count.present if is_quorum else count.yes), count.base(line.base)
    met = line.is_met(have, of)
    return Check(line=line, have=have, of=of, is_met=met, words=_said(line, have, of, met, is_quorum=is_quorum))


def _said(line: Line, have: Fraction, of: Fraction, met: bool, *, is_quorum: bool) -> Words:
    measure, base = MEASURE_WORDS[line.measure], BASE_WORDS[line.base]
    share, percent = f"{line.share.numerator}/{line.share.denominator}", _percent(have, of)
    zh_line = f"须超过 {share}" if line.is_strict else f"须达到 {share}（含）"
    en_line = f"must be more than {share}" if line.is_strict else f"must be at least {share}"
    zh_what, en_what = ("参与", "taking part") if is_quorum else ("同意", "in favour")
    zh_stood, en_stood = _stood(line, have, of, met=met)
    return Words(
        zh=f"{zh_what}的{measure.zh} {plain(have)}，占{base.zh} {plain(of)} 的 {percent}，{zh_line}：{zh_stood}。",
        en=f"{measure.en} {en_what} {plain(have)}, {percent} {base.en} {plain(of)}; {en_line}: {en_stood}.",
    )


def _stood(line: Line, have: Fraction, of: Fraction, *, met: bool) -> tuple[str, str]:
    """Met or not; on the line itself and just below it too, where a percentage shows no difference."""
    missing = line.share * of - have
    if of > 0 and not missing:
        return (
            ("正好，达到", "exactly that, met")
            if met
            else ("正好一样多，没有超过", "exactly that and no more, not met")
        )
    if met or of <= 0:
        return ("达到", "met") if met else ("没有达到", "not met")
    if line.measure != "area":  # people are whole
        more = floor(missing) + 1 if line.is_strict else ceil(missing)
        zh, en = ("户", "households") if line.measure == "households" else ("人", "people")
        return f"没有达到，差 {more} {zh}", f"not met, {more} {en} short"
    short = plain(missing) if missing >= Fraction(1, 200) else "<0.01"
    return (
        (f"没有达到，至少还差 {short}", f"not met, more than {short} short")
        if line.is_strict
        else (f"没有达到，差 {short}", f"not met, {short} short")
    )


def plain(amount: Fraction) -> str:
    """Two decimals at most, “≈” where that is not exact."""
    hundredths = round(amount * 100)
    said = f"{hundredths // 100:,}" + (f".{hundredths % 100:02d}" if hundredths % 100 else "")
    return said if Fraction(hundredths, 100) == amount else f"≈{said}"


def _percent(have: Fraction, of: Fraction) -> str:
    """Cut off, never rounded up: 66.66% is not two thirds."""
    if not of:
        return "—"
    ten_thousandths = have * 10_000 // of
    return f"{ten_thousandths // 100}.{ten_thousandths % 100:02d}%"


def _verdict(has_quorum: bool, agreed: bool) -> Words:
    if not has_quorum:
        return Words(zh="到会（参与）不够，不能作决定。", en="Too few took part; nothing can be decided.")
    if agreed:
        return Words(zh="通过。", en="Agreed.")
    return Words(zh="没有通过。", en="Not agreed.")
