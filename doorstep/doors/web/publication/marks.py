"""Marks of an item changed by hand: a stretch hidden by selecting it or by its numbers, other words in a mark's place, a mark laid
bare; and what the marks hide, shown on request and traced."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.publication.batches import raise_unless_drafted
from doorstep.doors.web.publication.desk import batch_or_404
from doorstep.doors.web.publication.items import item_page
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases.tracing import trace
from doorstep.wings.publication import editing, services
from doorstep.wings.publication.models import Item

DEEDS = ("cover", "reword", "bare")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A change as somebody typed it, kept when it is refused."""

    field: str = "body"
    first: str = ""
    last: str = ""
    kind: str = "other"
    instead: str = ""


@guarded(may("publish"))
@require_POST
def change(request: HttpRequest, batch_id: UUID, item_id: int) -> HttpResponse:
    """One change to one mark."""
    raise_unless_drafted(batch_or_404(batch_id))
    item = get_object_or_404(Item, id=item_id, batch_id=batch_id)
    actor = actor_of(request)
    wanted, typed = _wanted(request)
    if actor.id is None:
        raise Http404
    try:
        if wanted.deed == "bare":
            trace(item.case_id, actor, "original", now=datetime.now(UTC), reason=_("晒单脱敏"))
        editing.change_mark(item_id, wanted, batch_id=batch_id, actor_id=actor.id, now=datetime.now(UTC))
    except Refusal as refusal:
        return item_page(request, batch_id, item, problem=sentence(refusal), typed=typed, status=refusal.status)
    said = {"cover": _("遮住了。"), "reword": _("换好了。"), "bare": _("放开了。审核的人会看到这是手工放开的。")}
    messages.success(request, said[wanted.deed])
    return redirect("edit_item", batch_id=batch_id, item_id=item_id)


def _wanted(request: HttpRequest) -> tuple[editing.Change, Typed]:
    """From the form. Raises Http404 for what no form offers."""
    form = request.POST
    deed, field = form.get("deed", ""), form.get("field", "")
    if deed not in DEEDS or field not in services.TEXTS:
        raise Http404
    typed = Typed(
        field=field,
        first=form.get("first", "")[:6],
        last=form.get("last", "")[:6],
        kind=form.get("kind", "other")[:20],
        instead=form.get("instead", "")[:80],
    )
    start = _number(form.get("start", "")) if deed != "cover" else _number(typed.first) - 1
    end = _number(typed.last)
    return editing.Change(deed=deed, field=field, start=start, end=end, kind=typed.kind, instead=typed.instead), typed  # type: ignore[arg-type]


def _number(raw: str) -> int:
    number = read_whole(raw, digits=6)
    return -1 if number is None else number


@guarded(may("publish"))
@require_POST
def look(request: HttpRequest, batch_id: UUID, item_id: int) -> HttpResponse:
    """The item's page with what each mark hides, once; traced on the case and noted on the item."""
    raise_unless_drafted(batch_or_404(batch_id))
    item = get_object_or_404(Item, id=item_id, batch_id=batch_id)
    actor, now = actor_of(request), datetime.now(UTC)
    if actor.id is None:
        raise Http404
    trace(item.case_id, actor, "original", now=now, reason=_("晒单脱敏"))
    beneath = editing.look_beneath(item_id, batch_id=batch_id, actor_id=actor.id, now=now)
    item.refresh_from_db()
    response = item_page(request, batch_id, item, beneath=beneath)
    response["Cache-Control"] = "no-store"
    return response
