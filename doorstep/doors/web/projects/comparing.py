"""Before and after of one project as its page shows it; for staff each number leads to its cases."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doorstep.kernel.windows import Window
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.projects.measuring import around
from doorstep.wings.projects.queries import Row


def compared(row: Row, *, now: datetime, is_public: bool) -> dict[str, Any] | None:
    """None where there is nothing to compare."""
    found = around(row, now=now)
    if found is None:
        return None
    rates, pair = found.rates, [(_("之前"), found.windows.before, found.before)]
    if found.windows.after and found.after is not None:
        pair.append((_("之后"), found.windows.after, found.after))
    return {
        "bars": [
            {
                "label": label,
                "since": _day(window.since),
                "until": _day(window.until - timedelta(days=1)),
                "count": count,
                "rate": rate,
                "url": "" if is_public else cases_url(row, window),
            }
            for (label, window, count), rate in zip(pair, rates, strict=False)
        ],
        "verdict": found.verdict,
        "days": found.windows.days,
        "category": towns.pack().categories.label(row.category),
        "place": atlas().label(row.place_path),
        "before": found.before,
        "after": found.after,
    }


def _day(at: datetime) -> Any:
    return towns.pack().calendar.local_date(at)


def cases_url(row: Row, window: Window | None = None) -> str:
    """The cases counted."""
    spot = atlas().at(row.place_path)
    asked = {"place": spot.code if spot and spot.parent else "", "category": row.category}
    if window is not None:
        asked |= {"since": _day(window.since).isoformat(), "until": _day(window.until - timedelta(days=1)).isoformat()}
    return f"{reverse('all_cases')}?{urlencode({key: value for key, value in asked.items() if value})}"
