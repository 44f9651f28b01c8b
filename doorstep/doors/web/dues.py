"""A due moment as a list shows it: tone, and what is left in working time. Formats; counts by the pack's calendar."""

from datetime import datetime

from doorstep.doors.web.shapes import Due, Tone
from doorstep.kernel.clocks import ClockRule
from doorstep.kernel.remaining_words import remaining_words
from doorstep.store.cases import towns


def due_of(due_at: datetime | None, clock: str, now: datetime) -> Due | None:
    """None when no clock runs. `clock` names the clock that is due first."""
    if due_at is None:
        return None
    calendar = towns.pack().calendar
    rule = _rule(clock)
    words = remaining_words(now, due_at, rule.unit if rule else "working_days", calendar)
    return Due(tone=_tone(due_at, rule, now), text=words, at=due_at)


def _tone(due_at: datetime, rule: ClockRule | None, now: datetime) -> Tone:
    if now > due_at:
        return "late"
    warn = rule.warn_before if rule else None
    if warn and now >= towns.pack().calendar.before(due_at, warn.amount, warn.unit):
        return "soon"
    return "ok"


def _rule(clock: str) -> ClockRule | None:
    """The clock's most general rule: its unit, and how long before the end it warns."""
    rules = [rule for rule in towns.pack().clocks.rules if rule.name == clock]
    return min(rules, key=lambda rule: rule.rank, default=None)
