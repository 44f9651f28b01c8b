"""A photo before it is public: where faces and plates are proposed to be, confirmed, moved and added by a person, then blurred.

Works with check boxes and numbers; a script lets one draw. Each look at an original is traced, as everywhere.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.publication.batches import raise_unless_drafted
from doorstep.doors.web.publication.desk import batch_or_404, frame, publisher_or_reviewer
from doorstep.store.cases.tracing import trace
from doorstep.wings.intake.photos import Kept, find_photo, open_photo
from doorstep.wings.publication import picturing
from doorstep.wings.publication.blurring import WHOLE, Area, area, outlined
from doorstep.wings.publication.models import Item

MOST = 30
SPARE = 2
NUMBERS = ("x", "y", "width", "height")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A box as the form shows it, in hundredths; a row without numbers is there to be filled."""

    number: int
    what: str = "other"
    by: str = "hand"
    on: bool = True
    x: str = ""
    y: str = ""
    width: str = ""
    height: str = ""


@guarded(may("publish"))
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, batch_id: UUID, item_id: int, photo_id: UUID) -> HttpResponse:
    """What to hide in one photo, and whether it goes out at all."""
    one = batch_or_404(batch_id)
    raise_unless_drafted(one)
    item, kept = _item_and_photo(batch_id, item_id, photo_id)
    now, actor = datetime.now(UTC), actor_of(request)
    jpeg = open_photo(kept)
    if request.method == "POST":
        rows = _rows_from(request.POST)
        areas = [found for row in rows if (found := _area(row))]
        is_shown = request.POST.get("go") == "show"
        if is_shown and len(areas) < sum(_is_begun(row) for row in rows):
            problem = _("有一处的位置没填全：左、上、宽、高都要填 0 到 100 的数。")
            return _page(request, item, photo_id, rows, True, problem=problem, status=422)
        if actor.id is None:
            raise Http404
        picturing.decide(item, photo_id, jpeg, areas, is_shown=is_shown, actor_id=actor.id, now=now)
        messages.success(request, _("遮好了，公开的是遮过的那张。") if is_shown else _("这张不公开。"))
        return redirect("edit_item", batch_id=batch_id, item_id=item_id)
    areas_now, has_looked = picturing.proposal(item, photo_id, jpeg, now=now)
    return _page(request, item, photo_id, [_row(n, each) for n, each in enumerate(areas_now)], has_looked)


def _page(
    request: HttpRequest,
    item: Item,
    photo_id: UUID,
    rows: list[Row],
    has_looked: bool,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    spare = [Row(number=len(rows) + n) for n in range(SPARE) if len(rows) + n < MOST]
    context = {
        "batch": batch_or_404(item.batch_id),
        "item": item,
        "photo_id": photo_id,
        "rows": [*rows, *spare],
        "found": sum(row.by == "model" for row in rows),
        "has_looked": has_looked,
        "problem": problem,
        "whats": (("face", _("人脸")), ("plate", _("车牌")), ("other", _("别的"))),
    }
    return render(request, "publication/photo.html", frame(request) | context, status=status)


def _row(number: int, one: Area) -> Row:
    said = {name: f"{getattr(one, name) / 10:g}" for name in NUMBERS}
    return Row(number=number, what=one.what, by=one.by, on=one.on, **said)


def _rows_from(form: QueryDict) -> list[Row]:
    """The rows that somebody filled, as typed."""
    rows: list[Row] = []
    for n in range(MOST):
        typed = {name: form.get(f"{name}-{n}", "").strip()[:8] for name in NUMBERS}
        if any(typed.values()):
            by = "model" if form.get(f"by-{n}") == "model" else "hand"
            what = form.get(f"what-{n}", "other")
            rows.append(Row(number=len(rows), what=what[:10], by=by, on=f"on-{n}" in form, **typed))
    return rows


def _is_begun(row: Row) -> bool:
    return any((row.x, row.y, row.width, row.height))


def _area(row: Row) -> Area | None:
    try:
        x, y, width, height = (round(float(value) * 10) for value in (row.x, row.y, row.width, row.height))
    except (ValueError, OverflowError):
        return None
    if not all(0 <= value <= WHOLE for value in (x, y, width, height)):
        return None
    return area(what=row.what, x=x, y=y, width=width, height=height, by=row.by, on=row.on)


def _item_and_photo(batch_id: UUID, item_id: int, photo_id: UUID) -> tuple[Item, Kept]:
    """Only photos of the item's own case. Raises Http404."""
    item = get_object_or_404(Item, id=item_id, batch_id=batch_id)
    kept = find_photo(photo_id)
    if kept.case_id != item.case_id:
        raise Http404
    return item, kept


@guarded(may("publish"))
@require_safe
def original(request: HttpRequest, batch_id: UUID, item_id: int, photo_id: UUID) -> HttpResponse:
    """The photo as it came, with numbered frames unless ?bare; traced."""
    raise_unless_drafted(batch_or_404(batch_id))
    item, kept = _item_and_photo(batch_id, item_id, photo_id)
    now = datetime.now(UTC)
    jpeg = open_photo(kept)
    if "bare" not in request.GET:
        jpeg = outlined(jpeg, picturing.proposal(item, photo_id, jpeg, now=now)[0])
    trace(item.case_id, actor_of(request), "photo", now=now)
    return _picture(jpeg)


@guarded(publisher_or_reviewer)
@require_safe
def preview(request: HttpRequest, batch_id: UUID, public_id: int) -> HttpResponse:
    """The blurred picture as the public will see it."""
    content = picturing.preview(batch_id, min(public_id, 2**62))
    if content is None:
        raise Http404
    return _picture(content)


def _picture(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
