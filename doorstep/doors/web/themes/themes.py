"""专题: the list, and one theme or estate's file with its cases, its tasks, the sessions of its panel, and before and after."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.desk.parties import rows_of as party_rows
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.themes.rows import OWN, order_row
from doorstep.kernel.refusals import CaseNotFound, Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import ties, towns
from doorstep.store.cases.about import about
from doorstep.store.cases.acting import act
from doorstep.store.cases.inner_lists import orders
from doorstep.store.cases.keysets import read_mark
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.hotspots.queries import Gathered, newcomers_of
from doorstep.wings.themes import queries
from doorstep.wings.themes.rules import Window
from doorstep.wings.themes.services import MOST_AT_ONCE, gather_chosen

LOOK_BACK = 365


@guarded(may("themes"))
@never_cache
@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    context = frame(request, "themes")
    page = orders(
        "theme.started", context["desk"].view, now=context["now"], after=read_mark(request.GET.get("after", ""))
    )
    context |= {
        "rows": [order_row(one) for one in page.rows],
        "pager": Pager(
            newer_url="?" if request.GET.get("after") else "",
            older_url=f"?{urlencode({'after': page.after})}" if page.after else "",
        ),
    }
    return render(request, "themes/themes.html", context)


@guarded(may("themes"))
@never_cache
@require_safe
def theme(request: HttpRequest, number: str) -> HttpResponse:
    """One theme, or one estate's file."""
    held = theme_held(request, number)
    context = frame(request, "themes" if held.case.mechanism == "theme" else "estates")
    mechanism, now = law(held.law_id), context["now"]
    beneath = ties.beneath(held.case.id)
    measured = queries.measured(held.case, now=now)
    context |= {
        "case": held.case,
        "about": about(held.case.id),
        "mechanism": mechanism,
        "state": mechanism.state(held.case.state),
        "lead": unit_tree().label(held.case.lead_unit),
        "place": atlas().label(held.case.place_path),
        "category": towns.pack().categories.label(held.case.category) if held.case.category else None,
        "gathered": [_gathered(one, now) for one in beneath if one.kind in OWN],
        "tasks": party_rows([one for one in beneath if one.kind == "theme_task"], context["desk"]),
        "others": party_rows([one for one in beneath if one.kind not in (*OWN, "theme_task")], context["desk"]),
        "measured": measured,
        "bars": _bars(held, measured),
        "newcomers": [_newcomer(one) for one in newcomers_of(held.case)],
        "may_gather": any(step.verb == "gather" for step in mechanism.steps_from(held.case.state)),
        "look_back": LOOK_BACK,
        "most": MOST_AT_ONCE,
    }
    return render(request, "themes/theme.html", context)


@guarded(may("themes"))
@require_POST
def gather(request: HttpRequest, number: str) -> HttpResponse:
    """The cases of the theme's place and category in the last so many days."""
    held = theme_held(request, number)
    desk = frame(request, "themes")["desk"]
    raw = request.POST.get("days", "")
    days = read_whole(raw, digits=4) or 0
    since = desk.now - timedelta(days=min(max(days, 1), LOOK_BACK))
    try:
        count = gather_chosen(held.case, since=since, until=desk.now, actor=desk.actor, now=desk.now)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        told = ngettext("归进来 %(count)s 件。", "归进来 %(count)s 件。", count) % {"count": count}
        messages.success(request, told if count else _("这段时间没有新的可归。"))
    return redirect("theme", number)


@guarded(may("themes"))
@require_POST
def welcome(request: HttpRequest, number: str) -> HttpResponse:
    """The ticked newcomers of the hot issue hang beneath the theme from now on; all or none."""
    held = theme_held(request, number)
    desk = frame(request, "themes")["desk"]
    ticked = set(request.POST.getlist("number"))
    wanted = [one.number for one in newcomers_of(held.case) if one.number in ticked]
    try:
        with transaction.atomic():
            for matter in reversed(wanted):
                act(case_id=held.case.id, verb="gather", form={"matter": matter}, actor=desk.actor, now=desk.now)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        count = len(wanted)
        told = ngettext("归进来 %(count)s 件。", "归进来 %(count)s 件。", count) % {"count": count}
        messages.success(request, told if count else _("还没有选事项：先在前面打勾。"))
    return redirect("theme", number)


def theme_held(request: HttpRequest, number: str) -> Held:
    """A theme or an estate's file in the reader's view. Raises CaseNotFound."""
    held = held_case(request, number)
    if held.case.mechanism not in OWN:
        raise CaseNotFound
    return held


def _gathered(one: ties.Tied, now: datetime) -> dict[str, Any]:
    return {"tied": one, "due": None if one.is_final else due_of(one.due_at, one.due_clock, now)}


def _newcomer(one: Gathered) -> dict[str, Any]:
    return {"case": one, "where": atlas().label(one.place_path), "state": law(one.law_id).state(one.state).label}


def _bars(held: Held, measured: queries.Measured) -> list[dict[str, Any]]:
    """A pair; each leads to the cases it counts."""
    top = max(measured.before, measured.after or 0, 1)
    pair = [(_("之前"), measured.windows.before, measured.before)]
    if measured.windows.after and measured.after is not None:
        pair.append((_("之后"), measured.windows.after, measured.after))
    return [
        {
            "label": label,
            "since": towns.pack().calendar.local_date(window.since),
            "until": towns.pack().calendar.local_date(window.until - timedelta(days=1)),
            "count": count,
            "share": round(100 * count / top),
            "url": cases_url(held, window),
        }
        for label, window, count in pair
    ]


def cases_url(held: Held, window: Window) -> str:
    """The cases that a window counts."""
    spot = atlas().at(held.case.place_path)
    asked = {
        "place": spot.code if spot and spot.parent else "",
        "category": held.case.category,
        "since": _day(window.since),
        "until": _day(window.until - timedelta(days=1)),
    }
    return f"{reverse('all_cases')}?{urlencode({key: value for key, value in asked.items() if value})}"


def _day(at: datetime) -> str:
    return towns.pack().calendar.local_date(at).isoformat()
