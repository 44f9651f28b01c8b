"""The rounds behind a number: planned, gone on time, gone late, missed, or with something found; newest first."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.shapes import Option, Pager
from doorstep.store.cases import towns
from doorstep.store.people.acting import names_of
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid.queries import KINDS, PAGE, Asked, records, tallies
from doorstep.wings.grid.rules import Tally
from doorstep.wings.grid.services import remarks_of
from doorstep.wings.grid.targets import names_of as names_of_targets

LONGEST = timedelta(days=92)


@guarded(may("grids"))
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """?kind= one of KINDS, ?first= ?last= days, ?community= ?rule=, ?before= a mark. At most a quarter at a time."""
    context = frame(request, "grids")
    desk: Desk = context["desk"]
    today = towns.pack().calendar.local_date(desk.now)
    asked = _asked(request, today)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "planned"
    found = records(asked, desk.view, kind=kind, before=_mark(request.GET.get("before", "")))
    rows, more = found[:PAGE], found[PAGE:]
    tally = sum(
        (tally for (community, rule), tally in tallies(asked, desk.view).items() if _wanted(asked, community, rule)),
        Tally(),
    )
    query = request.GET.copy()
    query.pop("before", None)
    older = query.copy()
    if more:
        older["before"] = f"{rows[-1].due_on}~{rows[-1].due_id}"
    spot = atlas().get(asked.community)
    context |= {
        "rows": rows,
        "names": names_of_targets(row.target for row in rows),
        "people": names_of(row.by for row in rows if row.by),
        "said": remarks_of(row.due_id for row in rows if row.done_on),
        "rules": towns.pack().gridwork.rounds.rounds,
        "kinds": _kinds(tally),
        "kind": kind,
        "asked": asked,
        "place": spot,
        "tally": tally,
        "pager": Pager(
            newer_url=f"{reverse('round_records')}?{query.urlencode()}" if request.GET.get("before") else "",
            older_url=f"{reverse('round_records')}?{older.urlencode()}" if more else "",
        ),
    }
    return render(request, "grid/records.html", context)


def _wanted(asked: Asked, community: str, rule: str) -> bool:
    return asked.community in ("", community) and asked.rule in ("", rule)


def _kinds(tally: Tally) -> list[tuple[Option, int | None]]:
    return [
        (Option(code="planned", label=_("该走的")), tally.planned),
        (Option(code="done", label=_("按时走的")), tally.done),
        (Option(code="late", label=_("补走的")), tally.late),
        (Option(code="missed", label=_("没走的")), tally.missed),
        (Option(code="found", label=_("发现了事的")), None),
    ]


def _asked(request: HttpRequest, today: date) -> Asked:
    last = min(_day(request.GET.get("last", ""), today), today)
    first = min(max(_day(request.GET.get("first", ""), last - timedelta(days=30)), last - LONGEST), last)
    community, rule = request.GET.get("community", ""), request.GET.get("rule", "")
    spot = atlas().get(community)
    return Asked(
        first=first,
        last=last,
        today=today,
        community=spot.code if spot and spot.level == "community" else "",
        rule=rule if rule in towns.pack().gridwork.rounds.rounds else "",
    )


def _day(raw: str, instead: date) -> date:
    try:
        return max(date.fromisoformat(raw), date(2000, 1, 1))
    except ValueError:
        return instead


def _mark(raw: str) -> tuple[date, int] | None:
    day, _sign, number = raw.partition("~")
    try:
        found = date.fromisoformat(day), int(number)
    except ValueError:
        return None
    return found if 0 < found[1] < 2**62 else None
