"""The keeper's room 封存: which matters are sealed, opening one with a reason, unsealing it. Shows nothing of them before that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.cases import told_of
from doorstep.doors.web.desk.veil import WhyOpen, check_reason
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.about import contacts_of
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import law
from doorstep.store.cases.stories import story_of
from doorstep.wings.rights.sealed import open_sealed, sealed_case, sealed_rows


@guarded(may("sealed"))
@never_cache
@require_safe
def sealed(request: HttpRequest) -> HttpResponse:
    """Numbers, why and since when."""
    context = frame(request, "rights") | {
        "rows": sealed_rows(),
        "tab": "sealed",
        "wanted": request.GET.get("case", "")[:24],
    }
    return render(request, "rights/sealed.html", context)


@guarded(may("sealed"))
@never_cache
@require_POST
def opened(request: HttpRequest, number: str) -> HttpResponse:
    """The story, to the keeper, who says why; on record before it is shown."""
    held, context = sealed_case(number), frame(request, "rights")
    try:
        reason = check_reason(request.POST.get("reason", ""))
    except WhyOpen as refused:
        messages.error(request, sentence(refused))
        return redirect("sealed")
    open_sealed(held, actor_of(request), reason=reason, now=context["now"])
    mechanism = law(held.law_id)
    context |= told_of(held, story_of(held.case, mechanism, "staff"), context["desk"])
    context |= {
        "number": number,
        "state": mechanism.state(held.case.state),
        "contacts": contacts_of(held.case.id),
        "tab": "sealed",
    }
    return render(request, "rights/sealed_case.html", context)


@guarded(may("sealed"))
@require_POST
def unseal(request: HttpRequest, number: str) -> HttpResponse:
    """Back into the lists, with the reason in the story."""
    held, context = sealed_case(number), frame(request, "rights")
    try:
        act(
            case_id=held.case.id,
            verb="unseal",
            form={"reason": request.POST.get("reason", "")},
            actor=actor_of(request),
            now=context["now"],
            key=key_of(request),
        )
    except Refusal as refused:
        messages.error(request, sentence(refused))
        return redirect("sealed")
    messages.success(request, _("封存解除了。"))
    return redirect("sealed")
