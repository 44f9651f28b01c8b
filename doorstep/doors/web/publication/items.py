"""Choosing cases for a batch, and editing one redacted item by hand. Both only while the batch is drafted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.doors.web.about_you import marked
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.publication.batches import raise_unless_drafted
from doorstep.doors.web.publication.desk import batch_or_404, frame, kind_words, reasons_of, shown
from doorstep.doors.web.shapes import CaseRow, FormField, Option
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import state_label
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.publication import picturing, queries, services
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.withheld import SECRET_REQUEST_TYPES

MOST = 100
RULE = 20
STAGES = {
    "done": ("awaiting_rating", "rated", "closed_unrated"),
    "rated": ("rated",),
    "handling": ("dispatched", "handling", "checking", "disputed"),
    "waiting": ("collected", "pooled"),
}
GOOD = ("very_satisfied", "satisfied", "fairly_satisfied")


@guarded(may("publish"))
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """A filtered list of what may go out, to be ticked; posted numbers are redacted into items."""
    one = batch_or_404(batch_id)
    raise_unless_drafted(one)
    if request.method == "POST":
        numbers = list(dict.fromkeys(request.POST.getlist("chosen")))[:MOST]
        added = services.add_items(batch_id, numbers, actor=actor_of(request), now=datetime.now(UTC))
        said = ngettext(
            "选进来 %(count)s 件，已自动脱敏，请逐件看一遍。", "选进来 %(count)s 件，已自动脱敏，请逐件看一遍。", added
        )
        messages.success(request, said % {"count": added})
        return redirect("batch", batch_id=batch_id)
    asked = _asked(request)
    found = queries.candidates(asked, withheld_types=sorted(SECRET_REQUEST_TYPES))
    context = frame(request) | {
        "batch": one,
        "rows": [_row(case) for case in found],
        "filters": {name: request.GET.get(name, "") for name in ("stage", "unit", "place", "category", "grade")},
        **_choices(),
    }
    return render(request, "publication/choose.html", context)


def _asked(request: HttpRequest) -> queries.Filter:
    place = atlas().get(request.GET.get("place", ""))
    stage = request.GET.get("stage", "done")
    unit, category = request.GET.get("unit", ""), request.GET.get("category", "")
    return queries.Filter(
        states=STAGES.get(stage, ()),
        unit=unit if unit in unit_tree() else "",
        place_path=place.path if place else "",
        category=category if category in towns.pack().categories.by_code else "",
        grades=GOOD if request.GET.get("grade") == "good" else (),
    )


def _choices() -> dict[str, object]:
    places = [
        Option(code=spot.code, label=spot.label, group=street.label)
        for street in atlas().of_level("street")
        for spot in (street, *atlas().children(street.code))
    ]
    categories = towns.pack().categories
    stages = (
        ("done", _("办完的")),
        ("rated", _("评过的")),
        ("handling", _("正在办的")),
        ("waiting", _("还没派的")),
        ("any", _("全部")),
    )
    return {
        "places": places,
        "units": unit_options(),
        "categories": [Option(code=one.code, label=one.label) for one in categories.classes],
        "stages": stages,
    }


def _row(case: queries.Candidate) -> CaseRow:
    where = atlas().label(case.place_path)
    category = towns.pack().categories.label(case.category)
    unit = unit_tree().label(case.lead_unit) if case.lead_unit else Words(zh="", en="")
    return CaseRow(
        title=case.title,
        url=reverse("desk_case", args=[case.number]),
        number=case.number,
        quiet=Words(zh=f"{where.zh} · {category.zh}", en=f"{where.en} · {category.en}"),
        next=state_label("six_orders", case.state),
        next_quiet=unit,
        tick="chosen",
    )


@guarded(may("publish"))
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, batch_id: UUID, item_id: int) -> HttpResponse:
    """One item: what was hidden and why beside the words that will be published."""
    one = batch_or_404(batch_id)
    raise_unless_drafted(one)
    item = get_object_or_404(Item, id=item_id, batch_id=batch_id)
    if request.method == "POST":
        texts = {name: request.POST.get(name, "") for name in services.TEXTS}
        try:
            services.edit_item(
                item_id,
                batch_id=batch_id,
                texts=texts,
                hide=[line.strip() for line in request.POST.get("hide", "")[:2000].splitlines() if line.strip()],
                is_cleared=bool(request.POST.get("is_cleared")),
                actor=actor_of(request),
                now=datetime.now(UTC),
            )
        except FormRefused as fault:
            return item_page(request, batch_id, item, said=texts, refused=fault, status=422)
        messages.success(request, _("存好了，又脱敏了一遍。"))
        if "done" in request.POST:
            return redirect("batch", batch_id=batch_id)
        return redirect("edit_item", batch_id=batch_id, item_id=item_id)
    return item_page(request, batch_id, item)


def item_page(
    request: HttpRequest,
    batch_id: UUID,
    item: Item,
    *,
    problem: str = "",
    typed: object = None,
    said: Mapping[str, str] | None = None,
    refused: FormRefused | None = None,
    beneath: Mapping[tuple[str, int], str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`typed`: a refused change, shown again; `said` and `refused`: texts that were refused and why; `beneath`: what marks hide,
    when somebody asked to see it."""
    seen = shown(item)
    context = {
        "batch": batch_or_404(batch_id),
        "one": seen,
        "fields": marked(_fields(item, said or {}), refused.faults if refused else {}),
        "reasons": reasons_of(seen, beneath or {}),
        "has_looked": beneath is not None,
        "rulers": rulers(item),
        "kinds": [("other", _("别的")), *kind_words().items()],
        "photos": picturing.choices(item),
        "problem": problem,
        "typed": typed,
    }
    return render(request, "publication/item.html", frame(request) | context, status=status)


