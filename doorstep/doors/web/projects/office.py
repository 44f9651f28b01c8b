"""The office's projects: the list with filters, a new one in reserve (from nothing, or from a candidate, a suggestion, a case), and one
with its steps."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.desk.opening_inner import category_options
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.guards import capabilities, guarded, may
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.projects.public import figures
from doorstep.doors.web.projects.shaping import leaf, sought, unit_options
from doorstep.doors.web.projects.telling import told
from doorstep.doors.web.projects.words import project_law
from doorstep.doors.web.resident.asking import Typed, place_options
from doorstep.doors.web.shapes import FormField, Option, PlaceMap
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.refusals import CaseNotFound, FormRefused, PlaceUnknown, Refusal
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.about import about
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find, find_numbered
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.inner import opening_post
from doorstep.wings.judging.services import OPEN_STATES
from doorstep.wings.projects import queries
from doorstep.wings.projects.bloodline import usual_category
from doorstep.wings.projects.origins import make_of
from doorstep.wings.projects.services import Proposal, propose

WHERE = ("place", "place_lat", "place_lon")
ASKED = ("topic", "what", "side", "kind", "provider", "price", "counted_in", "came_from")


@guarded(may("projects"))
@never_cache
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """?state=reserved is the reserve list, in its order."""
    context, rules = frame(request, "projects"), project_law()
    asked = sought(request, is_public=False)
    is_reserve = asked.asked.states == (queries.RESERVED,)
    order = "reserve" if is_reserve else "newest"
    rows = queries.projects(asked.asked, order=order, limit=queries.PAGE + 1, offset=(asked.page - 1) * queries.PAGE)
    totals = queries.totals()
    context |= {
        "leaves": [leaf(row, rules) for row in rows[: queries.PAGE]],
        "pager": asked.pager(len(rows)),
        "asked": asked.given,
        "is_reserve": is_reserve,
        "kinds": rules.choices("kind"),
        "sides": rules.choices("side"),
        "states": rules.states,
        "units": unit_options(queries.leading_units()),
        "batches": totals.batches,
        "figures": figures(totals, "office_projects"),
        "may_open": opening_post(context["desk"].actor, rules.mechanism.opening) is not None,
    }
    return render(request, "projects/office.html", context)


@guarded(may("projects"))
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET asks (?from= a case's number, whose title is proposed); POST puts it in reserve."""
    context, rules = frame(request, "projects"), project_law()
    post = opening_post(context["desk"].actor, rules.mechanism.opening)
    if post is None:
        raise CaseNotFound
    if request.method == "GET":
        return _asking(request, context, _proposed(request))
    typed: dict[str, Any] = {
        name: request.POST.get(name, "").replace("\x00", "") for name in (*ASKED, *WHERE, "category")
    }
    typed["price_basis"] = request.POST.getlist("price_basis")
    try:
        opened = propose(
            _proposal(typed), actor=context["desk"].actor, unit=post.unit, key=key_of(request), now=timezone.now()
        )
        if typed["came_from"]:
            _tell_candidate(request, typed["came_from"], opened.number, context["desk"].actor)
    except FormRefused as refused:
        return _asking(request, context, typed, refused)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return _asking(request, context, typed, status=refusal.status)
    messages.success(request, _("列入储备清单了。"))
    held = find(opened.case_id)
    return redirect("office_project", held.case.number if held else opened.number)


def _proposal(typed: dict[str, Any]) -> Proposal:
    """Raises FormRefused (place) for a pin that lies elsewhere."""
    pin = Typed(place_lat=typed["place_lat"], place_lon=typed["place_lon"]).point
    if pin is not None and atlas().place_at(*pin) is None:
        raise FormRefused({"place": PlaceUnknown()})
    return Proposal(
        near=pin,
        topic=typed["topic"],
        what=typed["what"],
        place=typed["place"],
        side=typed["side"],
        kind=typed["kind"],
        provider=typed["provider"],
        price=typed["price"],
        price_basis=typed["price_basis"],
        counted_in=typed["counted_in"],
        category=typed["category"],
        came_from=" ".join(typed["came_from"].split())[:24],
    )


