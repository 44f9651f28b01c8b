"""提建议: one page for everybody, without an account and without scripts; under a campaign where the address names one."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import hold_receipts
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import REPORTS, too_often
from doorstep.doors.web.resident import receipts
from doorstep.doors.web.rights.consenting import note_agreed
from doorstep.doors.web.suggestions import asking
from doorstep.doors.web.suggestions.asking import Typed
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import FieldFault, FormRefused, KeyUsedDifferently
from doorstep.store.cases.opening import Opened
from doorstep.wings.suggestions.models import Campaign
from doorstep.wings.suggestions.services import campaign_open, suggest


@guarded(everyone)
@sensitive_post_parameters(*asking.TEXTS)
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """GET asks, POST takes. ?campaign= names a campaign that is open."""
    asked = request.GET.get("campaign", "")
    campaign = campaign_open(asked, now=timezone.now()) if asked else None
    if request.method == "GET":
        return _page(request, asking.fresh(request), campaign)
    if (refused := too_often(request, REPORTS)) is not None:
        return refused
    typed = asking.typed_in(request.POST)
    faults, problem = asking.faults_in(typed), ""
    if typed.bait:
        problem = _("这次提交像是程序自动填的。如果是您本人，请再按一次“提交”。")
        typed = replace(typed, bait="")
    if not faults and not problem:
        try:
            return _finish(request, _take(typed, campaign), typed.phone)
        except FormRefused as fault:
            faults = fault.faults
        except KeyUsedDifferently:
            problem = _("刚才那一份已经收到了。如果这是另一条建议，请再按一次“提交”。")
            typed = replace(typed, key=fresh_key())
    return _page(request, typed, campaign, faults=faults, problem=problem)


def _take(typed: Typed, campaign: Campaign | None) -> Opened:
    return suggest(
        typed.idea(campaign.code if campaign else ""),
        actor=ANONYMOUS,
        channel="web",
        reporter=typed.reporter(),
        key=typed.key,
        now=timezone.now(),
    )


def _finish(request: HttpRequest, opened: Opened, phone: str) -> HttpResponse:
    hold_receipts(request, opened.case_id)
    note_agreed(request, opened.case_id, phone)
    receipts.remember_code(request, opened.case_id, opened.code)
    return redirect("receipt", number=opened.number)


def _page(
    request: HttpRequest,
    typed: Typed,
    campaign: Campaign | None,
    *,
    faults: dict[str, FieldFault] | None = None,
    problem: str = "",
) -> HttpResponse:
    action = reverse("suggest")
    context = {
        "here": "suggest",
        "typed": typed,
        "campaign": campaign,
        "action": f"{action}?{urlencode({'campaign': campaign.code})}" if campaign else action,
        "draft": f"suggest-{campaign.code}" if campaign else "suggest",
        "fields": asking.fields_of(typed, faults or {}),
        "problems": (problem,) if problem else (),
    }
    return render(request, "suggestions/suggest.html", context, status=422 if faults or problem else 200)
