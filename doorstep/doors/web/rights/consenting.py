"""我同意过什么: which version, when; taken back by one press, agreed to anew where the text is a new one. And noting it in the forms."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import receipts_of
from doorstep.doors.web.guardians import note_guardian
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import REPORTS, too_often
from doorstep.doors.web.rights.elders import elder_of
from doorstep.doors.web.rights.proving import asked_phone
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.about import Contact
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.rights.consents import NOTICES, agree, agree_anew, agreed_by, taken_back, withdraw
from doorstep.wings.rights.rules import FILE


def note_agreed(request: HttpRequest, case_id: UUID, phone: str, *, way: str = "web") -> None:
    """A number was left with a form that showed the text: the version that was shown is recorded."""
    number = read_phone(phone)
    if number and towns.pack().file(FILE) is not None:
        shown = request.POST.get("agreed", "")[:40]
        agree(NOTICES, about=case_id, version=shown, phone=number, way=way, now=timezone.now())


def note_guardian_agreed(request: HttpRequest, case_id: UUID, named: Contact | None) -> None:
    """A child's guardian was named, and ticked that they agree to the text that was shown."""
    shown = request.POST.get("guardian_agreed", "")[:40]
    note_guardian(named, about=case_id, version=shown, way="web", now=timezone.now())


@guarded(everyone)
@never_cache
@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """GET lists; POST takes one back, or agrees to its newer text."""
    elder = elder_of(request)
    held = [*sorted(receipts_of(request)), *([elder.id] if elder else [])]
    if not held:
        return render(request, "rights/prove.html", {"by_phone": asked_phone()})
    if request.method == "POST":
        return too_often(request, REPORTS) or _answer(request, held)
    now = timezone.now()
    context = {"rows": agreed_by(held, now=now), "before": taken_back(held, now=now), "now": now}
    return render(request, "rights/consents.html", context)


def _answer(request: HttpRequest, held: list[UUID]) -> HttpResponse:
    raw, now = request.POST.get("id", ""), timezone.now()
    wanted = read_whole(raw, digits=17) or 0
    if request.POST.get("do") == "agree":
        one = next((one for one in agreed_by(held, now=now) if one.row.pk == wanted and one.newer), None)
        if one is not None:
            agree_anew(one, way="web", now=now)
            messages.success(request, _("记下了：您同意了新的一版。"))
        return redirect("rights_consents")
    withdraw(wanted, held, by=None, now=now)
    messages.success(request, _("撤回了，马上生效。"))
    return redirect("rights_consents")
