"""Stops whoever tries too often, with a page that says for how long. Counts are kept in the database, by address or phone.

Generous by address, since a whole street may come through one; strict by phone. An address is used only as a keyed hash.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doorstep.wings.intake.rationing import Ration, spend


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `times` of `what` in `minutes`, by address unless somebody else is named."""

    what: str
    times: int
    minutes: int

    def ration(self, who: str) -> Ration:
        return Ration(what=self.what, who=who, times=self.times, span=timedelta(minutes=self.minutes))


REPORTS = (Limit(what="report", times=120, minutes=60),)
COUNTED_AGAIN = (Limit(what="count again", times=60, minutes=10),)
TAKEN_AWAY = (Limit(what="open data", times=120, minutes=10),)
# A hall full of people comes through one address: those who type the digits on its screen are many, and each guesses little.
HALL = (Limit(what="hall", times=600, minutes=10),)
HALL_CODES = (Limit(what="hall code", times=20, minutes=10),)
JUDGED = (Limit(what="judged", times=120, minutes=60),)
LOOK_UPS = (Limit(what="look up", times=60, minutes=10),)
CODES_TRIED = (Limit(what="code tried", times=60, minutes=10),)
CODES_SENT = (Limit(what="code sent", times=30, minutes=60),)
CODES_TO_PHONE = (
    Limit(what="code to phone", times=1, minutes=1),
    Limit(what="code to phone", times=5, minutes=60),
    Limit(what="code to phone", times=10, minutes=24 * 60),
)


def too_often(
    request: HttpRequest, limits: tuple[Limit, ...], *, phone: str = "", phone_limits: tuple[Limit, ...] = ()
) -> HttpResponse | None:
    """Count one use; a page with status 429 when it was one too many."""
    rations = [limit.ration(address_of(request)) for limit in limits]
    rations += [limit.ration(phone) for limit in phone_limits]
    wait = spend(rations, now=timezone.now())
    if not wait:
        return None
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: the entry that the outermost of our own proxies added; an IPv6 network as one."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    chain = [*forwarded, request.META.get("REMOTE_ADDR", "")]
    told = chain[max(0, len(chain) - 1 - settings.TRUSTED_PROXIES)]
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    # A socket of both kinds writes an IPv4 address as ::ffff:192.0.2.1: cut to a network, all of them would be one.
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def sign_in_from(request: HttpRequest) -> str | None:
    """The same for the record of failed sign-ins, which holds addresses and no networks. None: not told."""
    told = address_of(request).partition("/")[0]
    return None if told == "unknown" else told
