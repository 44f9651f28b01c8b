"""What the code on a paper ballot opens: for staff who count, entering it; for its holder, voting with it online instead."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import capabilities, everyone, guarded
from doorstep.doors.web.limits import LOOK_UPS, too_often
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.voting.filling import Booth, serve
from doorstep.doors.web.voting.mine import is_own
from doorstep.kernel.voting import Ballot
from doorstep.wings.voting.casting import Cast, SheetVoid, cast_by_sheet, check_hours, count_sheet
from doorstep.wings.voting.models import Poll, Sheet
from doorstep.wings.voting.sheets import find_sheet


def may_count(request: HttpRequest, poll: Poll) -> bool:
    """Signed in, with a role that enters paper ballots, for a poll at one's own places; elsewhere one is a voter like others."""
    if not request.user.is_authenticated or not capabilities(request) & {"polls", "ballots"}:
        return False
    return is_own(Desk(request, timezone.now()), poll)


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Where the code is typed by whoever cannot scan it."""
    typed = request.POST.get("sheet", "")[:40].replace("/", "").strip()
    if request.method == "POST" and typed:
        return redirect("poll_sheet", key=typed[:24])
    field = FormField(
        name="sheet", kind="line", label=_("票上的码"), help=_("10 个字母和数字，横线不用填。"), max_length=24
    )
    return render(request, "voting/sheet_key.html", {"field": field})


@guarded(everyone)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """Fill in, review, send; staff enter what the paper says and go on with the next."""
    if not request.user.is_authenticated and (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    found = find_sheet(key)
    is_staff = may_count(request, found.poll)
    if found.is_void:
        raise SheetVoid
    check_hours(found.poll, is_paper=is_staff, now=timezone.now())
    booth = _counting(request, found, key) if is_staff else _holding(found, key)
    answer = serve(request, booth)
    if is_staff and request.POST.get("step") == "send" and answer.status_code == 200:
        messages.success(request, _("%(number)s 号纸票录好了。") % {"number": found.number})
        return redirect("poll_paper", number=found.poll.number)
    return answer


def _holding(found: Sheet, key: str) -> Booth:
    def cast(ballot: Ballot, sent: str) -> Cast:
        return cast_by_sheet(found, ballot, key=sent, now=timezone.now())

    return Booth(poll=found.poll, action=reverse("poll_sheet", args=[key]), cast=cast)


def _counting(request: HttpRequest, found: Sheet, key: str) -> Booth:
    by = actor_of(request).id
    assert by is not None

    def cast(ballot: Ballot, sent: str) -> Cast:
        return count_sheet(found, ballot, by=by, now=timezone.now())

    who = _("%(number)s 号纸票") % {"number": found.number}
    return Booth(poll=found.poll, action=reverse("poll_sheet", args=[key]), cast=cast, who=who, is_staff=True)
