"""Why this date? 为什么是这一天: the arithmetic of a due date, day by day, in words a resident understands.

Every day from receipt to the due date gets one line that says what kind of day it is, how much of it was counted and
how far the count has come. The lines come from the same count as the due date itself; they decide nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from doorstep.kernel.due_dates import Convention, count_out
from doorstep.kernel.durations import in_hours
from doorstep.kernel.office_hours import DAY
from doorstep.kernel.words import Words
from doorstep.kernel.working_days import DayKind
from doorstep.kernel.working_time import IN_OFFICE_HOURS, Pause, Unit, WorkingTime


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What a calendar says about a date: its kind, the holiday it belongs to, whether notices have settled it."""

    on: date
    kind: DayKind
    name: Words | None
    is_settled: bool

    @property
    def words(self) -> Words:
        """“工作日”, “周末”, “春节放假”, “调休上班（春节）”; a day that no notice settled says so."""
        named = self.name or Words(zh="节假日", en="public holiday")
        match self.kind:
            case "working":
                said = Words(zh="工作日", en="working day")
            case "weekend":
                said = Words(zh="周末", en="weekend")
            case "holiday":
                said = Words(zh=f"{named.zh}放假", en=f"day off, {named.en}")
            case "make_up":
                said = Words(zh=f"调休上班（{named.zh}）", en=f"make-up working day, {named.en}")
        if self.is_settled:
            return said
        return Words(zh=f"{said.zh}（放假安排未公布，按星期估算）", en=f"{said.en} (not yet published, by weekday)")


@dataclass(frozen=True, kw_only=True, slots=True)
class DayLine:
    """One day of a count. Durations are working time for working units, time on the wall for the others."""

    day: Day
    unit: Unit
    counted: timedelta
    paused: timedelta
    total: timedelta
    """Counted up to the end of this day."""
    number: int | None
    """1, 2, 3 …: which day of the count this is, for units of days; None when nothing of it counts."""
    is_receipt: bool
    is_beyond: bool
    """Past the last counted day: the end fell on a day off and moved."""
    is_last: bool

    @property
    def words(self) -> Words:
        """“周末，不计入”, “工作日，第 3 个工作日，到期”: one line for a reader."""
        said = self._count_words()
        speaks_for_itself = self.number is not None and self.unit == "working_days" and self.day.kind == "working"
        if not (speaks_for_itself and self.day.is_settled):
            said.insert(0, self.day.words)
        if self.is_last:
            said.append(Words(zh="到期", en="due"))
        return Words(zh="，".join(w.zh for w in said), en=", ".join(w.en for w in said))

    def _count_words(self) -> list[Words]:
        said = []
        if self.is_receipt and not self.counted:
            return [Words(zh="收到当日，不计入", en="day of receipt, not counted")]
        if self.is_beyond:
            return [Words(zh="期满逢休息日，顺延", en="the end fell on a day off and moves on")]
        if self.paused:
            paused = in_hours(self.paused)
            said.append(Words(zh=f"暂停 {paused.zh}", en=f"paused for {paused.en}"))
        if not self.counted:
            said.append(Words(zh="不计入", en="not counted"))
            return said
        if self.number is not None:
            zh_day, en_day = ("个工作日", "working day") if self.unit in IN_OFFICE_HOURS else ("天", "day")
            said.append(Words(zh=f"第 {self.number} {zh_day}", en=f"{en_day} {self.number}"))
        if self.number is None or self.paused:
            counted = in_hours(self.counted)
            said.append(Words(zh=f"计 {counted.zh}", en=f"{counted.en} counted"))
        return said


def lines_of(
    time: WorkingTime,
    convention: Convention,
    look_up: Callable[[date], Day],
    start: datetime,
    amount: int,
    unit: Unit,
    pauses: Sequence[Pause] = (),
) -> tuple[DayLine, ...]:
    """One line a day from receipt to due date; errors as `due_dates.count_out`."""
    count = count_out(time, convention, start, amount, unit, pauses)
    stretches = time.stretches(pauses)
    length = time.length(unit)
    first, last = count.begin // DAY, (count.due - 1) // DAY
    lines: list[DayLine] = []
    total = 0
    for day in range(first, last + 1):
        begins, ends = max(day * DAY, count.base), min((day + 1) * DAY, count.due)
        paused = sum(_measure(time, unit, max(begins, a), min(ends, b)) for a, b in stretches)
        counted = _measure(time, unit, begins, ends) - paused
        is_beyond = total >= amount * length
        total += counted
        has_number = counted > 0 and unit in ("working_days", "calendar_days") and not is_beyond
        line = DayLine(
            day=look_up(time.date(day * DAY)),
            unit=unit,
            counted=timedelta(microseconds=counted),
            paused=timedelta(microseconds=paused),
            total=timedelta(microseconds=total),
            number=min(-(-total // length), amount) if has_number else None,
            is_receipt=day == first,
            is_beyond=is_beyond,
            is_last=day == last,
        )
        lines.append(line)
    return tuple(lines)


def _measure(time: WorkingTime, unit: Unit, begins: int, ends: int) -> int:
    return time.scale(ends, unit) - time.scale(begins, unit) if begins < ends else 0
