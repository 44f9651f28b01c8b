"""The office's side of consent: who agreed to which version when, how and through whom; and taking one back for whoever asks for it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.people.models import Person
from doorstep.wings.rights import queries
from doorstep.wings.rights.consents import NoAgreement, with_texts, withdraw
from doorstep.wings.rights.register import register


@guarded(may("rights"))
@never_cache
@require_http_methods(["GET", "POST"])
def agreed(request: HttpRequest) -> HttpResponse:
    """GET lists, ?code= narrows to one text; POST takes one back, as the person asked at the window or by telephone."""
    context = frame(request, "rights")
    if request.method == "POST":
        return _take_back(request, context)
    code, raw = request.GET.get("code", "")[:40], request.GET.get("before", "")
    rows, more = queries.agreements(code=code, before=_whole(raw) or None)
    shown = with_texts(rows, now=context["now"])
    staff = {row.noted_by for row in rows} | {row.withdrawn_by for row in rows}
    names: dict[UUID | None, str] = dict(
        Person.objects.filter(id__in={one for one in staff if one}).values_list("id", "display_name")
    )
    titles = {one.code: one.title for one in register().consents}
    context |= {
        "rows": [(one, names.get(one.row.noted_by, ""), names.get(one.row.withdrawn_by, "")) for one in shown],
        "counts": [
            (titles.get(code_), code_, version, given, back)
            for code_, version, given, back in queries.agreement_counts()
        ],
        "code": code,
        "more": more,
        "tab": "agreed",
    }
    return render(request, "rights/agreed.html", context)


def _take_back(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    row = queries.agreement(_whole(request.POST.get("id", "")))
    if row is None or row.withdrawn_at is not None:
        raise NoAgreement
    withdraw(row.pk, [row.about], by=actor_of(request).id, now=context["now"])
    messages.success(request, _("替本人撤回了，马上生效，记下了是谁办的。"))
    return redirect("rights_agreed")


def _whole(raw: str) -> int:
    return read_whole(raw, digits=17) or 0
