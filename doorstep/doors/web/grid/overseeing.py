"""网格总览: coverage, vacancies, stand-ins, sizes, missed rounds, community by community; and one place with all of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.grid.coverage import flaws
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.shapes import Figure
from doorstep.kernel.gridwork.books import POINT_LEVELS
from doorstep.kernel.refusals import PlaceUnknown
from doorstep.store.cases import towns
from doorstep.store.people.acting import names_of
from doorstep.store.people.duty import absences
from doorstep.store.people.staffing import colleagues_of
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.grid import overview as look
from doorstep.wings.grid.overview import Look
from doorstep.wings.grid.queries import Asked, tallies
from doorstep.wings.grid.rules import Tally
from doorstep.wings.grid.staffing import find_target, oversees
from doorstep.wings.grid.targets import Target, unit_for
from doorstep.wings.grid.targets import names_of as names_of_targets

DAYS = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A community, or a grid of it."""

    spot: Spot
    grids: int
    vacant: int
    stood_in: int
    oversize: int
    uncounted: int
    tally: Tally
    records_url: str


@guarded(may("grids"))
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every community in view."""
    context = frame(request, "grids")
    desk: Desk = context["desk"]
    day = towns.pack().calendar.local_date(desk.now)
    looks = [
        one
        for one in look.look_at(atlas().of_level("grid", "special_grid"), under="/", today=day)
        if sees(desk, one.spot.path)
    ]
    asked = Asked(first=day - DAYS, last=day, today=day)
    counted: Counter[str] = Counter()
    by_community: dict[str, Tally] = {}
    for (community, _rule), tally in tallies(asked, desk.view).items():
        by_community[community] = by_community.get(community, Tally()) + tally
    rows = [
        _row(spot, looks, by_community.get(spot.code, Tally()), asked)
        for spot in atlas().of_level("community")
        if sees(desk, spot.path) or any(one.spot.parent == spot.code for one in looks)
    ]
    for row in rows:
        counted.update(
            grids=row.grids, vacant=row.vacant, stood_in=row.stood_in, oversize=row.oversize, uncounted=row.uncounted
        )
    total = sum((row.tally for row in rows), Tally())
    context |= {
        "rows": rows,
        "counted": counted,
        "figures": _figures(counted, total, asked),
        "flaws": [
            flaw
            for flaw in flaws()
            if any(sees(desk, spot.path) for code in flaw.codes[:1] if (spot := atlas().get(code)))
        ],
        "sizes": towns.pack().gridwork.grids.sizes.values(),
        "since": asked.first,
    }
    return render(request, "grid/overview.html", context)


def sees(desk: Desk, path: str) -> bool:
    """Whether a place lies in the view of the desk."""
    return desk.view.shows(lead_path="", place_path=path)


def _row(spot: Spot, looks: list[Look], tally: Tally, asked: Asked) -> Row:
    own = [one for one in looks if one.spot.parent == spot.code]
    return Row(
        spot=spot,
        grids=len(own),
        vacant=sum(one.is_vacant for one in own),
        stood_in=sum(one.is_stood_in for one in own),
        oversize=sum(one.fault in ("over", "under") for one in own),
        uncounted=sum(one.fault == "unknown" for one in own),
        tally=tally,
        records_url=records_url(asked, community=spot.code),
    )


def records_url(asked: Asked, **more: str) -> str:
    """The rounds behind a number."""
    given = {"first": asked.first.isoformat(), "last": asked.last.isoformat()} | more
    return f"{reverse('round_records')}?{urlencode(given)}"


def _figures(counted: Counter[str], total: Tally, asked: Asked) -> list[Figure]:
    share = "—" if total.share is None else f"{total.share:.1%}"
    return [
        Figure(value=str(counted["grids"]), label=_("网格")),
        Figure(value=str(counted["vacant"]), label=_("今天没人负责"), tone="late" if counted["vacant"] else "none"),
        Figure(value=str(counted["stood_in"]), label=_("今天备岗在岗"), tone="soon" if counted["stood_in"] else "none"),
        Figure(
            value=share,
            label=_("30 天按时走到"),
            n=total.planned,
            url=records_url(asked, kind="done"),
            definition=_("按时走过的 ÷ 到期该走的；没有该走的就写 —"),
        ),
        Figure(
            value=str(total.missed),
            label=_("30 天没走"),
            url=records_url(asked, kind="missed"),
            tone="late" if total.missed else "none",
        ),
    ]


@guarded(may("grids"))
@require_safe
def target(request: HttpRequest, target: str) -> HttpResponse:
    """One place or building: who answers, since when, who stands in, how many live there, what was changed."""
    context = frame(request, "grids")
    desk: Desk = context["desk"]
    return render(request, "grid/target.html", page_of(context, seen_target(desk, target)))


def seen_target(desk: Desk, code: str) -> Target:
    """The place, if it is in view; Http404 otherwise, as though it were not there."""
    try:
        found = find_target(code[:32])
    except PlaceUnknown as unknown:
        raise Http404 from unknown
    if not sees(desk, found.path):
        raise Http404
    return found


def page_of(context: dict[str, Any], found: Target) -> dict[str, Any]:
    """Everything the page of a place shows."""
    desk: Desk = context["desk"]
    day = towns.pack().calendar.local_date(desk.now)
    spot = atlas().get(found.code)
    own = look.look_at([spot], under=spot.path, today=day)[0] if spot else None
    below = look.look_at(atlas().children(found.code), under=found.path, today=day) if spot else []
    points = look.points_in(found.path, today=day) if spot is None or spot.level not in ("district", "street") else []
    people = {one.person_id: one for post in (own.posts if own else ()) for one in post.held}
    asked = Asked(first=day - DAYS, last=day, today=day, community=found.community)
    changes = look.changes_of(found)
    return context | {
        "target": found,
        "look": own,
        "below": below,
        "points": [(point, charges) for point, charges in points if spot or point.code == found.code],
        "is_point": found.level in POINT_LEVELS,
        "kinds": towns.pack().gridwork.grids.of_level(found.level),
        "absences": absences(people.keys(), from_on=day) if people else [],
        "agreed": look.consents(people.keys()) if people else frozenset(),
        "may_arrange": oversees(desk.actor, found.path),
        "people": colleagues_of([unit_for(found.path)], on=day) if oversees(desk.actor, found.path) else [],
        "today": day,
        "tomorrow": day + timedelta(days=1),
        "tally": sum(tallies(asked, desk.view).values(), Tally()) if found.level == "community" else None,
        "records_url": records_url(asked, community=found.community),
        "changes": changes,
        "changed_by": names_of({who for one in changes for who in (one.by, one.person_id) if who}),
        "changed_where": names_of_targets(one.target for one in changes),
        "has_card": found.level in ("community", "grid", "special_grid"),
    }
