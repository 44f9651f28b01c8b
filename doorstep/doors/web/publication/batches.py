"""Batches: the list, one batch with its items as the public will read them, and its steps."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import key_of
from doorstep.doors.web.publication.desk import batch_or_404, frame, publisher_or_reviewer, shown, why_hidden
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.refusals import CaseNotFound, FormRefused, Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.stories import story_of
from doorstep.wings.publication import picturing, queries, services

ASIDE = "withdraw_item"
OURS = ("verb", "seen", "key", "csrfmiddlewaretoken")


@guarded(publisher_or_reviewer)
@require_GET
def publishing(request: HttpRequest) -> HttpResponse:
    """All batches, newest first."""
    return render(request, "publication/batches.html", frame(request) | {"batches": _batches()})


def _batches() -> list[tuple[queries.Batch, Any]]:
    mechanism = towns.pack().mechanisms[services.MECHANISM]
    return [(batch, mechanism.state(batch.state)) for batch in queries.batches()]


@guarded(may("publish"))
@require_POST
def open_batch(request: HttpRequest) -> HttpResponse:
    """A new batch, then straight to choosing."""
    title = request.POST.get("title", "")
    try:
        opened = services.open_batch(title=title, actor=actor_of(request), now=datetime.now(UTC), key=key_of(request))
    except FormRefused as refused:
        problems = list(field_sentences(refused).values())
        context = frame(request) | {"batches": _batches(), "problems": problems, "title": title}
        return render(request, "publication/batches.html", context, status=422)
    return redirect("choose_items", batch_id=opened.case_id)


@guarded(publisher_or_reviewer)
@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The batch as the public will read it, with what was hidden highlighted."""
    return _page(request, batch_id, None, "", {})


@guarded(publisher_or_reviewer)
@require_POST
def take_step(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Submit, return, approve, drop, or take an item down."""
    verb, seen = request.POST.get("verb", ""), request.POST.get("seen", "")
    batch_or_404(batch_id)
    form = {name: str(value) for name, value in request.POST.items() if name not in OURS}
    try:
        done = services.take_batch_step(
            batch_id,
            verb,
            form,
            actor=actor_of(request),
            now=datetime.now(UTC),
            key=key_of(request),
            seen=read_whole(seen, digits=9),
        )
    except Refusal as refusal:
        return _page(request, batch_id, refusal, verb, form)
    _tell(request, done.state, verb)
    return redirect("batch", batch_id=batch_id)


def _tell(request: HttpRequest, state: str, verb: str) -> None:
    said = {
        "submit": _("已送审。审核的人会收到通知。"),
        "return": _("已退回，编辑会收到通知。"),
        "approve": _("审核通过。一分钟内出现在公开页面上。"),
        "abandon": _("这一批作废了，里面的事可以再选。"),
        ASIDE: _("已撤下，公开页面上一分钟内看不到它。"),
    }
    messages.success(request, said.get(verb, state))


def _page(
    request: HttpRequest, batch_id: UUID, refusal: Refusal | None, verb: str, filled: dict[str, str]
) -> HttpResponse:
    one, held = batch_or_404(batch_id), find(batch_id)
    if held is None:
        raise CaseNotFound
    mechanism = law(held.law_id)
    refused = refusal if isinstance(refusal, FormRefused) else None
    steps = [
        {
            "step": step,
            "is_open": step.verb == verb and refused is not None,
            "fields": form_fields(
                [field for field in step.form if not (step.verb == ASIDE and field.name == "item")],
                filled=filled if step.verb == verb else {},
                refused=refused if step.verb == verb else None,
                id_prefix=f"{step.verb}-",
            ),
        }
        for step in steps_open_to(held.case, mechanism, actor_of(request), towns.pack().parties)
    ]
    photos = picturing.shown_in(batch_id)
    items = [shown(item, photos.get(item.pk, ())) for item in queries.items_of(batch_id)]
    context = frame(request) | {
        "batch": one,
        "state": mechanism.state(one.state),
        "items": items,
        "hidden": why_hidden(items),
        "doubtful": sum(item.is_doubtful for item in items),
        "steps": [step for step in steps if step["step"].verb != ASIDE],  # type: ignore[attr-defined]
        "aside": next((step for step in steps if step["step"].verb == ASIDE), None),  # type: ignore[attr-defined]
        "story": reversed(story_of(held.case, mechanism, "staff")),
        "problem": sentence(refusal) if refusal and not refused else "",
        "failed_item": filled.get("item", "") if refused else "",
    }
    return render(request, "publication/batch.html", context, status=refusal.status if refusal else 200)


def raise_unless_drafted(one: queries.Batch) -> None:
    """Choosing and editing exist only while the batch is drafted."""
    if one.state != services.DRAFTED:
        raise Http404
