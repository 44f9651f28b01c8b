"""Whether the clocks add up: each begun, paused and stopped by an event, due when its rule says, and the case due with the first.

Part of `doorstep verify`. Reads only; a due moment that rests on a year not yet published is not judged.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from doorstep.kernel.running import recounted
from doorstep.store.cases.clock_rows import COLUMNS, clock_from
from doorstep.store.cases.towns import pack

Stream = Callable[[str, str], Iterable[tuple[Any, ...]]]

# Every moment of a clock is the moment of an event of its case.
MOMENTS = """
SELECT c.number, k.name, m.what FROM cases_clock k JOIN cases_case c ON c.id = k.case_id
CROSS JOIN LATERAL (VALUES ('在走，却没有一步留痕启动过它', k.started_at), ('停了，却没有一步留痕停过它', k.stopped_at),
    ('暂停着，却没有一步留痕暂停过它', k.paused_at)) AS m(what, at)
WHERE m.at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cases_event e WHERE e.case_id = k.case_id AND e.at = m.at)
"""
FIRST_DUE = """
SELECT c.number, c.due_clock FROM cases_case c LEFT JOIN LATERAL (
    SELECT min(k.due_at) AS due_at FROM cases_clock k
    WHERE k.case_id = c.id AND k.stopped_at IS NULL AND k.paused_at IS NULL) AS first ON true
WHERE c.due_at IS DISTINCT FROM first.due_at
"""
RUNNING = (
    f"SELECT {COLUMNS}, c.number FROM cases_clock k JOIN cases_case c ON c.id = k.case_id WHERE k.stopped_at IS NULL"
)


def differences(stream: Stream) -> Iterator[tuple[str, str]]:
    """Number of the case and what is wrong with a clock of it."""
    for number, name, what in stream("verify_clock_moments", MOMENTS):
        yield number, f"时限“{name}”{what}"
    for number, name in stream("verify_first_due", FIRST_DUE):
        yield number, f"事项的到期时刻不是最早到期的那个时限（“{name}”）的"
    calendar = pack().calendar
    for *row, number in stream("verify_clocks", RUNNING):
        clock = clock_from(row)
        should = recounted(clock, calendar)
        if not clock.is_estimated and clock.due_at != should.due_at:
            yield (
                number,
                f"时限“{clock.name}”写着 {clock.due_at:%Y-%m-%d %H:%M}（世界时）到期，按规则应是 {should.due_at:%Y-%m-%d %H:%M}",
            )
