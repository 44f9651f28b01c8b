"""Staff serve a voter: fill in for somebody who asks for it, or note that a paper ballot was handed over. Both leave a trace."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.voting.filling import Booth, ballot_code_of, kept_field
from doorstep.doors.web.voting.filling import serve as fill
from doorstep.doors.web.voting.mine import may_serve, paths_of, served_poll
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting import Ballot
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.casting import Cast, cast_by_elector, cast_by_token, check_hours, give_sheet
from doorstep.wings.voting.electorate import elector_called, name_of
from doorstep.wings.voting.models import Elector, Poll
from doorstep.wings.voting.queries import open_polls_around
from doorstep.wings.voting.rules import HELPER
from doorstep.wings.voting.tokens import fresh_ballot_code, make_token, read_ballot_code, read_token


class NobodyCalled(Refusal):
    """您这里的名册上没有这个编号或手机号，请再核对；几个人共用一个手机号的，要报编号。"""

    status = 404


@guarded(may("ballots"))
@never_cache
@require_safe
def helping(request: HttpRequest) -> HttpResponse:
    """The polls that are open now around one's places: for whoever helps voters and does not run polls."""
    context = frame(request, "helping")
    rows = open_polls_around(paths_of(context["desk"]))
    context["rows"] = [{"row": one, "where": atlas().label(one["place_path"])} for one in rows]
    return render(request, "voting/helping.html", context)


@guarded(may("ballots"))
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, number: str) -> HttpResponse:
    """First the roll number; then the ballot, or the note that paper was handed over."""
    desk: Desk = frame(request, "polls")["desk"]
    poll = served_poll(desk, number)
    if request.method == "GET":
        return _page(request, poll)
    try:
        elector = elector_called(poll, request.POST.get("roll_number", ""))
        if elector is None or not may_serve(desk, poll, elector):
            raise NobodyCalled
        if request.POST.get("how") == "sheet":
            return _give(request, poll, elector, desk)
        check_hours(poll, is_paper=False, now=timezone.now())
        return fill(request, _booth(request, poll, elector, desk))
    except Refusal as refused:
        return _page(request, poll, typed=request.POST.get("roll_number", "")[:24], wrong=sentence(refused))


def _give(request: HttpRequest, poll: Poll, elector: Elector, desk: Desk) -> HttpResponse:
    assert desk.actor.id is not None
    give_sheet(poll, elector, by=desk.actor.id, now=timezone.now())
    messages.success(request, _("记下了：名册 %(number)s 号领了一张纸票。") % {"number": elector.roll_number})
    return redirect("serve_voter", number=poll.number)


def _booth(request: HttpRequest, poll: Poll, elector: Elector, desk: Desk) -> Booth:
    """For an open poll the ballot names the elector and who helped; for a secret one a token is made, and the roll says who helped."""
    by, now = desk.actor.id, timezone.now()
    hidden, code = {"roll_number": elector.roll_number}, ""
    action = reverse("serve_voter", args=[poll.number])
    who = _("代 %(name)s 填（名册 %(number)s 号）") % {"name": name_of(elector), "number": elector.roll_number}
    if not poll.is_secret:

        def cast(ballot: Ballot, key: str) -> Cast:
            return cast_by_elector(poll, elector, ballot, key=key, now=timezone.now(), helper=by)

        return Booth(poll=poll, action=action, cast=cast, hidden=hidden, who=who, is_staff=True)
    if "token" in request.POST:
        token = read_token(request.POST["token"], request.POST.get("signature", ""))
        code = read_ballot_code(request.POST.get("code", ""))
    else:
        code = ballot_code_of(request)
        token = make_token(poll, elector, key=code, way=HELPER, now=now, by=by)

    def cast_secret(ballot: Ballot, key: str) -> Cast:
        return cast_by_token(poll, token, ballot, key=key, now=timezone.now(), helper=by)

    hidden |= {"token": token.message.hex(), "signature": token.signature.hex(), "code": code}
    return Booth(poll=poll, action=action, cast=cast_secret, hidden=hidden, who=who, is_staff=True, code=code)


def _page(request: HttpRequest, poll: Poll, *, typed: str = "", wrong: str = "") -> HttpResponse:
    field = FormField(
        name="roll_number",
        kind="line",
        label=_("名册编号或手机号"),
        help=_("请本人报名册编号，或者名册上的手机号。"),
        value=typed,
        errors=(wrong,) if wrong else (),
        max_length=24,
    )
    kept = kept_field(request) if poll.is_secret else None
    context = frame(request, "polls") | {"poll": poll, "field": field, "kept": kept, "code": fresh_ballot_code()}
    return render(request, "voting/serve.html", context, status=422 if wrong else 200)
