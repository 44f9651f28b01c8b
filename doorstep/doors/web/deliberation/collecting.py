"""What becomes a candidate: a suggestion or request with one click, a hot issue with all its cases, a word heard in person; and merging."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.doors.web.deliberation.candidates import MAY, category_options, place_choices
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.guards import capabilities, guarded, may
from doorstep.doors.web.hot.deciding import category_of, place_of
from doorstep.doors.web.hot.hot import title_of
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import CaseNotFound, FormRefused, PlaceUnknown, Refusal
from doorstep.store.cases.about import about
from doorstep.store.cases.acting import act
from doorstep.store.cases.laws import current_law
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import candidates as wing
from doorstep.wings.deliberation.candidates import CANDIDATE, Item
from doorstep.wings.hotspots import queries as hotspots
from doorstep.wings.hotspots.models import Hotspot

ASKED = ("topic", "words", "source", "heard")
MOST_AT_ONCE = 100


@guarded(may(MAY))
@require_POST
def collect_case(request: HttpRequest, number: str) -> HttpResponse:
    """A suggestion or a request, from its own page."""
    desk: Desk = frame(request, "candidates")["desk"]
    held = held_case(request, number)
    known = about(held.case.id)
    try:
        made = wing.collect_case(held.case, title=known.title, body=known.body, actor=desk.actor, now=desk.now)
    except Refusal as refusal:
        messages.error(request, _said(refusal))
        return redirect("desk_case", number)
    return redirect("candidate", made)


@guarded(may(MAY))
@require_POST
def collect_hot(request: HttpRequest, hotspot_id: int) -> HttpResponse:
    """A hot issue with everybody who spoke of it, by whoever may read it."""
    hotspot = Hotspot.objects.filter(id=hotspot_id).first()
    if hotspot is None or "themes" not in capabilities(request):
        raise CaseNotFound
    desk: Desk = frame(request, "candidates")["desk"]
    cases = hotspots.cases_of(hotspot.id)
    spot = atlas().get(place_of(cases))
    item = Item(
        topic=title_of(hotspot)[:80],
        source="hot",
        words="\n".join(hotspot.sentences)[:1000],
        place_path=spot.path if spot else "",
        category=category_of(cases),
        matters=tuple(case.number for case in cases),
    )
    try:
        made = wing.collect(item, actor=desk.actor, key=f"collect-hot:{hotspot.id}:{len(cases)}", now=desk.now)
    except Refusal as refusal:
        messages.error(request, _said(refusal))
        return redirect("hotspot", hotspot_id)
    return redirect("candidate", made.number)


@guarded(may(MAY))
@never_cache
@require_http_methods(["GET", "POST"])
def collect_new(request: HttpRequest) -> HttpResponse:
    """A word heard at a talk, at a door, or a deputy's proposal."""
    context = frame(request, "candidates")
    if request.method == "GET":
        return render(request, "deliberation/collect.html", context | {"fields": _fields({}, None)})
    desk: Desk = context["desk"]
    typed = {name: request.POST.get(name, "")[:4000] for name in (*ASKED, "place", "category")}
    try:
        made = wing.collect(_item(typed), actor=desk.actor, key=key_of(request), now=desk.now)
    except FormRefused as refused:
        context |= {"fields": _fields(typed, refused), "problems": ()}
        return render(request, "deliberation/collect.html", context, status=422)
    messages.success(request, _("收进来了。"))
    return redirect("candidate", made.number)


def _item(typed: dict[str, str]) -> Item:
    heard = typed["heard"].strip()
    spot = atlas().get(typed["place"]) if typed["place"] else atlas().children()[0]
    if spot is None:
        raise FormRefused({"place": PlaceUnknown()})
    return Item(
        topic=typed["topic"],
        source=typed["source"],
        words=typed["words"],
        heard=heard,
        place_path=spot.path,
        category=typed["category"],
    )


def _fields(typed: dict[str, str], refused: FormRefused | None) -> list[FormField]:
    form = [field for field in current_law(CANDIDATE).mechanism.opening.form if field.name in ASKED]
    made = list(form_fields(form, filled=typed, refused=refused))
    wrong = sentence(refused.faults["place"]) if refused and "place" in refused.faults else ""
    place = FormField(
        name="place",
        kind="choice",
        label=_("在哪里"),
        help=_("说的是全域的事，就不用选。"),
        required=False,
        as_list=True,
        options=place_choices(),
        value=typed.get("place", ""),
        errors=(wrong,) if wrong else (),
    )
    category = FormField(
        name="category",
        kind="choice",
        label=_("分类"),
        required=False,
        as_list=True,
        options=category_options(),
        value=typed.get("category", ""),
    )
    return [*made, place, category]


@guarded(may(MAY))
@require_POST
def put_on_list(request: HttpRequest) -> HttpResponse:
    """恳谈交清单: all that are ticked, each by itself; what is refused is said."""
    desk: Desk = frame(request, "candidates")["desk"]
    done = 0
    for number in list(dict.fromkeys(request.POST.getlist("number")))[:MOST_AT_ONCE]:
        try:
            held = held_case(request, number[:24])
            act(case_id=held.case.id, verb="list", form={}, actor=desk.actor, now=desk.now)
        except Refusal as refusal:
            messages.error(request, f"{number[:24]}：{_said(refusal)}")
        else:
            done += 1
    if done:
        said = ngettext("列入清单 %(count)s 项。", "列入清单 %(count)s 项。", done) % {"count": done}
        messages.success(request, said)
    else:
        messages.info(request, _("没有勾选。"))
        return redirect("candidates")
    return redirect(f"{reverse('candidates')}?state=listed")


@guarded(may(MAY))
@require_POST
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Take in others that are the same, by their numbers."""
    return _together(request, number, wing.merge, _("归到一起了，提过的人都还在。"))


@guarded(may(MAY))
@require_POST
def separate(request: HttpRequest, number: str) -> HttpResponse:
    """Let one go its own way again."""
    return _together(request, number, wing.separate, _("分开了。"))


def _together(request: HttpRequest, number: str, does: Callable[..., object], said: str) -> HttpResponse:
    held = held_case(request, number)
    desk: Desk = frame(request, "candidates")["desk"]
    other = request.POST.get("other", "").strip()
    if held.case.mechanism != CANDIDATE:
        raise CaseNotFound
    try:
        held_case(request, other[:24])
        does(held.case.id, other, actor=desk.actor, now=desk.now)
    except Refusal as refusal:
        messages.error(request, _said(refusal))
    else:
        messages.success(request, said)
    return redirect("candidate", number)


def _said(refusal: Refusal) -> str:
    """One sentence; of a form, those of its fields."""
    if isinstance(refusal, FormRefused):
        return " ".join(sentence(fault) for fault in refusal.faults.values())
    return sentence(refusal)
