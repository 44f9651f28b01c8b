"""Signs on paper: an A4 poster each, or stickers, eight on a page. Always in Chinese, as they hang in the street."""

import io
from pathlib import Path

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.adapters.pdf import FontMissing, Press, Sheet
from doorstep.adapters.pdf.typeset import TypstPress
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.signs.register import MAY, paths_of
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.signs.models import Sign

TEMPLATES = {"poster": "prints/sign-poster.typ", "stickers": "prints/sign-stickers.typ"}
MOST = 200
press: Press = TypstPress()


@guarded(may(MAY))
@never_cache
@require_safe
def sheets(request: HttpRequest, kind: str) -> HttpResponse:
    """?code= as often as wanted; without any, all that hang in one's own places, up to 200."""
    desk: Desk = frame(request, "signs")["desk"]
    template = towns.pack().file(TEMPLATES[kind]) if kind in TEMPLATES else None
    if template is None:
        raise CaseNotFound
    codes = [code[:12].replace("\x00", "") for code in request.GET.getlist("code")[:MOST]]
    found = Sign.objects.filter(is_retired=False).order_by("place_path", "id")
    chosen = found.filter(code__in=codes) if codes else found
    paths = paths_of(desk)
    signs = [one for one in chosen if any(one.place_path.startswith(path) for path in paths)][:MOST]
    if not signs:
        raise Http404
    try:
        made = press.pdf(sheet_of(request, signs, template))
    except FontMissing as missing:
        return render(request, "refused.html", {"why": str(missing.__doc__)}, status=503)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{kind}-{timezone.localdate():%Y%m%d}.pdf"'
    return response


def sheet_of(request: HttpRequest, signs: list[Sign], template: Path) -> Sheet:
    """What the template reads, and each code as a picture."""
    address = {one.code: request.build_absolute_uri(reverse("sign", args=[one.code])) for one in signs}
    jurisdiction = towns.pack().jurisdiction
    data = {
        "title": "码上办",
        "office": jurisdiction.label.zh,
        "town": jurisdiction.label.zh,
        "signs": [
            {
                "code": one.code,
                "name": one.name,
                "where": "　".join(part for part in (atlas().label(one.place_path).zh, one.spot) if part),
                "address": address[one.code].partition("://")[2].rstrip("/"),
            }
            for one in signs
        ],
    }
    pictures = {f"{code}.svg": _qr(url) for code, url in address.items()}
    return Sheet(template=template, data=data, pictures=pictures)


def _qr(url: str) -> bytes:
    """A quarter of it may be scratched off."""
    out = io.BytesIO()
    segno.make(url, error="q", micro=False).save(out, kind="svg", border=0, scale=10, dark="#1d2226")
    return out.getvalue()
