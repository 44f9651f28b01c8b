"""All that my unit assists with, and all that it asked others for: the next due first. Several may be signed off at once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.parties import AT_WORK, ROLES, TASK
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.joint.together import tell
from doorstep.doors.web.shapes import CaseRow, Due, Pager
from doorstep.doors.web.words import say
from doorstep.kernel.words import Words
from doorstep.store.cases.keysets import read_mark
from doorstep.store.people.units import unit_tree
from doorstep.wings.joint import queries

TABS: tuple[queries.Tab, ...] = ("mine", "asked", "done")


@guarded(staff)
@never_cache
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """?tab= mine, asked or done; ?after= continues."""
    context = frame(request, "orders")
    desk: Desk = context["desk"]
    units = units_of(desk)
    tab: queries.Tab = next((one for one in TABS if one == request.GET.get("tab")), "mine")
    page = queries.orders(units, tab, after=read_mark(request.GET.get("after", "")))
    older = f"{reverse('orders')}?tab={tab}&after={page.after}" if page.after else ""
    context |= {
        "tab": tab,
        "counts": queries.counts(units),
        "rows": [_row(one, tab, desk.now) for one in page.rows],
        "ready": any(tab == "asked" and one.state == "reported" for one in page.rows),
        "pager": Pager(older_url=older),
        "key": fresh_key(),
    }
    return render(request, "joint/orders.html", context)


@guarded(staff)
@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """Sign off, or remind, those that are ticked."""
    tell(request, request.POST.get("verb", ""))
    return redirect(f"{reverse('orders')}?tab=asked")


def units_of(desk: Desk) -> tuple[str, ...]:
    """The units I hold a post in."""
    return tuple(dict.fromkeys(post.unit for post in desk.actor.posts))


def _row(order: queries.Order, tab: str, now: datetime) -> CaseRow:
    asked = unit_tree().label(order.opened_unit) if order.opened_unit in unit_tree() else None
    lead = unit_tree().label(order.lead_unit) if order.lead_unit in unit_tree() else None
    who = lead if tab == "asked" else asked
    role = TASK if order.is_task else ROLES.get(order.mechanism, order.mechanism_title)
    parts: list[str] = [say(role) + (f" {order.share}%" if order.share else "")]
    if who is not None:
        parts.append((_("由%(who)s办") if tab == "asked" else _("%(who)s请的")) % {"who": say(who)})
    if order.due_on:
        parts.append(_("约定 %(month)s 月 %(day)s 日前") % {"month": order.due_on.month, "day": order.due_on.day})
    if order.main and order.main_title != order.title:
        parts.append(say(order.main_title))
    return CaseRow(
        title=order.title,
        url=reverse("desk_case", args=[order.number]),
        number=order.number,
        quiet=" · ".join(parts),
        next=order.state_label,
        next_quiet="" if order.is_final else Words(zh=f"等{order.owed.zh}", en=f"waits for {order.owed.en}"),
        due=_due(order, now),
        tick="order" if tab == "asked" and order.state == "reported" else "",
    )


def _due(order: queries.Order, now: datetime) -> Due | None:
    if order.is_final:
        return Due(tone="done", text=order.state_label)
    today: date = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    if order.due_on and order.state in AT_WORK and today > order.due_on:
        return Due(tone="late", text=_("过了约定的日子"))
    return due_of(order.due_at, order.due_clock, now)
