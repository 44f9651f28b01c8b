"""Which days a page counts, and of whom: what the address asks, cut down to what the reader may see."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest

from doorstep.doors.web.desk.frame import Desk
from doorstep.kernel.words import Words
from doorstep.store.people.units import unit_tree
from doorstep.wings.rates.queries import GROUPS, Scope
from doorstep.wings.rates.rules import Windows, day_of, month_of

PERIODS = {
    "month": Words(zh="本考核月", en="This month"),
    "last": Words(zh="上个考核月", en="Last month"),
    "quarter": Words(zh="近三个考核月", en="Three months"),
    "year": Words(zh="近一年", en="One year"),
    "day": Words(zh="今天", en="Today"),
}
BY = {
    "unit": Words(zh="按单位", en="By unit"),
    "street": Words(zh="按街镇", en="By street"),
    "category": Words(zh="按类别", en="By category"),
}
VIEWS = {
    "rates": Words(zh="三率", en="Three rates"),
    "grades": Words(zh="好差评", en="Ratings"),
    "times": Words(zh="办理用时", en="Handling time"),
    "relapses": Words(zh="反弹", en="Relapses"),
}
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The address as it was understood."""

    view: str
    period: str
    by: str
    key: str

    def url(self, base: str, **other: str) -> str:
        """The same with something changed."""
        parts = {"view": self.view, "period": self.period, "by": self.by, "key": self.key, **other}
        return f"{base}?{urlencode({name: value for name, value in parts.items() if value})}"


def asked(request: HttpRequest) -> Asked:
    """Anything unknown becomes what is usual."""

    def one(name: str, among: Container[str], usual: str) -> str:
        value = request.GET.get(name, usual)
        return value if value in among else usual

    return Asked(
        view=one("view", VIEWS, "rates"),
        period=one("period", PERIODS, "month"),
        by=one("by", BY, "unit"),
        key=request.GET.get("key", "")[:40].replace("\x00", ""),
    )


def days(period: str, windows: Windows, now: datetime) -> tuple[date, date]:
    """First and last day, both included."""
    today = day_of(now, windows)
    first, last = month_of(today, windows)
    before = month_of(first - DAY, windows)
    match period:
        case "day":
            return today, today
        case "last":
            return before
        case "quarter":
            return month_of(before[0] - DAY, windows)[0], last
        case "year":
            return today - timedelta(days=364), today
        case _:
            return first, last


def in_view(scope: Scope, desk: Desk) -> Scope:
    """Only the reader's own units, or own street; everything for those who see everything."""
    view = desk.view
    if view.everything:
        return scope
    if view.unit_paths:
        own = tuple(code for path in view.unit_paths for code in unit_tree().within(path))
        asked_for = own if scope.units is None else tuple(code for code in scope.units if code in own)
        return replace(scope, units=asked_for)
    if view.place_paths:
        return replace(scope, street="".join(view.place_paths[0].strip("/").split("/")[:2])[:9])
    return replace(scope, units=())


def narrowed(scope: Scope, by: str, key: str) -> Scope:
    """One group of it."""
    if not key or by not in GROUPS:
        return scope
    match by:
        case "unit":
            return replace(scope, units=(key,))
        case "street":
            return replace(scope, street=key)
        case _:
            return replace(scope, category=key)