def rulers(item: Item) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """Each text in pieces of twenty characters with the number of the first, for whoever marks by numbers."""
    labels = (("body", _("反映了什么")), ("outcome", _("办得怎么样")), ("title", _("标题")))
    texts = [(name, label, getattr(item, name)) for name, label in labels]
    return [
        (name, label, [(at + 1, text[at : at + RULE].replace("\n", "⏎")) for at in range(0, len(text), RULE)])
        for name, label, text in texts
        if text
    ]


def _fields(item: Item, said: Mapping[str, str]) -> tuple[FormField, ...]:
    again = _("存的时候会再脱敏一遍，号码、姓名写回来也会遮住。")
    title, body, outcome = (said.get(name, getattr(item, name)) for name in services.TEXTS)
    fields = (
        FormField(name="title", kind="line", label=_("标题"), value=title, max_length=services.LONGEST_TITLE),
        FormField(name="body", kind="text", label=_("反映了什么"), value=body, rows=6, help=again),
        FormField(name="outcome", kind="text", label=_("办得怎么样"), value=outcome, rows=5, required=False),
        FormField(
            name="hide",
            kind="text",
            label=_("还要遮住哪些字"),
            help=_("一行一个，例如店名、绰号。三处都会遮成 ***，写在这里的字不会保存。"),
            rows=2,
            required=False,
        ),
    )
    if not item.doubts:
        return fields
    cleared = FormField(
        name="is_cleared",
        kind="flag",
        label=_("我看过了：不涉及未成年人、受害人"),
        value="on" if item.cleared_by else "",
        required=False,
    )
    return (*fields, cleared)


@guarded(may("publish"))
@require_POST
def drop(request: HttpRequest, batch_id: UUID, item_id: int) -> HttpResponse:
    """Take an item out of the batch."""
    if batch_or_404(batch_id).state != services.DRAFTED:
        raise Http404
    services.drop_item(item_id, batch_id=batch_id)
    messages.success(request, _("拿掉了，这件事还可以再选。"))
    return redirect("batch", batch_id=batch_id)
