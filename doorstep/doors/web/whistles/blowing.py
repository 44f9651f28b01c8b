"""吹哨: four short questions on one page, for a phone: which whistle, what and where, what was tried, who is to come.

Works without a script: the page is one form. What is refused comes back with everything typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.forms import keep_new_photos, typed_in
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.desk.visits import own_spots
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, Option, PlaceMap
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.doors.web.whistles.entering import context_of
from doorstep.doors.web.whistles.shapes import law_of
from doorstep.kernel.actor import Actor
from doorstep.kernel.mechanism import Step
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.store.people.units import unit_tree
from doorstep.wings.intake.masking import masked, title_of
from doorstep.wings.whistles import services

WHO_COMES = ("department", "section", "company")
QUESTIONS = (("level",), ("reason", "place", "photos"), ("tried", "lacking", "cannot_alone"))
LAST = ("commander", "commander_name")


@dataclass(frozen=True, kw_only=True)
class Blown:
    """What was typed."""

    form: Mapping[str, Any]
    place: str
    lat: str = ""
    lon: str = ""
    key: str
    refused: FormRefused | None = None
    problems: tuple[str, ...] = field(default=())

    @property
    def point(self) -> tuple[float, float] | None:
        try:
            lon, lat = float(self.lon), float(self.lat)
        except ValueError:
            return None
        return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


@guarded(may("whistle"))
@never_cache
@require_http_methods(["GET", "POST"])
def blow(request: HttpRequest) -> HttpResponse:
    """GET asks; POST blows and leads to the whistle. Sent again, it leads to the same whistle."""
    step = law_of(services.WHISTLE).opening
    if request.method == "GET":
        return _page(request, step, _fresh(actor_of(request)))
    form = typed_in(request, step)
    given = request.POST
    blown = Blown(
        form=form,
        place=given.get("place", ""),
        lat=given.get("place_lat", ""),
        lon=given.get("place_lon", ""),
        key=read_key(given),
    )
    return _blow(request, step, blown, form)


def _blow(request: HttpRequest, step: Step, blown: Blown, form: dict[str, Any]) -> HttpResponse:
    desk: Desk = context_of(request)["desk"]
    words = masked(str(form.get("reason", "")))
    try:
        keep_new_photos(request, step, form)
        opened = services.blow(
            form=form,
            where=services.locate(blown.place, blown.point),
            title=title_of(words) if words else "",
            body=words,
            actor=desk.actor,
            key=blown.key,
            now=desk.now,
        )
    except FormRefused as refused:
        return _page(request, step, replace(blown, form=form, refused=refused), 422)
    except Refusal as refusal:
        return _page(request, step, replace(blown, form=form, problems=(sentence(refusal),)), refusal.status)
    messages.success(request, _("哨吹响了，编号 %(number)s。") % {"number": opened.number})
    return redirect("whistle", opened.number)


def _fresh(actor: Actor) -> Blown:
    own = own_spots(actor)
    unit = unit_tree().get(services.whistling_unit(actor))
    commander = unit.parent if unit and unit.kind == "community" else unit.code if unit else ""
    return Blown(form={"commander": commander}, place=own[0].code if own else "", key=fresh_key())


def _page(request: HttpRequest, step: Step, blown: Blown, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    own = services.whistling_unit(actor)
    options = [option for option in unit_options() if option.code != own]
    made = {
        one.name: one
        for one in form_fields(
            step.form,
            filled=blown.form,
            refused=blown.refused,
            options={"unit": options, "commander": _commanders(own)},
        )
    }
    made["place"] = _place(actor, blown)
    chosen = made.pop("units")
    context = context_of(request) | {
        "questions": [[made[name] for name in names] for names in QUESTIONS],
        "last": [made[name] for name in LAST],
        "units": chosen,
        "usual": [option for option in options if _kind(option) in WHO_COMES],
        "others": [option for option in options if _kind(option) not in WHO_COMES],
        "every_field": [*(made[name] for names in QUESTIONS for name in names), chosen, *(made[name] for name in LAST)],
        "problems": blown.problems,
        "key": blown.key,
    }
    return render(request, "whistles/blow.html", context, status=status)


def _kind(option: Option) -> str:
    unit = unit_tree().get(option.code)
    return unit.kind if unit else ""


def _commanders(own: str) -> tuple[Option, ...]:
    """The street above and the community itself first."""
    unit = unit_tree().get(own)
    first = tuple(code for code in ((unit.parent if unit else ""), own) if code in unit_tree())
    return unit_options(first)


def _place(actor: Actor, blown: Blown) -> FormField:
    own = tuple(Option(code=spot.code, label=spot.label, group=_("我负责的")) for spot in own_spots(actor))
    codes = {option.code for option in own}
    rest = tuple(option for option in place_options() if option.code not in codes)
    wrong = field_sentences(blown.refused) if blown.refused else {}
    return FormField(
        name="place",
        kind="place",
        label=_("在哪里"),
        help=_("选到网格最好，再标一下准确位置，部门好找。"),
        value=blown.place,
        errors=(wrong["place"],) if "place" in wrong else (),
        options=own + rest,
        map=PlaceMap(outlines_url=reverse("map_outline"), lat=blown.lat, lon=blown.lon),
    )
