"""Shares and changes, and between which months. Pure.

环比: against the same number of months just before. 同比: against the same months of the year before. A change is said where the
base has at least ten cases, and only for months that are over.
"""

from dataclasses import dataclass
from datetime import date

BASE = 10  # fewer cases than this are no base for a percentage
FEWEST = 3  # a word, or a public cell, of fewer people or cases is not shown
LONGEST = 12  # months that may be looked at together
# Words of asking, that are about nothing: no hot words.
SAID_ANYWAY = frozenset(
    [
        "你好",
        "请问",
        "希望",
        "反映",
        "问题",
        "相关",
        "部门",
        "解决",
        "处理",
        "麻烦",
        "尽快",
        "谢谢",
        "情况",
        "现在",
        "已经",
        "没有",
        "我们",
        "他们",
        "一直",
        "这个",
        "那个",
        "市民",
        "来电",
        "咨询",
        "姓名",
        "电话",
        "先生",
        "女士",
        "号码",
        "号楼",
        "我住",
        "随时",
        "联系",
        "联系人",
        "没人",
        "一个",
        "一次",
        "回复",
        "看看",
        "这样",
        "那边",
        "有人",
    ]
)


@dataclass(frozen=True, kw_only=True, order=True, slots=True)
class Month:
    """A month of the calendar."""

    year: int
    month: int

    @property
    def first_on(self) -> date:
        return date(self.year, self.month, 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> "Month":
        """So many months later; before, for a negative number."""
        turn = self.year * 12 + self.month - 1 + months
        return Month(year=turn // 12, month=turn % 12 + 1)


def read_month(raw: str) -> Month | None:
    """From "2026-10"; None for anything else."""
    year, sign, month = raw.partition("-")
    if not (sign and len(year) == 4 and len(month) == 2 and f"{year}{month}".isascii() and f"{year}{month}".isdigit()):
        return None
    return Month(year=int(year), month=int(month)) if 1990 < int(year) < 2100 and 1 <= int(month) <= 12 else None


def month_of(day: date) -> Month:
    return Month(year=day.year, month=day.month)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Whole months, both included; at most a year."""

    first: Month
    last: Month

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def since(self) -> date:
        return self.first.first_on

    @property
    def until(self) -> date:
        """The first day after."""
        return self.last.plus(1).first_on

    def shifted(self, months: int) -> "Span":
        return Span(first=self.first.plus(months), last=self.last.plus(months))

    @property
    def before(self) -> "Span":
        """As many months just before 环比."""
        return self.shifted(-self.months)

    @property
    def year_before(self) -> "Span":
        """The same months a year ago 同比."""
        return self.shifted(-12)

    def is_over(self, today: date) -> bool:
        return self.until <= today


def span_of(first: Month | None, last: Month | None, *, today: date) -> Span:
    """What was asked for, put right: the last full month where nothing was, a year at most, nothing yet to come."""
    now = month_of(today)
    last = min(last or first or now.plus(-1), now)
    first = min(first or last, last)
    return Span(first=max(first, last.plus(1 - LONGEST)), last=last)


def share(part: int, whole: int) -> float | None:
    """Per cent with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def change(now: int, base: int, *, is_over: bool) -> float | None:
    """Per cent more or less; None where the base is too small or the months are not over."""
    return round(100 * (now - base) / base, 1) if is_over and base >= BASE else None
