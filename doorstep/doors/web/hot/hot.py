"""The list of hot issues by people, and one of them with its cases and what was decided about it by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.hot.spark import Bar, spark
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Option, Pager
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.people.models import Person
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.hotspots import queries
from doorstep.wings.hotspots.models import Decision, Hotspot, Run
from doorstep.wings.hotspots.queries import Gathered

MOST_PAGES = 50


@dataclass(frozen=True, kw_only=True)
class Row:
    """A hot issue in the list. `days` from its first case to its last."""

    hotspot: Hotspot
    title: str
    days: int
    bars: tuple[Bar, ...]


@guarded(may("themes"))
@never_cache
@require_safe
def hottest(request: HttpRequest) -> HttpResponse:
    """Twenty a page."""
    raw = request.GET.get("page", "")
    page = min(read_whole(raw, digits=3) or 1, MOST_PAGES)
    found = queries.hottest(page)
    context = frame(request, "hot")
    context |= {
        "rows": [_row(one) for one in found[: queries.PAGE]],
        "pager": Pager(
            newer_url=f"?page={page - 1}" if page > 1 else "",
            older_url=f"?page={page + 1}" if len(found) > queries.PAGE else "",
        ),
        "first": (page - 1) * queries.PAGE,
        "run": Run.objects.order_by("-id").first(),
        "window": queries.WINDOW.days,
    }
    return render(request, "hot/list.html", context)


def _row(one: Hotspot) -> Row:
    return Row(hotspot=one, title=title_of(one), days=(one.last_at - one.first_at).days + 1, bars=spark(one.bars))


def title_of(one: Hotspot) -> str:
    """Its place and the words that hold it together."""
    words = " ".join(one.words[:3])
    if one.place and words:
        return f"{one.place} · {words}"
    return one.place or words or (one.sentences[0] if one.sentences else _("一个问题"))


@guarded(may("themes"))
@never_cache
@require_safe
def one(request: HttpRequest, hotspot_id: int) -> HttpResponse:
    """With all of its cases."""
    hotspot = Hotspot.objects.filter(id=hotspot_id).first()
    if hotspot is None:
        return render(request, "404.html", status=404)
    context = frame(request, "hot")
    cases = queries.cases_of(hotspot_id)
    context |= {
        "row": _row(hotspot),
        "hotspot": hotspot,
        "cases": [_case(case) for case in cases],
        "trace": _trace(queries.trace_of(hotspot_id), hotspot_id),
        "units": units_for(cases),
        "may_start": "merge" in context["may"],
    }
    return render(request, "hot/one.html", context)


def units_for(cases: Sequence[Gathered]) -> tuple[Option, ...]:
    """Who may lead a theme: first who leads most of its cases."""
    leads = Counter(case.lead_unit for case in cases if case.lead_unit in unit_tree())
    return unit_options(tuple(unit for unit, _count in sorted(leads.items(), key=lambda each: (-each[1], each[0]))[:3]))


def _case(case: Gathered) -> dict[str, Any]:
    unit = case.lead_unit
    return {
        "case": case,
        "where": atlas().label(case.place_path),
        "category": towns.pack().categories.label(case.category),
        "state": law(case.law_id).state(case.state).label,
        "unit": unit_tree().label(unit) if unit in unit_tree() else None,
    }


def _trace(decisions: Sequence[Decision], hotspot_id: int) -> list[dict[str, Any]]:
    """Who put a case here or took it away."""
    names = dict(Person.objects.filter(id__in={each.by for each in decisions}).values_list("id", "display_name"))
    return [
        {
            "number": each.number,
            "came": each.hotspot_id == hotspot_id,
            "who": names.get(each.by, "") if each.by else "",
            "unit": unit_tree().label(each.unit) if each.unit in unit_tree() else Words(zh="", en=""),
            "at": each.at,
        }
        for each in decisions
    ]
