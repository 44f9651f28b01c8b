"""Opens work among offices from its mechanism's own opening form: a consultation, a whistle, a theme.

What is refused comes back with everything typed. Answers may be proposed in the address, by the names of the fields; `place` and
`category` too. To whoever may not open it the page does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.forms import keep_new_photos, options_for, typed_in
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.visits import own_spots
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.locking import find
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.inner import inner_law, open_inner, opening_post


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed, or proposed in the address."""

    form: Mapping[str, Any]
    place: str
    category: str
    key: str
    refused: FormRefused | None = None
    problems: tuple[str, ...] = field(default=())


@guarded(staff)
@never_cache
@require_http_methods(["GET", "POST"])
def open_new(request: HttpRequest, mechanism: str) -> HttpResponse:
    """GET asks; POST opens and leads to the case. Sent again, it leads to the same case."""
    law = inner_law(mechanism)
    if law is None or opening_post(actor_of(request), law.opening) is None:
        return render(request, "404.html", status=404)
    if request.method == "GET":
        return _page(request, law, _proposed(request, law))
    form = typed_in(request, law.opening)
    asked = Asked(
        form=form,
        place=request.POST.get("place", ""),
        category=request.POST.get("category", ""),
        key=read_key(request.POST),
    )
    return _open(request, law, asked, form)


def _open(request: HttpRequest, law: Mechanism, asked: Asked, form: dict[str, Any]) -> HttpResponse:
    desk: Desk = frame(request)["desk"]
    try:
        keep_new_photos(request, law.opening, form)
        opened = open_inner(
            mechanism=law.name,
            form=form,
            place=asked.place,
            category=asked.category,
            actor=desk.actor,
            key=asked.key,
            now=desk.now,
        )
    except FormRefused as refused:
        return _page(request, law, _refused(asked, form, refused=refused), 422)
    except Refusal as refusal:
        return _page(request, law, _refused(asked, form, problems=(sentence(refusal),)), refusal.status)
    messages.success(
        request, _("%(step)s：记下了。（%(number)s）") % {"step": say(law.opening.label), "number": opened.number}
    )
    held = find(opened.case_id)
    if held is None or not in_view(desk.actor, held.case, towns.pack().roles):
        return redirect("my_work")
    return redirect("desk_case", opened.number)


def _refused(asked: Asked, form: Mapping[str, Any], **why: Any) -> Asked:
    return Asked(form=form, place=asked.place, category=asked.category, key=asked.key, **why)


def _proposed(request: HttpRequest, law: Mechanism) -> Asked:
    """From the address; else the first place that is mine, else the whole town."""
    given = request.GET
    proposed: dict[str, Any] = {
        one.name: given.getlist(one.name) if one.multiple else given.get(one.name, "")
        for one in law.opening.form
        if one.kind != "photo"
    }
    own = own_spots(actor_of(request))
    place = given.get("place", "")
    usual = own[0].code if own else atlas().children()[0].code
    return Asked(
        form=proposed,
        place=place if place in atlas() else usual,
        category=given.get("category", ""),
        key=fresh_key(),
    )


def _page(request: HttpRequest, law: Mechanism, asked: Asked, status: int = 200) -> HttpResponse:
    fields = form_fields(
        law.opening.form,
        filled=asked.form,
        refused=asked.refused,
        options=options_for(request, {one.kind for one in law.opening.form}),
    )
    context = frame(request) | {
        "mechanism": law,
        "fields": (*fields, *_circumstances(request, asked)),
        "problems": asked.problems,
        "key": asked.key,
    }
    return render(request, "desk/open.html", context, status=status)


def _circumstances(request: HttpRequest, asked: Asked) -> tuple[FormField, ...]:
    wrong = field_sentences(asked.refused) if asked.refused else {}
    return (
        FormField(
            name="place",
            kind="place",
            label=_("在哪里"),
            help=_("涉及哪一片就选哪一片；涉及全辖区的选最上面一个。"),
            value=asked.place,
            errors=(wrong["place"],) if "place" in wrong else (),
            options=_places(request),
        ),
        FormField(
            name="category",
            kind="choice",
            label=_("哪一类事"),
            required=False,
            value=asked.category,
            as_list=True,
            options=category_options(),
        ),
    )


def _places(request: HttpRequest) -> tuple[Option, ...]:
    """Mine first, then the whole town, its streets, and their communities."""
    own = {
        spot.code: Option(code=spot.code, label=spot.label, group=_("我负责的"))
        for spot in own_spots(actor_of(request))
    }
    town = atlas()
    wide = [Option(code=spot.code, label=spot.label, group=_("较大的范围")) for spot in town.children()]
    wide += [Option(code=spot.code, label=spot.label, group=_("较大的范围")) for spot in town.of_level("street")]
    fine = [
        Option(code=community.code, label=community.label, group=street.label)
        for street in town.of_level("street")
        for community in town.children(street.code)
        if community.level == "community"
    ]
    return (*own.values(), *(option for option in (*wide, *fine) if option.code not in own))


def category_options() -> tuple[Option, ...]:
    """Every category under its class."""
    categories = towns.pack().categories
    return tuple(
        Option(code=one.code, label=one.label, group=above.label)
        for above in categories.classes
        for one in categories.within(above.code)
    )
