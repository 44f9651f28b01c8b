"""The report: one page, or in 长辈版 one task a screen. Every answer travels in the form, so nothing needs a script or a session."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doorstep.doors.web import guardians
from doorstep.doors.web.actors import hold_receipts
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import REPORTS, too_often
from doorstep.doors.web.resident import asking, receipts, same, screens
from doorstep.doors.web.resident.asking import Typed
from doorstep.doors.web.rights.consenting import note_agreed, note_guardian_agreed
from doorstep.doors.web.triage.alarms import danger_in
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import FieldFault, FormRefused, KeyUsedDifferently
from doorstep.store.cases.opening import Opened, Reporter, open_case
from doorstep.wings.intake.joining import join_word
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.intake.services import Word, opening_of
from doorstep.wings.signs.services import find_sign, note_report

ASKED = ("what", "place", "spot", "photos", "category", "name", "phone")
ALL = (*ASKED, *guardians.NAMES)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A report that was not taken as it is: what was typed, and what is wrong with which field, or with the whole."""

    typed: Typed
    faults: dict[str, FieldFault]
    problems: tuple[str, ...] = ()


@guarded(everyone)
@sensitive_post_parameters("what", "spot", "name", "phone")
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """GET shows the form, or the first screen; POST takes the report, or goes to another screen."""
    if request.method == "GET":
        return show_form(request, asking.fresh(request))
    if (refused := too_often(request, REPORTS)) is not None:
        return refused
    attempt = _with_photos(request)
    if "screen" in request.POST and (answer := screens.move(request, attempt.typed, attempt.faults)) is not None:
        return answer
    if not attempt.faults and (number := receipts.said_just_now(request, attempt.typed)):
        return redirect("receipt", number=number)
    if not attempt.faults and (answer := same.ask(request, attempt.typed)) is not None:
        return answer
    done = attempt if attempt.faults else _take(attempt.typed, main=same.chosen(request, attempt.typed))
    if isinstance(done, Opened):
        return _finish(request, done, attempt.typed)
    if "screen" in request.POST:
        return screens.show(request, done.typed, screens.holding(done.faults), done.faults, done.problems)
    return _page(request, done.typed, done)


def show_form(request: HttpRequest, typed: Typed, *, status: int = 200) -> HttpResponse:
    """The form, or its first screen, with what is known beforehand filled in."""
    is_elder = request.appearance.elder  # type: ignore[attr-defined]
    answer = screens.show(request, typed, screens.FIRST) if is_elder else _page(request, typed)
    answer.status_code = status
    return answer


def _page(request: HttpRequest, typed: Typed, attempt: Attempt | None = None) -> HttpResponse:
    faults = attempt.faults if attempt else {}
    context = {
        "here": "report",
        "typed": typed,
        "fields": asking.fields_of(typed, ASKED, faults),
        "guardian": guardians.guardian_fields(typed.about_guardian, faults, agrees=_("监护人看过下面这段话，同意")),
        "guardian_age": guardians.guardian_age(),
        "problems": attempt.problems if attempt else (),
    }
    return render(request, "resident/report.html", context, status=422 if attempt else 200)


def _with_photos(request: HttpRequest) -> Attempt:
    """What was typed, with the photos that came along cleaned and kept."""
    typed = asking.typed_in(request.POST)
    uploads = [upload for upload in request.FILES.getlist("photos") if upload]
    try:
        photos = keep_photos(uploads, already=typed.photos, field="photos", uploaded_by="resident", now=timezone.now())
    except FormRefused as refused:
        return Attempt(typed=typed, faults={**refused.faults, **asking.faults_in(typed, ALL)})
    return Attempt(typed=replace(typed, photos=tuple(photos)), faults={})


def _take(typed: Typed, *, main: str) -> Opened | Attempt:
    if faults := asking.faults_in(typed, ALL):
        return Attempt(typed=typed, faults=faults)
    if typed.bait:
        said = _("这次提交像是程序自动填的。如果是您本人，请再按一次“提交”。")
        return Attempt(typed=replace(typed, bait=""), faults={}, problems=(said,))
    try:
        return _open(typed, main)
    except FormRefused as refused:
        return Attempt(typed=typed, faults=refused.faults)
    except KeyUsedDifferently:
        said = _("刚才那一份已经收到了。如果这是另一件事，请再按一次“提交”；如果是补充，请打开那一件补充。")
        return Attempt(typed=replace(typed, key=fresh_key()), faults={}, problems=(said,))


@transaction.atomic
def _open(typed: Typed, main: str) -> Opened:
    """By the plate that was scanned, if there is one that still hangs."""
    sign, now = find_sign(typed.sign) if typed.sign else None, timezone.now()
    channel = "qr" if sign and not sign.is_retired else "web"
    if main:
        opened = join_word(word_of(typed), main=main, actor=ANONYMOUS, channel=channel, key=typed.key, now=now)
    else:
        opened = open_case(opening_of(word_of(typed), actor=ANONYMOUS, channel=channel, key=typed.key), now=now)
    if sign and channel == "qr":
        note_report(sign, opened.case_id, now=now)
    return opened


def word_of(typed: Typed) -> Word:
    """What the intake is given."""
    name = " ".join(typed.name.split())
    return Word(
        what=typed.what,
        place=typed.place,
        point=typed.point,
        spot=typed.spot,
        photos=typed.photos,
        category=typed.category,
        reporter=Reporter(is_anonymous=not name, name=name, phone=read_phone(typed.phone)),
        guardian=guardians.guardian_of(typed.about_guardian),
    )


def _finish(request: HttpRequest, opened: Opened, typed: Typed) -> HttpResponse:
    hold_receipts(request, opened.case_id)
    note_agreed(request, opened.case_id, typed.phone)
    note_guardian_agreed(request, opened.case_id, guardians.guardian_of(typed.about_guardian))
    receipts.remember_word(request, typed, opened.number)
    receipts.remember_code(request, opened.case_id, opened.code)
    if said := danger_in(typed.what):
        messages.warning(request, said)
    return redirect("receipt", number=opened.number)
