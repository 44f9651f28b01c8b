"""Reads lists of milestones and problems, reckons how much is done, says when a period begins. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from doorstep.kernel.refusals import FieldFault, Refusal

MOST_LINES = 60
LONGEST_TITLE = 60
HEAVIEST = 1_000_000
_PARTS = re.compile(r"\s*[,，;；\t|｜]\s*")


class LineUnreadable(FieldFault):
    """第 %(line)s 行看不懂：%(text)s。请写成“名称，权重，日期”，例如“选点设计，20，2026-12-01”。"""


class WeightUnusable(FieldFault):
    """第 %(line)s 行的权重要是 1 到 1000000 的整数，现在是“%(text)s”。"""


class DayBefore(FieldFault):
    """第 %(line)s 行的日期 %(day)s 已经过去，节点的日子要在今天以后。"""


class TwiceTheSame(FieldFault):
    """第 %(line)s 行“%(text)s”和前面的重复了。"""


class TooManyLines(FieldFault):
    """最多 %(most)s 行，现在是 %(count)s 行。"""


class TitleTooLong(FieldFault):
    """第 %(line)s 行的名称最多 %(most)s 个字。"""


class OutOfTurn(FieldFault):
    """还没轮到：储备清单里前面还有 %(count)s 个，第一个是 %(number)s。要先立这一个，请写明理由，理由会公开。"""


class ReasonUnneeded(FieldFault):
    """这一个排在储备清单最前面，不用写插队的理由。"""


class NoSuchMilestone(FieldFault):
    """没有第 %(turn)s 个节点。"""


class MilestoneReached(FieldFault):
    """第 %(turn)s 个节点已经完成，不能再改。"""


class DayNotLater(FieldFault):
    """延期只能往后改：第 %(turn)s 个节点现在是 %(day)s。"""


class DayInFuture(FieldFault):
    """%(day)s 还没到。"""


class BeforeSetUp(FieldFault):
    """%(day)s 才立项，验收不能在那以前。"""


class NoSuchProblem(FieldFault):
    """没有第 %(turn)s 个问题。"""


class StruckOffBefore(FieldFault):
    """第 %(turn)s 个问题 %(day)s 已经销号。"""


class SheetCounted(FieldFault):
    """第 %(number)s 号签到表已经登记过，没有重复计入。"""


class PeopleMissing(FieldFault):
    """这个项目按人数受益，请一行一个写下证件号或手机号，好去掉重复的。"""


class FewerVisitsThanPeople(FieldFault):
    """写了 %(people)s 个人，人次不能少于人数。"""


class NotAsTheRuleProposes(FieldFault):
    """按规则建议的是“%(proposed)s”，理由不能写“同意按规则的建议”；另作决定的，请选别的理由。"""


class CandidateNotChosen(FieldFault):
    """征集项 %(number)s 现在是“%(state)s”，选中了的才能排进储备清单、立项。"""


class MilestonesMissing(FieldFault):
    """还没有定节点，请一行一个写下来：名称，权重，日期。"""


class ProblemsMissing(FieldFault):
    """反向整治还没有列问题，请一行一个写下来。"""


class DelayStands(FieldFault):
    """已经公布过延期，节点不能整个重定：要改日子，请办“延期”。"""


class NotPlanned(Refusal):
    """先定节点、反向整治再列问题清单，都有了才开工。"""


class Unfinished(Refusal):
    """还有 %(milestones)s 个节点没完成、%(problems)s 个问题没销号，不能报验收。"""


class NothingToShow(Refusal):
    """没有等着公开的照片。"""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A milestone as planned."""

    title: str
    weight: int
    on: date


@dataclass(frozen=True, kw_only=True)
class Done:
    """How much of a project is done, exactly; None when there are no milestones."""

    share: Fraction | None
    reached: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all."""
        return None if self.share is None else int(self.share * 100)


def done_of(weighed: Iterable[tuple[int, bool]]) -> Done:
    """`weighed`: for each milestone its weight, and whether it was reached."""
    marks = list(weighed)
    whole = sum(weight for weight, _ in marks)
    part = sum(weight for weight, is_reached in marks if is_reached)
    reached = sum(1 for _, is_reached in marks if is_reached)
    return Done(share=Fraction(part, whole) if whole else None, reached=reached, of=len(marks))


def read_milestones(text: str, *, today: date) -> tuple[Mark, ...]:
    """One a line: name, weight, day. Raises a FieldFault that names the line."""
    found: list[Mark] = []
    for line, written in _lines(text):
        parts = _PARTS.split(written)
        if len(parts) != 3:
            raise LineUnreadable(line=line, text=written[:40])
        title, weight, day = parts
        mark = Mark(
            title=_title(title, line, [one.title for one in found]), weight=_weight(weight, line), on=_day(day, line)
        )
        if mark.on < today:
            raise DayBefore(line=line, day=mark.on.isoformat())
        found.append(mark)
    return tuple(found)


def read_problems(text: str, before: Sequence[str] = ()) -> tuple[str, ...]:
    """One a line. Raises a FieldFault that names the line."""
    found: list[str] = []
    for line, written in _lines(text):
        found.append(_title(written, line, [*before, *found]))
    return tuple(found)


def _lines(text: str) -> list[tuple[int, str]]:
    lines = [(turn, one.strip()) for turn, one in enumerate(text.splitlines(), 1) if one.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES, count=len(lines))
    return lines


def _title(text: str, line: int, before: Sequence[str]) -> str:
    title = " ".join(text.split())
    if not title:
        raise LineUnreadable(line=line, text=text[:40])
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(line=line, most=LONGEST_TITLE)
    if title in before:
        raise TwiceTheSame(line=line, text=title)
    return title


def _weight(text: str, line: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= HEAVIEST):
        raise WeightUnusable(line=line, text=text[:20])
    return int(text)


def _day(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LineUnreadable(line=line, text=text[:40]) from None


def period_of(on: date) -> str:
    """The period in which a person counts once: the calendar year."""
    return str(on.year)
