"""走访: a word heard at somebody's door becomes a case, and, where it was settled at once, is settled in the same go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.forms import keep_new_photos, typed_in
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.resident import asking
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.actor import Actor
from doorstep.kernel.form import check_form, demanded
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.codes import show_code
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import CaseWords
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.intake.inner import inner_law, opening_post
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.intake.services import MECHANISM, take_word

ASKED = ("what", "place", "spot", "photos", "category", "name", "phone")
SETTLE = "settle_on_spot"
ENTRY = "list_entry"
FINE = ("community", "grid", "special_grid", "micro_grid")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What was typed about a visit; `settled` is the form of settling on the spot, empty when nothing was written there."""

    typed: asking.Typed
    settled: Mapping[str, Any]
    faults: Mapping[str, FieldFault]
    problems: tuple[str, ...] = ()


@guarded(may("open_case"))
@never_cache
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest) -> HttpResponse:
    """GET asks; POST records, and shows the receipt to hand over. Sent again, it shows the same receipt."""
    context = frame(request, "visit")
    desk: Desk = context["desk"]
    if request.method == "GET":
        own = own_spots(desk.actor)
        typed = asking.fresh(request)
        first = typed.place or (own[0].code if own else "")
        return _page(request, context, Visit(typed=replace(typed, place=first), settled={}, faults={}))
    given = _given(request)
    if not given.faults:
        try:
            opened = record(given, desk.actor, now=desk.now)
        except FormRefused as refused:
            given = replace(given, faults=refused.faults)
        except Refusal as refusal:
            given = replace(given, problems=(sentence(refusal),))
        else:
            return _done(request, context, opened, desk)
    return _page(request, context, given, status=422)


@transaction.atomic
def record(given: Visit, actor: Actor, *, now: datetime) -> Opened:
    """Open the case and, where it was settled on the spot, settle it: both or neither."""
    typed = given.typed
    name = " ".join(typed.name.split())
    opened = take_word(
        what=typed.what,
        place=typed.place,
        point=typed.point,
        spot=typed.spot,
        photos=typed.photos,
        category=typed.category,
        actor=actor,
        channel="visit",
        reporter=Reporter(is_anonymous=not name, name=name, phone=read_phone(typed.phone)),
        key=typed.key,
        now=now,
    )
    if given.settled:
        act(case_id=opened.case_id, verb=SETTLE, form=given.settled, actor=actor, now=now, key=typed.key)
    return opened


def settling() -> Step:
    """The step by which a thing is settled on the spot."""
    return current_law(MECHANISM).mechanism.step(SETTLE)


def _given(request: HttpRequest) -> Visit:
    typed = asking.typed_in(request.POST)
    photos = {"photos": list(typed.photos)}
    settled = typed_in(request, settling())
    faults: dict[str, FieldFault] = {}
    for step, form in ((asking.opening(), photos), (settling(), settled)):
        try:
            keep_new_photos(request, step, form)
        except FormRefused as refused:
            faults |= refused.faults
    typed = replace(typed, photos=tuple(photos["photos"]))
    faults |= asking.faults_in(typed, ASKED)
    if any(settled.values()):
        try:
            world = towns.world()
            check_form(demanded(settling().form, typed.category, world), settled, world)
        except FormRefused as refused:
            faults |= refused.faults
    else:
        settled = {}
    return Visit(typed=typed, settled=settled, faults=faults)


def own_spots(actor: Actor) -> tuple[Spot, ...]:
    """The places the actor's posts are over, and those just below, as far as a case may lie there."""
    found: dict[str, Spot] = {}
    for post in actor.posts:
        spot = atlas().at(post.place_path) if post.place_path else None
        for one in (spot, *(atlas().children(spot.code) if spot else ())):
            if one is not None and one.level in FINE:
                found.setdefault(one.code, one)
    return tuple(found.values())


def _page(request: HttpRequest, context: dict[str, Any], given: Visit, status: int = 200) -> HttpResponse:
    fields = [_with_own(field, actor_of(request)) for field in asking.fields_of(given.typed, ASKED, given.faults)]
    refused = FormRefused(dict(given.faults)) if given.faults else None
    settle = [
        replace(field, required=False)  # as a whole it may be left out
        for field in form_fields(settling().form, filled=given.settled, refused=refused)
    ]
    context |= {
        "fields": fields,
        "settle_fields": settle,
        "every_field": [*fields, *settle],
        "settle": settling(),
        "is_settled": bool(given.settled),
        "problems": given.problems,
        "key": given.typed.key,
    }
    return render(request, "desk/visit.html", context, status=status)


def _with_own(field: FormField, actor: Actor) -> FormField:
    """Places that are mine come first, down to the grid; a name and a phone are asked for somebody else."""
    match field.name:
        case "place":
            own = tuple(Option(code=spot.code, label=spot.label, group=_("我负责的")) for spot in own_spots(actor))
            codes = {option.code for option in own}
            rest = tuple(option for option in field.options if option.code not in codes)
            return replace(field, options=own + rest, help=_("选到网格最好；不确定就选社区。"))
        case "name":
            return replace(field, label=_("反映人怎么称呼"), help=_("对方愿意才填。"), autocomplete="off")
        case "phone":
            return replace(field, label=_("反映人手机号"), help=_("有进展发短信告诉对方。"), autocomplete="off")
        case _:
            return field


def _done(request: HttpRequest, context: dict[str, Any], opened: Opened, desk: Desk) -> HttpResponse:
    held = find(opened.case_id)
    context |= {
        "opened": opened,
        "code": show_code(opened.code) if opened.code else "",
        "may_see": held is not None and in_view(desk.actor, held.case, towns.pack().roles),
        "is_settled": held is not None and held.case.memory.counts.get(SETTLE, 0) > 0,
        "lists": _lists(desk.actor, opened),
    }
    return render(request, "desk/visited.html", context)


def _lists(actor: Actor, opened: Opened) -> list[dict[str, Any]]:
    """The lists on which what was heard may be entered 拉条挂账, by whoever may enter something; the entry names the case."""
    law = inner_law(ENTRY)
    if law is None or opening_post(actor, law.opening) is None:
        return []
    title = CaseWords.objects.filter(case_id=opened.case_id).values_list("title", flat=True).first() or ""
    asked = {"what": f"{title}（{opened.number}）"}
    return [
        {"label": one.label, "url": f"{reverse('desk_open', args=[ENTRY])}?{urlencode({'list': one.code, **asked})}"}
        for one in towns.pack().registers.values()
    ]