def _tell_candidate(request: HttpRequest, number: str, project: str, actor: Any) -> None:
    """The project stands even where the candidate cannot be told."""
    try:
        make_of(number, project, actor=actor, now=timezone.now())
    except Refusal as refusal:
        messages.info(request, sentence(refusal))


def _proposed(request: HttpRequest) -> dict[str, str]:
    number, typed = (
        request.GET.get("from", "")[:24],
        {"place": atlas().children()[0].code, "side": "forward", "kind": "special"},
    )
    typed |= {"provider": "charity", "counted_in": "visits"}
    held = find_numbered(number) if number and "\x00" not in number else None
    if held is None or not in_view(frame(request, "")["desk"].actor, held.case, towns.pack().roles):
        return typed
    said, spot = about(held.case.id), atlas().at(held.case.place_path)
    return typed | {
        "topic": said.title,
        "what": said.body.removeprefix(said.title).strip(),
        "came_from": number,
        "category": usual_category(held.case.id),
        "place": spot.code if spot else typed["place"],
    }


def _asking(
    request: HttpRequest,
    context: dict[str, Any],
    typed: dict[str, Any],
    refused: FormRefused | None = None,
    status: int = 0,
) -> HttpResponse:
    wrong = field_sentences(refused) if refused else {}
    circumstances = (
        FormField(name="place", kind="place", label=_("在哪里"), value=typed.get("place", ""), options=_places(),
                  help=_("有一个地点的，标在地图上；会公开。"), errors=(wrong["place"],) if "place" in wrong else (),
                  map=PlaceMap(outlines_url=reverse("map_outline"), lat=typed.get("place_lat", ""), lon=typed.get("place_lon", ""))),
        FormField(name="category", kind="choice", label=_("哪一类事"), required=False, as_list=True,
                  help=_("评估时按这一类、这一片比前后的件数；不选，办完就量不出诉求少了没有。"),
                  value=typed.get("category", ""), options=category_options()),
    )  # fmt: skip
    fields = form_fields(project_law().mechanism.opening.form, filled=typed, refused=refused)
    context |= {"fields": (*fields, *circumstances)}
    return render(request, "projects/new.html", context, status=status or (422 if refused else 200))


def _places() -> Any:
    wide = [Option(code=spot.code, label=spot.label, group=_("较大的范围")) for spot in atlas().children()]
    wide += [Option(code=spot.code, label=spot.label, group=_("较大的范围")) for spot in atlas().of_level("street")]
    return (*wide, *place_options())


@guarded(may("projects"))
@never_cache
@require_safe
def project(request: HttpRequest, number: str) -> HttpResponse:
    """The public page and the steps open to me."""
    row = queries.project(number[:24]) if "\x00" not in number else None
    held = find(row.case_id) if row else None
    if row is None or held is None:
        raise CaseNotFound
    context = frame(request, "projects")
    actor, roles = context["desk"].actor, towns.pack().roles
    is_mine = in_view(actor, held.case, roles)
    open_steps = steps_open_to(held.case, law(held.law_id), actor, towns.pack().parties) if is_mine else ()
    context |= told(row, is_public=False) | {
        "case": held.case,
        "is_mine": is_mine,
        "may_judge": is_mine and held.case.state in OPEN_STATES and "judging" in capabilities(request),
        "verbs": {one.verb for one in open_steps},
        "onward": [one for one in open_steps if one.ways],
    }
    idle = _idle(row, context)
    context["alongside"] = [one for one in open_steps if not one.ways and one.verb not in idle]
    return render(request, "projects/office_one.html", context)


def _idle(row: queries.Row, shown: dict[str, Any]) -> set[str]:
    """Steps that would find nothing to do: their links are left out, so that those that matter are seen on a phone."""
    nothing_for = {
        "list_problems": row.side != "remedy" and not row.problems,
        "strike_off": row.struck_off == row.problems,
        "show_photo": not shown["unseen_photos"],
    }
    return {verb for verb, is_idle in nothing_for.items() if is_idle}
