"""Several orders beneath one case at once: sign off those that were reported, remind those that are not."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.form_keys import read_key
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import CaseNotFound
from doorstep.wings.joint import services

DOES: Mapping[str, services.Many] = {"sign_off": services.sign_off_many, "remind": services.remind_many}


@guarded(staff)
@require_POST
def together(request: HttpRequest, number: str) -> HttpResponse:
    """What was done is said in one line, and each refusal in one of its own."""
    held = held_case(request, number)
    tell(request, request.POST.get("verb", ""))
    return redirect("desk_case", held.case.number)


def tell(request: HttpRequest, verb: str) -> None:
    """Do it to every order named in the form, and leave the messages. Raises CaseNotFound for anything else."""
    if verb not in DOES:
        raise CaseNotFound
    results = DOES[verb](
        request.POST.getlist("order"), actor=actor_of(request), now=timezone.now(), key=read_key(request.POST)
    )
    done = [one for one in results if one.refusal is None]
    if done and verb == "sign_off":
        said = ngettext("确认了 %(count)s 家。", "确认了 %(count)s 家。", len(done)) % {"count": len(done)}
        messages.success(request, said)
    elif done:
        said = ngettext("提醒了 %(count)s 家。", "提醒了 %(count)s 家。", len(done)) % {"count": len(done)}
        messages.success(request, said)
    if not results:
        messages.info(request, _("没有勾选。"))
    for one in results:
        if one.refusal is not None:
            messages.error(request, f"{one.number[:24]}：{sentence(one.refusal)}")
