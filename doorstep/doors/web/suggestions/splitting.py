"""分流台: what looks recorded as the wrong thing, with the words that say so. A person sends it on with one click, or leaves it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of, case_in_view
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.words import say
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases.handing_over import goes_on_as
from doorstep.store.cases.keysets import read_mark
from doorstep.store.places.atlas import atlas
from doorstep.wings.suggestions import queries
from doorstep.wings.suggestions.rules import PRAISE, REQUEST, SUGGESTION
from doorstep.wings.suggestions.splitting import RECORDED, STAYS, leave_as_it_is, rules, send_as

KINDS = {
    REQUEST: Words(zh="诉求", en="request"),
    SUGGESTION: Words(zh="建议", en="suggestion"),
    PRAISE: Words(zh="表扬", en="thanks"),
}
SAID_SO = Words(zh="登记时就写的是这一类", en="whoever recorded it said so")


@guarded(may("suggestions"))
@never_cache
@require_safe
def splitting(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    context = frame(request, "splitting")
    page = queries.misfiled(after=read_mark(request.GET.get("after", "")))
    context |= {
        "rows": [_row(one) for one in page.rows],
        "basis": rules().basis,
        "stays": STAYS,
        "pager": Pager(
            newer_url="?" if request.GET.get("after") else "",
            older_url=f"?{urlencode({'after': page.after})}" if page.after else "",
        ),
    }
    return render(request, "suggestions/splitting.html", context)


def _row(one: queries.Misfiled) -> dict[str, Any]:
    return {
        "id": one.case_id,
        "number": one.number,
        "title": one.title,
        "body": one.body[:200],
        "url": reverse("desk_case", args=[one.number]),
        "place": atlas().label(one.place_path),
        "recorded_as": KINDS[one.recorded_as],
        "looks_like": one.looks_like,
        "kind": KINDS[one.looks_like],
        "reasons": [
            {"label": SAID_SO if code == RECORDED else rules().label(code), "word": word} for code, word in one.reasons
        ],
        "raised_at": one.raised_at,
    }


@guarded(may("suggestions"))
@require_POST
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """as=request, suggestion, praise, or stays."""
    held = case_in_view(request, case_id)
    actor, now, kind = actor_of(request), timezone.now(), request.POST.get("as", "")
    try:
        if kind == STAYS:
            leave_as_it_is(case_id, actor=actor, now=now)
            messages.success(request, _("%(number)s 照原样办，不再提示。") % {"number": held.case.number})
        else:
            send_as(case_id, kind, actor=actor, now=now, key=key_of(request))
            onward = goes_on_as(case_id)
            said = _("%(number)s 转作%(kind)s了，现在的编号是 %(onward)s；回执照样有效，已告诉本人。")
            numbers = {"number": held.case.number, "onward": onward.number if onward else ""}
            messages.success(request, said % {**numbers, "kind": say(KINDS[kind])})
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return redirect("splitting")
