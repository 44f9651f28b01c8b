"""An elder of the allowance proves who they are 老人自己看: by the address on their credential and the whole ID number, for half an hour.

Then the pages of rights are open to them: who opened their record, who relied on their credential, what they agreed to; and asking
to see, correct or delete it. The number is not kept.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.credentials.sharing import is_number_of, names_number
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import CODES_TRIED, too_often
from doorstep.wings.allowance import queries as allowance
from doorstep.wings.allowance.models import Elder
from doorstep.wings.credentials import queries as credentials
from doorstep.wings.rights.looking import Noted

PROVEN, SECONDS = "rights_elder", 1800


def elder_of(request: HttpRequest) -> Elder | None:
    """Whom this session has proven to be within the last half hour."""
    ident, at = request.session.get(PROVEN, ("", 0.0))
    if not ident or timezone.now().timestamp() - at > SECONDS:
        return None
    return Elder.objects.filter(id=UUID(ident)).first()


def doubts_about(elder: Elder | None) -> list[UUID]:
    """The case of a doubt about them: whoever opened it looked at them too."""
    return [elder.case_id] if elder and elder.case_id else []


def noted_of(elder: Elder | None) -> list[Noted]:
    """Who opened their page, a list or a photo with them, and which unit relied on a credential of theirs, newest first."""
    if elder is None:
        return []
    looks = [Noted(what=f"elder_{one.what}", by=one.by, at=one.at) for one in allowance.looks_of(elder)]
    uses = credentials.uses_about(bytes(elder.id_hash))
    relied = [Noted(what="relied", by=one.by, at=one.at, reason=one.purpose) for one in uses]
    return sorted([*looks, *relied], key=lambda one: one.at, reverse=True)


@guarded(everyone)
@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest, ident: UUID, code: str) -> HttpResponse:
    """The code that is on the paper, and the whole number, which the paper does not tell."""
    opened = credentials.opened_by(ident, code)
    if opened is None or not names_number(opened[1]):
        raise Http404
    held, document = opened
    if request.method == "GET":
        return render(request, "rights/prove_elder.html")
    if (refused := too_often(request, CODES_TRIED)) is not None:
        return refused
    elder = allowance.find_number(bytes(held.subject_hash))
    if elder is None or not is_number_of(document, request.POST.get("number", "").strip().upper()):
        wrong = _("身份证号和这张凭证对不上。")
        return render(request, "rights/prove_elder.html", {"wrong": wrong}, status=422)
    request.session.cycle_key()
    request.session[PROVEN] = [str(elder.id), timezone.now().timestamp()]
    return redirect("rights")
