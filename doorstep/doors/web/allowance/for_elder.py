"""At the window: an elder asks to see, correct or delete what is held about them, and a clerk who sees who it is hands the request in.

It goes the way of every such request: others check and decide, and its receipt is the elder's. That the clerk asked leaves a trace.
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.allowance.elder import own, page
from doorstep.doors.web.allowance.frame import MAY
from doorstep.doors.web.form_keys import read_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.store.cases.codes import show_code
from doorstep.wings.allowance.roll import note_looks
from doorstep.wings.rights.services import Asking, ask


@guarded(may(MAY))
@sensitive_post_parameters("value", "words")
@require_POST
def ask_for(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The receipt's code is shown once, to be written down for the elder; pressed twice it is the same request."""
    _context, one = own(request, ident)
    by, now = actor_of(request).id, timezone.now()
    assert by is not None
    kind, value = request.POST.get("kind", ""), request.POST.get("value", "")
    asking = Asking(
        kind=kind,
        cases=(),
        entry=one.id,
        identity=bytes(one.id_hash),
        at_window=True,
        target="name" if kind == "correct" else "",
        value=value if kind == "correct" else "",
        words=request.POST.get("words", ""),
    )
    try:
        opened = ask(asking, actor=ANONYMOUS, key=read_key(request.POST), now=now)
    except FormRefused as refused:
        return page(request, ident, refused)
    except Refusal as refused:
        messages.error(request, sentence(refused))
    else:
        note_looks([one.id], by=by, what="asked", now=now)
        said = _("替老人提好了，编号 %(number)s。把查询码写给老人，凭它看结果：%(code)s")
        messages.success(request, said % {"number": opened.number, "code": show_code(opened.code)})
    return redirect("elder", ident=ident)
