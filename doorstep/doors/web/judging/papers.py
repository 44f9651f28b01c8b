"""Paper of a round: sheets and invitations to print, each with a code; sheets scanned or typed in when they come back; lost ones voided."""

import io
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.adapters.pdf import FontMissing, Press, Sheet
from doorstep.adapters.pdf.typeset import TypstPress
from doorstep.doors.web.guards import guarded
from doorstep.doors.web.judging.judging import given_of, typed_grades
from doorstep.doors.web.judging.running import MAY, me, own_round
from doorstep.doors.web.judging.shaping import questions
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.wings.judging.answering import judge_on_paper
from doorstep.wings.judging.links import link_token
from doorstep.wings.judging.models import Drawn, Round, Void
from doorstep.wings.judging.papers import sheet_key, sheets_of, void_sheets

SHEETS, INVITATIONS = "prints/judging-sheet.typ", "prints/judging-invitation.typ"
LONGEST_NAME = 60
press: Press = TypstPress()


@guarded(MAY)
@never_cache
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a sheet by its key; a scanned code fills the key in (?s=)."""
    found = own_round(request, code)
    if request.method == "GET":
        return _page(request, found, request.GET.get("s", "").replace("\x00", "")[:20])
    typed, sheet = typed_grades(request, found), request.POST.get("sheet", "").replace("\x00", "")[:20]
    try:
        judge_on_paper(found, given_of(typed), sheet=sheet, by=me(request), now=timezone.now())
    except FormRefused as refused:
        return _page(request, found, sheet, typed, field_sentences(refused))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("office_round", code)
    messages.success(request, _("录下了：%(sheet)s。") % {"sheet": sheet})
    return redirect("office_round_paper", code)


def _page(
    request: HttpRequest,
    found: Round,
    sheet: str,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    wrong = wrong or {}
    key = FormField(
        name="sheet",
        kind="line",
        label=_("纸上的编号"),
        help=_("扫纸上的二维码会自动填好；也可以照着输。"),
        value=sheet,
        max_length=20,
        errors=(wrong["sheet"],) if "sheet" in wrong else (),
    )
    context = frame(request, "judging") | {
        "round": found,
        "is_over": found.closed_at is not None,
        "fields": [key, *questions(found, typed or {}, wrong, is_staff=True)],
        "printed": sheets_of(found),
        "came": found.answers.filter(way="paper").count(),
    }
    return render(request, "judging/paper.html", context, status=422 if wrong else 200)


@guarded(MAY)
@require_POST
def void(request: HttpRequest, code: str) -> HttpResponse:
    """Lost or spoilt sheets, by their printed numbers and with a reason."""
    found = own_round(request, code)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("first", "last", "why")}
    try:
        gone = void_sheets(found, typed["first"], typed["last"], typed["why"], by=me(request), now=timezone.now())
    except FormRefused as refused:
        messages.error(request, " ".join(field_sentences(refused).values()))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("作废了 %(count)s 份，谁捡到都不能用了。") % {"count": gone})
    return redirect(f"{reverse('office_round', args=[code])}#paper")


@guarded(MAY)
@require_POST
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """Every sheet that is good, each with its code: the same paper whenever it is printed."""
    found = own_round(request, code)
    gone = set(Void.objects.filter(round=found).values_list("number", flat=True))
    keys = [sheet_key(found, number) for number in range(1, sheets_of(found) + 1) if number not in gone]
    data = _about(found) | {
        "questions": [
            {"label": _zh(field.label), "options": [_zh(option.label) for option in field.options]}
            for field in questions(found, {}, {})
        ],
        "sheets": keys,
    }
    at = request.build_absolute_uri(reverse("judge", args=[found.code]))
    return _pdf(request, SHEETS, data, {key: f"{at}?s={key}" for key in keys}, f"sheets-{found.code}")


@guarded(MAY)
@never_cache
@require_POST
def invitations(request: HttpRequest, code: str) -> HttpResponse:
    """A letter for each who was drawn, with their link as a code. Names come from the page on which they were shown, and are not kept."""
    found = own_round(request, code)
    names = request.POST.get("names", "").replace("\x00", "").splitlines()[: found.drawn]
    people = list(Drawn.objects.filter(round=found).order_by("rank").values_list("rank", "is_visitor", "gone_at"))
    at = request.build_absolute_uri(reverse("judge", args=[found.code]))
    links = {f"r{rank}": f"{at}?k={link_token(found, rank)}" for rank, _looks, _gone in people}
    data = _about(found) | {
        "letters": [
            {
                "rank": rank,
                "key": f"r{rank}",
                "name": names[rank - 1][:LONGEST_NAME] if len(names) >= rank else "",
                "looks": looks and gone is None,
            }
            for rank, looks, gone in people
        ],
        "size": found.roll_size,
        "drawn": found.drawn,
    }
    return _pdf(request, INVITATIONS, data, links, f"invitations-{found.code}")


def _zh(said: str | Words) -> str:
    """Paper is in Chinese, whoever prints it."""
    return said if isinstance(said, str) else said.zh


def _about(found: Round) -> dict[str, Any]:
    return {
        "title": found.project_title,
        "number": found.project_number,
        "town": towns.pack().jurisdiction.label.zh,
        "closes": found.closes_on.strftime("%Y 年 %-m 月 %-d 日"),
        "code": found.code,
    }


def _pdf(request: HttpRequest, template: str, data: dict[str, Any], codes: dict[str, str], name: str) -> HttpResponse:
    path = towns.pack().file(template)
    if path is None or not codes:
        raise CaseNotFound
    pictures = {f"{key}.svg": _qr(url) for key, url in codes.items()}
    try:
        pdf = press.pdf(Sheet(template=path, data=data, pictures=pictures))
    except FontMissing as missing:
        return render(request, "refused.html", {"why": str(missing.__doc__)}, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _qr(url: str) -> bytes:
    out = io.BytesIO()
    segno.make(url, error="q", micro=False).save(out, kind="svg", border=0, scale=10)
    return out.getvalue()
