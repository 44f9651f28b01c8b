"""How the pages look to this reader: 长辈版, light or dark, and language. Kept in three cookies, never in an account.

These say nothing about a person, so they need no consent and no sign-in, and the switch takes a plain form or a link
(a poster may carry /appearance/?elder=on&next=/report/ as a QR code). Refuses to send anyone to another site.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.menu import Menu
from doorstep.kernel.words import Words
from doorstep.store.cases import towns

ELDER, THEME = "elder", "theme"
THEMES = ("light", "dark", "auto")
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Town:
    """What every page says of the jurisdiction it serves."""

    name: Words
    title: Words
    is_simulated: bool


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """elder: large text, one task a screen. theme: light, dark, or auto (the device decides)."""

    elder: bool = False
    theme: str = "auto"
    language: str = "zh-hans"


def read_appearance(request: HttpRequest) -> Appearance:
    """What the cookies ask for; anything unknown in them counts as not asked."""
    theme = request.COOKIES.get(THEME, "auto")
    return Appearance(
        elder=request.COOKIES.get(ELDER) == "on",
        theme=theme if theme in THEMES else "auto",
        language=translation.get_language_from_request(request),
    )


class AppearanceMiddleware:
    """Puts `request.appearance` in place and speaks the reader's language for as long as the request lasts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        look = read_appearance(request)
        request.appearance = look  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = look.language
        with translation.override(look.language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", look.language)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


def appearance(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `appearance`, `town` and a plain `desk` in every template, also where a request fell over before the middleware."""
    return {
        "appearance": getattr(request, "appearance", None) or Appearance(),
        "town": _town(request),
        "desk": SimpleLazyObject(lambda: Menu(request)),
    }


def _town(request: HttpRequest) -> Town | None:
    entry = getattr(request, "jurisdiction", None)
    if entry is None:
        return None
    jurisdiction = towns.pack_named(entry.pack).jurisdiction
    return Town(name=jurisdiction.label, title=jurisdiction.site_title, is_simulated=entry.is_simulated)


@guarded(everyone)
@csrf_exempt  # the three cookies say nothing about a person; a forged post could at worst enlarge the text
@require_http_methods(["GET", "POST"])
def set_appearance(request: HttpRequest) -> HttpResponse:
    """elder=on|off, theme=light|dark|auto, language=zh-hans|zh-hant|en: those given are kept, then back to `next`."""
    asked = request.POST if request.method == "POST" else request.GET
    target = asked.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target, status=303)
    if asked.get(ELDER) in ("on", "off"):
        _keep(response, request, ELDER, asked[ELDER])
    if asked.get(THEME) in THEMES:
        _keep(response, request, THEME, asked[THEME])
    if asked.get("language") in dict(settings.LANGUAGES):
        _keep(response, request, settings.LANGUAGE_COOKIE_NAME, asked["language"])
    return response


def _keep(response: HttpResponse, request: HttpRequest, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure()
    )  # theme.js writes it too
