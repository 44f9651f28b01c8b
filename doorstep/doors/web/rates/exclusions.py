"""统计剔除: every exclusion that was asked for, by whom, why, and what another person decided; and the form to ask."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import capabilities, guarded, may
from doorstep.doors.web.rates.shaping import label_of
from doorstep.doors.web.shapes import FormField
from doorstep.kernel.refusals import CaseNotFound, FormRefused
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import current_law, state_label
from doorstep.store.people.acting import names_of
from doorstep.store.people.units import unit_tree
from doorstep.wings.rates import queries, services

OPENS = ("coordinator", "desk_supervisor", "leader", "auditor")


@guarded(may("figures"))
@never_cache
@require_http_methods(["GET", "POST"])
def exclusions(request: HttpRequest) -> HttpResponse:
    """POST asks for one; only those may ask whose role says so."""
    if request.method == "POST" and "exclude" in capabilities(request):
        return _ask(request)
    return _page(request, {})


def _ask(request: HttpRequest) -> HttpResponse:
    desk: Desk = frame(request)["desk"]
    form = {name: request.POST.get(name, "") for name in ("number", "reason", "grounds")}
    try:
        held = held_case(request, form["number"].strip())
        if held.case.mechanism != "six_orders":
            raise CaseNotFound
        opened = services.ask_exclusion(
            held.case,
            reason=form["reason"],
            grounds=form["grounds"],
            actor=desk.actor,
            unit=next((post.unit for post in desk.actor.posts if post.role in OPENS), ""),
            key=request.POST.get("key", "")[:64] or None,
            now=timezone.now(),
        )
    except CaseNotFound:
        return _page(request, form, number_fault=_("没有这个编号的事项，或不归您看。"), status=422)
    except FormRefused as refused:
        return _page(request, form, refused=refused, status=422)
    messages.success(request, _("申请记下了（%(number)s），由另一个人定。") % {"number": opened.number})
    return redirect("exclusions")


def _page(
    request: HttpRequest,
    form: dict[str, str],
    *,
    refused: FormRefused | None = None,
    number_fault: str = "",
    status: int = 200,
) -> HttpResponse:
    context = frame(request, "rates")
    desk: Desk = context["desk"]
    found = queries.left_out(_units(desk))
    names = names_of(one for row in found for one in (row.asked_by, row.decided_by) if one)
    number = FormField(
        name="number",
        kind="line",
        label=_("事项编号"),
        value=form.get("number", ""),
        errors=(number_fault,) if number_fault else (),
    )
    asks = current_law("exclusion").mechanism.opening.form
    context |= {
        "rows": [_row(one, names) for one in found],
        "counts": {state: sum(one.state == state for one in found) for state in ("asked", "granted", "refused")},
        "fields": (number, *form_fields(asks, filled=form, refused=refused)),
        "may_exclude": "exclude" in capabilities(request),
        "is_open": bool(form),
        "key": fresh_key(),
    }
    return render(request, "rates/exclusions.html", context, status=status)


def _units(desk: Desk) -> list[str] | None:
    if desk.view.everything:
        return None
    return [code for path in desk.view.unit_paths for code in unit_tree().within(path)]


def _row(one: queries.LeftOut, names: Any) -> dict[str, Any]:
    law = current_law("exclusion").mechanism
    reason = law.opening.field("reason")
    choices = reason.choices if reason else ()
    return {
        "one": one,
        "unit": label_of("unit", one.unit),
        "state": state_label("exclusion", one.state),
        "reason": next(
            (choice.label for choice in choices if choice.code == one.reason), Words(zh=one.reason, en=one.reason)
        ),
        "asked_by": names.get(one.asked_by, ""),
        "decided_by": names.get(one.decided_by, "") if one.decided_by else "",
    }
