"""The public version of a photo 公开照片, blurred where a person said so; the original is nowhere near."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.wings.publication import picturing


@guarded(everyone)
@require_safe
def photo(request: HttpRequest, number: str, public_id: int) -> HttpResponse:
    """As JPEG, while its order is public."""
    content = picturing.public_picture(number[:24], min(public_id, 2**62)) if "\x00" not in number else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
