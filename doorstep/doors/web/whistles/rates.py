"""What is counted of whistles in a month, community by community in the order of their codes, never by rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded
from doorstep.doors.web.shapes import Figure, Pager
from doorstep.doors.web.whistles.entering import context_of, turns_out
from doorstep.doors.web.whistles.shapes import percent, whistle_rows
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.words import Words
from doorstep.store.cases.keysets import PAGE, read_mark
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid import overview
from doorstep.wings.whistles import counting, queries
from doorstep.wings.whistles.rules import Rate, whistle_rate

MONTHS = 12
HEADINGS = {
    "blown": Words(zh="吹了哨的", en="Whistles blown"),
    "ended": Words(zh="已经撤哨、可以判断是不是误哨的", en="Released, so that false or not is known"),
    "false": Words(zh="核实为误哨的", en="Found to be false"),
    "doubted": Words(zh="误哨待核的", en="Doubted, not yet decided"),
    "judged": Words(zh="有部门该到场的", en="With a department that was due on site"),
    "on_time": Words(zh="有部门按时到场的", en="With a department that came in time"),
    "graded": Words(zh="评过部门的", en="With a department that was rated"),
    "good": Words(zh="部门评为“到位”的", en="With a department rated good"),
    "fair": Words(zh="部门评为“一般”的", en="With a department rated fair"),
    "poor": Words(zh="部门评为“不到位”的", en="With a department rated poor"),
    "need_told": Words(zh="部门评过这一哨的", en="Rated by a department"),
    "needed": Words(zh="部门说该吹的", en="Needed, a department says"),
    "local": Words(zh="部门说本级就能办的", en="Could have been done locally, a department says"),
}


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month of the town's calendar."""

    first: date

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> Words:
        return Words(zh=f"{self.first.year} 年 {self.first.month} 月", en=f"{self.first:%B %Y}")

    @property
    def next(self) -> "Month":
        return Month(first=date(self.first.year + self.first.month // 12, self.first.month % 12 + 1, 1))

    @property
    def before(self) -> "Month":
        return Month(first=date(self.first.year - (self.first.month == 1), (self.first.month - 2) % 12 + 1, 1))

    @property
    def span(self) -> tuple[datetime, datetime]:
        return _midnight(self.first), _midnight(self.next.first)


@dataclass(frozen=True, kw_only=True)
class CommunityRow:
    """One community's figures, in the words of a cell; `url` opens its whistles."""

    place: Words
    blown: int
    url: str
    rate: str
    cells: tuple[Figure, ...]


def _midnight(day: date) -> datetime:
    """When the day begins in the town."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def month_of(raw: str, now: datetime) -> Month:
    """The month asked for, or this one."""
    try:
        year, month = (int(part) for part in raw.split("-"))
        return Month(first=date(year, month, 1)) if 2000 <= year <= 2100 else month_of("", now)
    except ValueError:
        return Month(first=now.astimezone(SHANGHAI).date().replace(day=1))


@guarded(turns_out)
@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """?month=2026-11."""
    context = context_of(request)
    desk: Desk = context["desk"]
    month = month_of(request.GET.get("month", ""), desk.now)
    since, until = month.span
    tallied = counting.tallies(desk.view, since=since, until=until, now=desk.now)
    whole, known = counting.together(tallied), households_of([one.community for one in tallied])
    all_known = sum(known.values()) if tallied and len(known) == len(tallied) else None
    context |= {
        "month": month,
        "months": months_until(desk.now),
        "figures": _figures(whole, month, all_known),
        "by_households": all_known is not None,
        "rows": [_row(one, month, known.get(one.community)) for one in tallied],
    }
    return render(request, "whistles/rates.html", context)


def households_of(communities: Sequence[str]) -> dict[str, int]:
    """Of those communities that were counted: as a whole, or else every one of their grids. Never estimated."""
    town = atlas()
    grids = {code: [one.code for one in town.children(code)] for code in communities}
    counted = overview.households_in([*communities, *(grid for below in grids.values() for grid in below)])
    found = {code: counted[code] for code in communities if code in counted}
    for code, below in grids.items():
        if code not in found and below and all(grid in counted for grid in below):
            found[code] = sum(counted[grid] for grid in below)
    return found


def months_until(now: datetime) -> list[Month]:
    found = [month_of("", now)]
    while len(found) < MONTHS:
        found.append(found[-1].before)
    return found


def _url(kind: str, month: Month, community: str = "") -> str:
    asked = {"month": month.code} | ({"community": community} if community else {})
    return f"{reverse('whistle_rates_behind', args=[kind])}?{urlencode(asked)}"


def _figures(whole: counting.Tally, month: Month, households: int | None) -> list[Figure]:
    rate = whistle_rate(whole.counts["blown"], households=households, cases=whole.cases)
    label = _("每千户的哨数") if households else _("每百件事项的哨数")
    return [
        Figure(value=str(whole.counts["blown"]), label=_("吹哨"), url=_url("blown", month)),
        Figure(value=_said(rate), label=label, url=_url("blown", month), n=rate.base),
        _share("on_time", _("按时到场"), whole, month),
        _share("false", _("误哨"), whole, month),
        _share("good", _("社区评部门“到位”"), whole, month),
        _share("needed", _("部门评哨“该吹”"), whole, month),
    ]


def _share(kind: str, label: str, tally: counting.Tally, month: Month) -> Figure:
    share = getattr(tally, kind)
    return Figure(value=percent(share.value), label=label, url=_url(kind, month, tally.community), n=share.of)


def _said(rate: Rate) -> str:
    return "—" if rate.value is None else f"{rate.value:.1f}"


def _row(tally: counting.Tally, month: Month, households: int | None) -> CommunityRow:
    spot = atlas().get(tally.community)
    rate = whistle_rate(tally.counts["blown"], households=households, cases=tally.cases)
    return CommunityRow(
        place=atlas().label(spot.path) if spot else Words(zh=_("全辖区"), en="the whole town"),
        blown=tally.counts["blown"],
        url=_url("blown", month, tally.community),
        rate=_("%(n)s／千户") % {"n": _said(rate)} if households else _("%(n)s／百件") % {"n": _said(rate)},
        cells=tuple(_share(kind, "", tally, month) for kind in ("on_time", "false", "good", "needed")),
    )


@guarded(turns_out)
@require_safe
def behind(request: HttpRequest, name: str) -> HttpResponse:
    """The whistles behind a number: ?month=, ?community=, ?after=."""
    if name not in counting.KINDS:
        return render(request, "404.html", status=404)
    context = context_of(request)
    desk: Desk = context["desk"]
    month, spot = month_of(request.GET.get("month", ""), desk.now), atlas().get(request.GET.get("community", ""))
    community = spot.code if spot else ""
    since, until = month.span
    mark = read_mark(request.GET.get("after", ""))
    found = counting.behind(
        name,
        desk.view,
        community=community,
        since=since,
        until=until,
        now=desk.now,
        after=mark if mark and mark.moment else None,
    )
    lines = found[:PAGE]
    url = _url(name, month, community)
    context |= {
        "heading": HEADINGS[name],
        "month": month,
        "place": atlas().label(spot.path) if spot else None,
        "rows": whistle_rows(lines, queries.beneath(line.id for line in lines), (), desk.now),
        "pager": Pager(
            newer_url=url if mark else "", older_url=f"{url}&after={lines[-1].mark}" if len(found) > PAGE else ""
        ),
    }
    return render(request, "whistles/behind.html", context)
