"""The address the platform calls: GET when it is set up, POST for every message. Whatever is not the platform's is refused alike."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from doorstep.adapters.wechat import CallbackRefused
from doorstep.adapters.wechat.callbacks import Callback
from doorstep.adapters.wechat.messages import LARGEST
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.wechat.accounts import setting
from doorstep.doors.wechat.talking import take
from doorstep.store.cases.codes import read_code

NOTHING_TO_SAY = "success"
PLAIN = "text/plain; charset=utf-8"


@guarded(everyone)
@csrf_exempt
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    """404 while the channel is off, 403 for whatever is not signed as it should be."""
    account = setting().account
    if account is None:
        raise Http404
    called = Callback(account=account, query=request.GET.dict())
    now = timezone.now()
    try:
        if request.method == "GET":
            return HttpResponse(called.echo(now), content_type=PLAIN)
        return _message(request, called, now)
    except CallbackRefused:
        return HttpResponseForbidden(_("签名、时间或内容不对，没有收下。"), content_type=PLAIN)


def _message(request: HttpRequest, called: Callback, now: datetime) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise CallbackRefused
    answer = answered(called, request.read(LARGEST + 1), link=lambda code: _link(request, code), now=now)
    if not answer:
        return HttpResponse(NOTHING_TO_SAY, content_type=PLAIN)
    return HttpResponse(answer, content_type="text/xml; charset=utf-8")


def answered(called: Callback, body: bytes, *, link: Callable[[str], str], now: datetime) -> str:
    """The answer to what the platform posted, as the platform reads it; "" for none. Raises CallbackRefused."""
    message = called.open(body, now)
    with override("zh-hans"):
        reply = take(message, link=link, now=now)
    return called.reply(message, reply, now) if reply else ""


def _link(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("by_code", args=[read_code(code)]))
