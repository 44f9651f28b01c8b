"""Office hours 办公时间: when, on a working day, working time passes.

Converts between the time of day and the working time that has passed by then. It knows nothing about which days
are worked (see `working_days`) and refuses hours that overlap, run backwards or cross midnight, and time zones
with summer time: working time is counted on a clock that never jumps. Moments inside a day are microseconds since
local midnight, so that counting is exact.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FIRST_YEAR = 1992  # China kept summer time from 1986 to 1991
SHANGHAI = timezone(timedelta(hours=8))
LAST_YEAR = 2100


@dataclass(frozen=True, kw_only=True)
class OfficeHours:
    """The spans of a working day, in local time, and the weekdays (Monday is 0) worked when nothing else is said."""

    spans: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13), time(17)))
    timezone: str = "Asia/Shanghai"
    weekdays: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        edges = [edge for span in self.ticks for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(f"office hours must be in order and must not overlap: {self.spans}")
        if not self.weekdays <= frozenset(range(7)) or not self.weekdays:
            raise ValueError(f"weekdays run from 0 (Monday) to 6: {sorted(self.weekdays)}")
        zone = ZoneInfo(self.timezone)
        offsets = {
            datetime(year, month, 1, tzinfo=zone).utcoffset()
            for year in range(FIRST_YEAR, LAST_YEAR + 1)
            for month in range(1, 13)
        }
        if len(offsets) != 1:
            raise ValueError(f"{self.timezone} changes its offset; working time needs a clock that never jumps")

    @cached_property
    def ticks(self) -> tuple[tuple[int, int], ...]:
        """The spans as microseconds since local midnight."""
        return tuple((_ticks(opens), _ticks(closes)) for opens, closes in self.spans)

    @cached_property
    def offset(self) -> timedelta:
        """Local time minus UTC."""
        offset = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(self.timezone)).utcoffset()
        assert offset is not None
        return offset

    @cached_property
    def opens(self) -> int:
        return self.ticks[0][0]

    @cached_property
    def closes(self) -> int:
        return self.ticks[-1][1]

    @cached_property
    def length(self) -> int:
        """Working time in one working day."""
        return sum(closes - opens for opens, closes in self.ticks)

    def passed(self, of_day: int) -> int:
        """Working time that has passed by this moment of a working day."""
        passed = 0
        for opens, closes in self.ticks:
            if of_day <= opens:
                break
            passed += min(of_day, closes) - opens
        return passed

    def moment(self, passed: int) -> int:
        """The earliest moment of a working day by which this much working time (0 < passed <= length) has passed."""
        for opens, closes in self.ticks:
            if passed <= closes - opens:
                return opens + passed
            passed -= closes - opens
        raise ValueError("more working time than a day holds")


def _ticks(at: time) -> int:
    return at.hour * HOUR + at.minute * MINUTE + at.second * SECOND + at.microsecond
