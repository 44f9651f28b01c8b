"""One page: WeChat and Open311 as this installation has them. Shows no secret, only whether each is there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import administrator, guarded
from doorstep.doors.web.menu import Menu
from doorstep.doors.wechat.accounts import setting
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.chat.queries import pictures_told


@guarded(administrator)
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """What is on, what is off and why."""
    wechat = setting()
    context = {
        "desk": Menu(request),
        "here": "channels",
        "wechat": wechat,
        "wechat_url": request.build_absolute_uri(reverse("wechat")),
        "is_sealed": bool(wechat.account and wechat.account.aes_key),
        "pictures": pictures_told(),
        "open311_url": request.build_absolute_uri(reverse("open311_discovery", args=["json"])),
        "is_anonymous": register.by_schema(schema()).name in settings.OPEN311_ANONYMOUS,
        "name": register.by_schema(schema()).name,
    }
    return render(request, "channels/channels.html", context)
