"""Before and after 前后: residents' cases of the same category in the same place, in equal windows, and what they come to a month.

Before: the days up to the one on which the project was set up. After: as many, from the day after it was accepted. Counts; never
says that the project was the cause.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.windows import Windows, verdict, windows
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.choosing import Chosen
from doorstep.store.cases.sight import Condition, strand_at
from doorstep.wings.projects.queries import Row

DAYS = 60
MONTH = 30
UNSORTED = ("", "unsorted")
TWO = """
SELECT count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s), count(*) FILTER (WHERE c.opened_at >= %s AND c.opened_at < %s)
FROM cases_case c WHERE NOT c.is_inner AND c.opened_at >= %s AND c.opened_at < %s AND {where}
"""


@dataclass(frozen=True, kw_only=True)
class Around:
    """Cases in each window; `after` is None before the project was accepted."""

    windows: Windows
    before: int
    after: int | None
    verdict: Words

    def a_month(self, count: int, days: int) -> str:
        """“3.5”; “—” where no day has passed."""
        return f"{count * MONTH / days:.1f}" if days else "—"

    @property
    def rates(self) -> tuple[str, str]:
        """Cases a month before and after."""
        after = self.windows.after
        return (
            self.a_month(self.before, self.windows.days),
            self.a_month(self.after, after.days) if after and self.after is not None else "—",
        )


def around(row: Row, *, now: datetime, days: int = DAYS) -> Around | None:
    """None for what has no category to compare, or was not set up."""
    if row.category in UNSORTED or row.set_up_on is None:
        return None
    noon = time(12, tzinfo=SHANGHAI)
    seen = windows(
        began_at=datetime.combine(row.set_up_on, noon),
        in_place_at=datetime.combine(row.accepted_on, noon) if row.accepted_on else None,
        days=days,
        now=now,
        offset=SHANGHAI.utcoffset(None),
    )
    before, after = _counts(row, seen)
    return Around(windows=seen, before=before, after=after, verdict=verdict(seen, before, after))


def _counts(row: Row, seen: Windows) -> tuple[int, int | None]:
    strand = strand_at(row.place_path)
    found = [Condition(f"c.{strand.column} = ANY(%s::text[])", (list(strand.values),))] if strand else []
    categories = Chosen(category=row.category).categories
    if categories:
        found.append(Condition("c.category = ANY(%s::text[])", (list(categories),)))
    after = seen.after or seen.before
    until = after.until if seen.after else seen.before.until
    values: list[Any] = [seen.before.since, seen.before.until, after.since, after.until, seen.before.since, until]
    sql = " AND ".join(one.sql for one in found) or "TRUE"
    ((first, last),) = sheets.run(
        TWO.format(where=sql), [*values, *(value for one in found for value in one.parameters)]
    )
    return first, last if seen.after else None
