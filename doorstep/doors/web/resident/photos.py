"""Serves a photo to whoever may read the line of the story that it belongs to; to everybody else it does not exist."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.actors import actor_of, case_in_view, receipts_of
from doorstep.doors.web.guards import everyone, guarded
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.stories import Reader, story_of
from doorstep.store.cases.tracing import trace
from doorstep.wings.intake.photos import find_photo, open_photo


@guarded(everyone)
@require_safe
def photo(request: HttpRequest, photo_id: UUID, is_small: bool = False) -> HttpResponse:
    """The picture, whole or small. Nobody in between may keep it."""
    kept = find_photo(photo_id)
    if kept.case_id is None:
        raise CaseNotFound
    held, reader = _held(request, kept.case_id)
    lines = story_of(held.case, law(held.law_id), reader)
    if str(photo_id) not in {shown.id for line in lines for shown in line.photos}:
        raise CaseNotFound
    if reader == "staff" and not is_small:
        trace(held.case.id, actor_of(request), "photo", now=timezone.now())
    response = HttpResponse(open_photo(kept, is_small=is_small), content_type="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="{kept.sha256[:12]}.jpg"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _held(request: HttpRequest, case_id: UUID) -> tuple[Held, Reader]:
    """The case and as whom it is read: by receipt as its reporter, else by post as staff. Raises CaseNotFound."""
    if case_id in receipts_of(request):
        held = find(case_id)
        if held is not None:
            return held, "reporter"
    if actor_of(request).kind != "staff":
        raise CaseNotFound
    return case_in_view(request, case_id), "staff"
