"""POST requests: a form from another program becomes a case, answered with its number and the tracking code.

`account_id` is the tracking code, which only its keyed hash is kept of: whoever posts must keep it. What the specification
offers beyond need (e-mail, device, the caller's own account) is not kept. Pictures behind addresses are not fetched, since that
would let strangers send our server anywhere; they come along as files named `media`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doorstep.doors.api.problems import NotSignedIn
from doorstep.doors.api.tokens import actor_with
from doorstep.doors.open311.answering import ration
from doorstep.doors.open311.faults import (
    ArgumentMissing,
    ArgumentUnreadable,
    AttributeUnknown,
    CommunityNotNamed,
    KeyNeeded,
    KeyUnknown,
    LocationMissing,
)
from doorstep.doors.open311.services import attributes, known_service
from doorstep.doors.web.limits import REPORTS, Limit
from doorstep.kernel.actor import ANONYMOUS, Actor
from doorstep.kernel.refusals import ActorNotEntitled
from doorstep.store.cases import towns
from doorstep.store.cases.codes import show_code
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.intake.services import Point, take_word

CHANNEL = "open311"
BY_KEY = (Limit(what="open311 report", times=1200, minutes=60),)
KEYS_TRIED = (Limit(what="open311 key tried", times=60, minutes=10),)
ATTRIBUTE = re.compile(r"attribute\[(\w{1,40})\](?:\[\])?")
HAN = re.compile("[\u4e00-\u9fff]")


def post(request: HttpRequest) -> dict[str, Any]:
    """One row of the answer. Raises the Refusals of `faults`, FormRefused, KeyUsedDifferently."""
    given = {name: value.strip() for name, value in request.POST.dict().items() if isinstance(value, str)}
    actor = _actor(request, given.get("api_key", ""))
    media = request.FILES.getlist("media")
    opened = take_post(given, media=media, actor=actor, key=_key(request, given), now=timezone.now())
    return _receipt(request, opened, has_media_url=bool(given.get("media_url")))


def take_post(
    given: Mapping[str, str], *, media: "Sequence[UploadedFile[Any]]", actor: Actor, key: str | None, now: datetime
) -> Opened:
    """What was posted, as a case. Raises the same."""
    if not given.get("service_code"):
        raise ArgumentMissing(name="service_code")
    service = known_service(given["service_code"])
    extra = _extra(given)
    place, point = _where(given)
    photos = keep_photos(media, field="photos", uploaded_by=CHANNEL, now=now)
    return take_word(
        what=given.get("description") or towns.pack().categories.label(service).zh,
        place=place,
        point=point,
        spot=extra.get("spot") or given.get("address_string", "")[:200],
        photos=photos,
        category=service,
        request_type=extra.get("request_type", ""),
        actor=actor,
        channel=CHANNEL,
        reporter=_reporter(given),
        key=key,
        now=now,
    )


def _actor(request: HttpRequest, api_key: str) -> Actor:
    """The person behind the key; nobody in particular where the jurisdiction takes posts without one."""
    if not api_key:
        if register.by_schema(schema()).name not in settings.OPEN311_ANONYMOUS:
            raise KeyNeeded
        ration(request, *REPORTS)
        return ANONYMOUS
    try:
        actor = actor_with(api_key)
    except NotSignedIn:
        ration(request, *KEYS_TRIED)
        raise KeyUnknown from None
    roles = towns.pack().roles
    if not any(post.role in roles and "open_case" in roles[post.role].may for post in actor.posts):
        raise KeyUnknown from ActorNotEntitled()
    ration(request, *BY_KEY, who=str(actor.id))
    return actor


def _extra(given: Mapping[str, str]) -> dict[str, str]:
    known = {one["code"]: [value["key"] for value in one["values"]] for one in attributes()}
    found = {}
    for name, value in given.items():
        if not name.startswith("attribute"):
            continue
        match = ATTRIBUTE.fullmatch(name)
        if match is None or match.group(1) not in known:
            raise AttributeUnknown(name=name[:60])
        if value and known[match.group(1)] and value not in known[match.group(1)]:
            raise ArgumentUnreadable(name=name[:60], given=value[:60])
        found[match.group(1)] = value
    return found


def _where(given: Mapping[str, str]) -> tuple[str, Point | None]:
    """Code of a place, and a point. A code is believed before a point, a point before words."""
    point = _point(given)
    if code := given.get("address_id", ""):
        return code[:40], point
    if point:
        return "", point
    address = given.get("address_string", "")
    if not address:
        raise LocationMissing
    named = [spot for spot in atlas().of_level("community") if spot.label.zh in address or spot.label.en in address]
    longest = [spot for spot in named if not any(spot.label.zh in o.label.zh and spot is not o for o in named)]
    if len(longest) != 1:
        raise CommunityNotNamed
    return longest[0].code, None


def _point(given: Mapping[str, str]) -> Point | None:
    if not given.get("lat") and not given.get("long"):
        return None
    degrees = []
    for name, most in (("long", 180), ("lat", 90)):
        text = given.get(name, "")
        if not text:
            raise ArgumentMissing(name=name)
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not abs(number) <= most:
            raise ArgumentUnreadable(name=name, given=text[:40])
        degrees.append(number)
    return degrees[0], degrees[1]


def _reporter(given: Mapping[str, str]) -> Reporter:
    first, last = given.get("first_name", "")[:40], given.get("last_name", "")[:40]
    name = f"{last}{first}" if HAN.search(first + last) else f"{first} {last}".strip()
    return Reporter(is_anonymous=not name, name=name, phone=read_phone(given.get("phone", "")))


def _key(request: HttpRequest, given: Mapping[str, str]) -> str | None:
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "").strip() or given.get("idempotency_key", "")
    return f"open311:{key[:80]}" if key else None


def _receipt(request: HttpRequest, opened: Opened, *, has_media_url: bool) -> dict[str, Any]:
    url = request.build_absolute_uri(reverse("by_code", args=[opened.code]))
    notice = _("已收到，编号 %(number)s，查询码 %(code)s。凭查询码在 %(url)s 查看进展、补充和评价。") % {
        "number": opened.number,
        "code": show_code(opened.code),
        "url": url,
    }
    if has_media_url:
        notice += _("media_url 里的图片没有收；请用 multipart/form-data 的 media 字段上传。")
    return {"service_request_id": opened.number, "service_notice": notice, "account_id": opened.code}
