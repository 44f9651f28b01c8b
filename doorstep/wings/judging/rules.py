"""What judging refuses, how few answers are too few to tell, scores as fractions, and the rule with hysteresis that proposes 推, 调 or 退. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from doorstep.kernel.judging import Grade, Rule, System
from doorstep.kernel.refusals import FieldFault, Refusal

Proposal = Literal["promote", "adjust", "withdraw", "unsaid"]
Band = Literal["good", "middle", "bad"]
FEWEST_TOLD = 5  # fewer answers are counted and not broken down: of three neighbours each would know who said what


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


class NoIndicators(FieldFault):
    """这一天还没有生效的指标，请先在机制包里写好。"""


class SheetUnknown(FieldFault):
    """没有编号为“%(value)s”的纸表，请核对纸上的编号。"""


class SheetUsed(FieldFault):
    """编号“%(value)s”的纸表已经交过，每份只算一次。"""


class SheetVoided(FieldFault):
    """编号“%(value)s”的纸表已经作废，不能用了。"""


class SheetGone(Refusal):
    """这张纸表已经作废，不能用了。请向发表的人再要一张。"""


class SheetsUnreadable(FieldFault):
    """请写纸表上的号，例如 12；连着几份就写从几号到几号。"""


class NothingToVoid(FieldFault):
    """第 %(first)s 到第 %(last)s 号里没有能作废的：没有印过、已经作废，或者已经交了。"""


class WhyMissing(FieldFault):
    """请写为什么。"""


class VisitorsTooMany(FieldFault):
    """抽 %(wanted)s 人，去现场看的最多也是 %(wanted)s 人。"""


class NobodyLeft(Refusal):
    """抽到的人都轮过了，没有能递补的。"""


class VisitorSettled(Refusal):
    """这一位已经去看过，或者已经换过了。"""


class VisitGivenOn(Refusal):
    """您那次没去成，已经请下一位去看了，谢谢您。"""


class RollTooShort(FieldFault):
    """名单有 %(size)s 人，抽不出 %(wanted)s 人。"""


class RollTooLong(FieldFault):
    """名单有 %(lines)s 行，一次最多 %(most)s 行，没有抽。"""


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
    """这一轮还没有抽人；抽到的人会收到请柬。"""


class NotAsCounted(FieldFault):
    """第 %(turn)s 轮没有这样的结果：评估结果在收完那一轮的时候自己记下，不用手填。"""


class DaysReversed(FieldFault):
    """结束的日子不能早于开始的日子。"""


class DayToCome(FieldFault):
    """这一天还没到。"""


class DayBefore(FieldFault):
    """这一轮 %(day)s 才开始，请写开始以后去看的日子。"""


class ProjectNotJudged(Refusal):
    """这个项目现在不在评估这一步：验收通过或续办的才评。"""


class RoundUnderWay(Refusal):
    """这个项目上一轮还没有结束，先结束上一轮。"""


class WordsMissing(FieldFault):
    """请写您看到了什么。"""


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
