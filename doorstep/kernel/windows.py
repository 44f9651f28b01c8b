"""Windows of equal length before and after a measure, and what may be said of the two numbers. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from doorstep.kernel.words import Words

FEWEST = 10  # below this many in both windows together a difference may be chance


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """From `since`, included, to `until`, not included."""

    since: datetime
    until: datetime

    @property
    def days(self) -> int:
        """Whole days."""
        return (self.until - self.since).days


@dataclass(frozen=True, kw_only=True, slots=True)
class Windows:
    """`after` is None until the measures are in place. `is_full`: as long as `before`, so that the two may be compared."""

    before: Window
    after: Window | None
    days: int

    @property
    def is_full(self) -> bool:
        return self.after is not None and self.after.until - self.after.since >= timedelta(days=self.days)


def windows(
    *, began_at: datetime, in_place_at: datetime | None, days: int, now: datetime, offset: timedelta = timedelta()
) -> Windows:
    """Whole days of the town, which lies `offset` east. Before: the `days` days up to the one on which the theme began. After: as
    many from the day after the measures were in place, as far as they have passed."""
    length = timedelta(days=days)
    began, today = midnight(began_at, offset), midnight(now, offset)
    after = None
    if in_place_at is not None:
        since = midnight(in_place_at, offset) + timedelta(days=1)
        after = Window(since=since, until=max(since, min(today, since + length)))
    return Windows(before=Window(since=began - length, until=began), after=after, days=days)


def midnight(at: datetime, offset: timedelta) -> datetime:
    """When the town's day began."""
    return (at + offset).replace(hour=0, minute=0, second=0, microsecond=0) - offset


def verdict(seen: Windows, before: int, after: int | None) -> Words:
    """What the two numbers allow to be said."""
    if seen.after is None or after is None:
        return Words(
            zh="措施还没有到位，先看之前。", en="The measures are not in place yet; this is how it was before."
        )
    if not seen.is_full:
        return Words(
            zh=f"后面这段才过了 {seen.after.days} 天，满 {seen.days} 天再比。",
            en=f"Only {seen.after.days} days have passed since; the comparison waits for {seen.days}.",
        )
    if before + after < FEWEST:
        return Words(
            zh=f"前后一共 {before + after} 件，太少，看不出变化。",
            en=f"{before + after} cases in all are too few to tell a change.",
        )
    share = f"{abs(after - before) / before:.0%}" if before else ""
    match (after > before) - (after < before):
        case -1:
            return Words(zh=f"少了 {before - after} 件（{share}）。", en=f"{before - after} fewer ({share}).")
        case 1:
            more = f"（{share}）" if share else ""
            return Words(
                zh=f"多了 {after - before} 件{more}。", en=f"{after - before} more{f' ({share})' if share else ''}."
            )
        case _:
            return Words(zh="一样多。", en="As many as before.")
