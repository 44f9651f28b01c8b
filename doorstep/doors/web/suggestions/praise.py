"""感谢信: write one, with or without consent to publish; read those that were published after review."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.about_you import about_you, faults_about_you, marked
from doorstep.doors.web.actors import hold_receipts
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import REPORTS, too_often
from doorstep.doors.web.resident import receipts
from doorstep.doors.web.rights.consenting import note_agreed
from doorstep.doors.web.shapes import FormField
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.form import check_form
from doorstep.kernel.refusals import FieldFault, FormRefused, KeyUsedDifferently
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.digests import straight
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.opening import Reporter
from doorstep.store.people.units import unit_tree
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.suggestions import queries
from doorstep.wings.suggestions.letters import MECHANISM, thank


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A letter as it was typed."""

    what: str = ""
    name: str = ""
    phone: str = ""
    may_publish: str = ""
    key: str = ""
    bait: str = ""


@guarded(everyone)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Newest first, without anything that leads to their authors."""
    rows = [
        {"letter": one, "unit": unit_tree().label(one.unit) if one.unit in unit_tree() else Words(zh="", en="")}
        for one in queries.published_letters()
    ]
    return render(request, "suggestions/letters.html", {"here": "public", "rows": rows})


@guarded(everyone)
@sensitive_post_parameters("what", "name", "phone")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """GET asks, POST takes."""
    if request.method == "GET":
        return _page(request, Typed(key=fresh_key()))
    if (refused := too_often(request, REPORTS)) is not None:
        return refused
    post = request.POST
    given = {name: post.get(name, "") for name in ("what", "name", "phone", "may_publish")}
    typed = Typed(**given, key=read_key(post), bait=post.get("website", ""))
    if typed.bait:
        said = _("这次提交像是程序自动填的。如果是您本人，请再按一次“提交”。")
        return _page(request, replace(typed, bait=""), problem=said)
    if faults := _faults(typed):
        return _page(request, typed, faults)
    return _take(request, typed)


def _take(request: HttpRequest, typed: Typed) -> HttpResponse:
    name = " ".join(typed.name.split())
    try:
        opened = thank(
            typed.what,
            may_publish=bool(typed.may_publish),
            actor=ANONYMOUS,
            channel="web",
            reporter=Reporter(is_anonymous=not name, name=name, phone=read_phone(typed.phone)),
            key=typed.key,
            now=timezone.now(),
        )
    except FormRefused as refused:
        return _page(request, typed, refused.faults)
    except KeyUsedDifferently:
        said = _("刚才那一份已经收到了。如果这是另一封信，请再按一次“提交”。")
        return _page(request, replace(typed, key=fresh_key()), problem=said)
    hold_receipts(request, opened.case_id)
    note_agreed(request, opened.case_id, typed.phone)
    receipts.remember_code(request, opened.case_id, opened.code)
    return redirect("receipt", number=opened.number)


def _faults(typed: Typed) -> dict[str, FieldFault]:
    faults: dict[str, FieldFault] = {}
    try:
        check_form(current_law(MECHANISM).mechanism.opening.form, {"what": straight(typed.what)}, towns.world())
    except FormRefused as refused:
        faults |= refused.faults
    return faults | faults_about_you(typed.name, typed.phone)


def _page(
    request: HttpRequest, typed: Typed, faults: dict[str, FieldFault] | None = None, problem: str = ""
) -> HttpResponse:
    fields = (
        *form_fields(current_law(MECHANISM).mechanism.opening.form, filled={"what": typed.what}),
        FormField(
            name="may_publish",
            kind="flag",
            label=_("可以公开这封信"),
            help=_("公开前去掉您的姓名、电话、住址，由第二个人看过；随时可以收回。"),
            required=False,
            value=typed.may_publish,
        ),
        *about_you(
            typed.name, typed.phone, who_reads=_("只给转信的人看，不公开。"), what_for=_("信转到了，发短信告诉您。")
        ),
    )
    context = {
        "here": "suggest",
        "typed": typed,
        "fields": marked(fields, faults or {}),
        "problems": (problem,) if problem else (),
    }
    return render(request, "suggestions/write.html", context, status=422 if faults or problem else 200)
