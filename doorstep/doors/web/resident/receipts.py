"""The receipt 回执: number, tracking code and QR, to be kept, photographed or printed.

The code is known in the clear only while this session lasts, and even there it is sealed: the ledger keeps its hash alone.
"""

import base64
import json
from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.asking import Typed
from doorstep.doors.web.resident.holding import held_case
from doorstep.doors.web.resident.story import to_you
from doorstep.doors.web.shapes import Receipt
from doorstep.kernel.words import Words
from doorstep.store.cases.codes import show_code
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.sealing import keyed_hash, seal, unseal

CODES = "codes"
SAID = "said"
MOST = 20
JUST_NOW_SECONDS = 1800


def remember_code(request: HttpRequest, case_id: UUID, code: str) -> None:
    """Keep the code, sealed, for as long as the session lasts."""
    codes = request.session.get(CODES, {})
    codes[str(case_id)] = base64.b64encode(seal(code)).decode()
    request.session[CODES] = dict(list(codes.items())[-MOST:])


def remember_word(request: HttpRequest, typed: Typed, number: str) -> None:
    """Know the same words again when a browser goes back and sends them anew under another key."""
    said = {**request.session.get(SAID, {}), _print_of(typed): [number, timezone.now().timestamp()]}
    request.session[SAID] = dict(list(said.items())[-MOST:])


def said_just_now(request: HttpRequest, typed: Typed) -> str | None:
    """The number under which this session said exactly this within the last half hour."""
    number, at = request.session.get(SAID, {}).get(_print_of(typed), ("", 0.0))
    return number if number and timezone.now().timestamp() - at < JUST_NOW_SECONDS else None


def _print_of(typed: Typed) -> str:
    content = [typed.what, typed.place, typed.spot, typed.category, typed.name, typed.phone, *typed.photos]
    return keyed_hash(json.dumps(content), "said").hex()[:32]


@guarded(everyone)
@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """For whoever has just reported; anybody else reads that there is no such page."""
    held = held_case(request, number)
    shown = receipt_of(request, held)
    if shown is None:
        raise Http404
    return render(request, "resident/receipt.html", {"receipt": shown, "state": _state_of(held)})


def receipt_of(request: HttpRequest, held: Held) -> Receipt | None:
    """The receipt with its code; None where this session does not know the code."""
    sealed = request.session.get(CODES, {}).get(str(held.case.id))
    if sealed is None:
        return None
    code = unseal(base64.b64decode(sealed))
    url = request.build_absolute_uri(reverse("by_code", args=[code]))
    return Receipt(
        number=held.case.number,
        code=show_code(code),
        url=url,
        qr_svg=mark_safe(segno.make(url, error="m").svg_inline(omitsize=True, border=0)),
        valid_words=_("请拍照、截屏或打印：凭编号和查询码随时能查。"),
    )


def _state_of(held: Held) -> Words:
    return to_you(law(held.law_id).state(held.case.state).plain)
