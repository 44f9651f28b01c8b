"""The log's files over HTTP: checkpoint, tiles, entry bundles; and where a witness leaves its cosignature."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import Limit, too_often
from doorstep.wings.log import mirroring, queries
from doorstep.wings.log.anchoring import stamp_at
from doorstep.wings.log.witnessing import WitnessUnknown, take_cosignatures
from doorstep_proof.refusals import Malformed, NotProven
from doorstep_proof.tiles import ENTRIES, HEIGHT, WIDTH, Tile, read_path

COSIGNATURES = (Limit(what="cosignature", times=600, minutes=10),)
LONGEST = 20_000
FOREVER = "public, max-age=31536000, immutable"


@guarded(everyone)
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The latest, with the cosignatures that it has by now."""
    latest = queries.latest_checkpoint()
    if latest is None:
        raise Http404
    return HttpResponse(
        latest.note, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=2"}
    )


@guarded(everyone)
@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A hash tile or an entry bundle that some signed checkpoint needs; no other."""
    try:
        wanted = read_path(path)
    except Malformed:
        raise Http404 from None
    if not _is_signed(wanted):
        raise Http404
    content = mirroring.read_bundle(wanted) if wanted.level == ENTRIES else mirroring.read_tiles([wanted]).get(wanted)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="application/octet-stream", headers={"Cache-Control": FOREVER})


@guarded(everyone)
@require_safe
def anchor(request: HttpRequest, index: int) -> HttpResponse:
    """A time stamp as it came: check it with `openssl ts -verify`, over the checkpoint's note without cosignatures."""
    found = stamp_at(index)
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="application/timestamp-reply", headers={"Cache-Control": FOREVER})


def _is_signed(wanted: Tile) -> bool:
    level = max(wanted.level, 0)
    last = wanted.n * WIDTH + wanted.width
    return wanted.n < 2**48 and level < 8 and last <= queries.signed_size() >> HEIGHT * level


@guarded(everyone)
@csrf_exempt  # a witness has no session: what it brings is believed for its signature alone
@require_POST
def cosignatures(request: HttpRequest) -> HttpResponse:
    """A cosigned checkpoint, as a witness made it; answered in a line of text."""
    if (refused := too_often(request, COSIGNATURES)) is not None:
        return refused
    raw = request.body if len(request.body) <= LONGEST else b""
    try:
        taken = take_cosignatures(raw, now=timezone.now())
    except NotProven as refusal:
        status = 403 if isinstance(refusal, WitnessUnknown) else 422
        return _said(f"{' '.join((type(refusal).__doc__ or '').split())} {refusal}", status)
    return _said("收到" if taken else "已经有了", 200)


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
