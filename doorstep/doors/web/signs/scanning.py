"""What the code on a plate opens: the report form with the place filled in.

A visit is counted once in half an hour, without a cookie: by a keyed hash that is forgotten. Machines that look ahead are not
counted. A plate that was retired, or never was, opens the ordinary form with one sentence.
"""

import re
from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import LOOK_UPS, address_of, too_often
from doorstep.doors.web.resident.asking import Typed
from doorstep.doors.web.resident.report import show_form
from doorstep.wings.intake.rationing import Ration, spend
from doorstep.wings.signs.models import Sign
from doorstep.wings.signs.services import count_scan, find_sign, place_of

VISIT = timedelta(minutes=30)
AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
MACHINES = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|headless|curl|wget|python|java/|go-http|okhttp|scan|monitor",
    re.IGNORECASE,
)


@guarded(everyone)
@never_cache
@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """The form. HEAD looks, and is no visit."""
    if (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    sign = find_sign(code)
    if sign is None:
        messages.info(request, _("这个码不在我们的名册里，可能印错了。事情一样可以说，请自己选一下地点。"))
        return show_form(request, Typed(key=fresh_key()), status=404)
    if _is_person(request) and _is_new_visit(request, sign):
        count_scan(sign, on=timezone.localdate())
    if sign.is_retired:
        messages.info(request, _("这个码牌已经停用。事情一样可以说，请自己选一下地点。"))
        return show_form(request, Typed(key=fresh_key()))
    return show_form(request, _typed(sign))


def _typed(sign: Sign) -> Typed:
    place = place_of(sign)
    typed = Typed(key=fresh_key(), sign=sign.code, spot=sign.spot, category=sign.category)
    return replace(typed, place=place.code) if place else typed


def _is_person(request: HttpRequest) -> bool:
    agent = request.META.get("HTTP_USER_AGENT", "")
    is_ahead = any("pre" in request.META.get(name, "").lower() for name in AHEAD)
    return request.method == "GET" and bool(agent) and not is_ahead and not MACHINES.search(agent)


def _is_new_visit(request: HttpRequest, sign: Sign) -> bool:
    who = f"{sign.code}:{address_of(request)}:{request.META.get('HTTP_USER_AGENT', '')[:200]}"
    return not spend([Ration(what="scan", who=who, times=1, span=VISIT)], now=timezone.now())
