"""只出示几项: the holder chooses what another office needs to see, and takes away an SD-JWT that shows that and nothing else.

At home with the address on the paper and the whole ID number, which the paper does not tell; or at the window, where a clerk helps.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.credentials import paper
from doorstep.doors.web.credentials.office import MAY, own
from doorstep.doors.web.guards import everyone, guarded, may
from doorstep.doors.web.limits import LOOK_UPS, too_often
from doorstep.kernel.words import Words
from doorstep.wings.credentials import queries
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.selective import choices, sd_jwt_of
from doorstep_proof.credentials.data_model import subjects_of
from doorstep_proof.credentials.refusals import ProofUnreadable
from doorstep_proof.credentials.sd_jwt_making import as_json

FORMS = {"compact": ("application/dc+sd-jwt", "txt"), "json": ("application/json", "json")}


@guarded(everyone)
@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, ident: UUID, code: str) -> HttpResponse:
    """For the holder: the code that is on the paper, and the whole ID number."""
    opened = queries.opened_by(ident, code)
    if opened is None or not names_number(opened[1]):
        raise Http404
    held, document = opened
    context = {"scan": paper.scan_address(held), "needs_number": True}
    if request.method == "GET":
        return _page(request, document, context)
    if (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    if not is_number_of(document, request.POST.get("number", "").strip().upper()):
        return _page(request, document, {**context, "wrong_number": _("身份证号和这张凭证对不上。")})
    return _answer(request, held, document, context)


@guarded(may(MAY))
@never_cache
@require_http_methods(["GET", "POST"])
def share_for(request: HttpRequest, ident: UUID) -> HttpResponse:
    """At the window, for a holder who stands there."""
    context, held = own(request, ident)
    document = queries.document_of(held)
    if document is None:
        raise Http404
    context |= {"held": held, "is_office": True}
    return _page(request, document, context) if request.method == "GET" else _answer(request, held, document, context)


def _answer(request: HttpRequest, held: Credential, document: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    shown = [name for name in request.POST.getlist("show") if name in choices(document)]
    form = request.POST.get("form", "")
    if not shown or form not in FORMS:
        return _page(request, document, {**context, "wrong": _("请至少选一项。")})
    try:
        text = sd_jwt_of(document, shown, now=timezone.now())
    except ProofUnreadable:  # JOSE has no name for SM2
        return _page(
            request, document, {**context, "wrong": _("这个辖区用国密算法签发，还不能只出示几项：请用整张凭证。")}
        )
    media, ending = FORMS[form]
    content = text if form == "compact" else json.dumps(as_json(text), indent=1)
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{held.id}.sd-jwt.{ending}"'
    return response


def _page(request: HttpRequest, document: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    is_wrong = bool(context.get("wrong") or context.get("wrong_number"))
    rows = _offered(document, request.POST.getlist("show"), hides=not context.get("is_office"))
    page = {**context, "rows": rows, "layout": "layout_staff.html" if context.get("is_office") else "layout.html"}
    return render(request, "credentials/share.html", page, status=422 if is_wrong else 200)


def _offered(document: dict[str, Any], chosen: Iterable[str], *, hides: bool) -> list[tuple[str, Words, str, bool]]:
    """Name, label, value and whether it is ticked. Whoever has not yet said their number reads labels alone."""
    allowed, ticked = choices(document), set(chosen)
    return [
        (name, Words(zh=zh, en=en), "" if hides else value, name in ticked)
        for name, zh, en, value in paper.named_rows_of(document)
        if name in allowed
    ]


def names_number(document: dict[str, Any]) -> bool:
    (subject, *_others) = subjects_of(document)
    return isinstance(subject.get("idSalt"), str) and isinstance(subject.get("idSha256"), str)


def is_number_of(document: dict[str, Any], number: str) -> bool:
    (subject, *_others) = subjects_of(document)
    said = hashlib.sha256((subject["idSalt"] + number).encode()).hexdigest()
    return hmac.compare_digest(said, subject["idSha256"])
