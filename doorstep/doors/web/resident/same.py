"""是不是这件: before a report is sent, what others reported nearby and is not over yet, so that a person can judge and join it.

Shows what may be public alone: the published version where there is one, else the masked headline, never another's words.
Only what was shown can be joined. Asks once, needs no script, and asks nothing where nothing is close.
"""

from dataclasses import dataclass, fields

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doorstep.doors.web.resident.asking import Typed
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law, law
from doorstep.store.cases.locking import Held
from doorstep.store.cases.models import Case
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas, community_path
from doorstep.wings.dispatch.nearby import Near, same_nearby
from doorstep.wings.intake.services import MECHANISM, locate
from doorstep.wings.publication import public
from doorstep.wings.publication.picturing import shown_ids

FIELD = "same"
NONE = "none"
ROUGHLY = 50
MOST_STEPS, MOST_PHOTOS = 5, 2
ASKED_OF_MAIN = ("number", "law_id", "state", "lead_unit", "reports", "merged_into")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A case as a stranger may see it. `body`, `photos` (addresses of blurred pictures) and `url` only where it is published;
    `far` in words, "" where nobody knows."""

    near: Near
    title: str
    body: str
    photos: tuple[str, ...]
    url: str
    where: Words
    far: str
    category: Words
    state: Words


@dataclass(frozen=True, kw_only=True)
class Main:
    """The case that one's own was merged into, as much as may be known of it. `url` is its published version, "" for none."""

    number: str
    state: Words
    unit: Words | None
    people: int
    url: str


def ask(request: HttpRequest, typed: Typed, action: str = "report") -> HttpResponse | None:
    """The page that asks, for the form at this address; None when it was answered, or when there is nothing to ask."""
    answer = request.POST.get(FIELD, "")
    if typed.bait or answer == NONE:
        return None
    near = _near(typed)
    if not near or any(one.number == answer for one in near):
        return None
    hidden = [
        (field.name, getattr(typed, field.name)) for field in fields(Typed) if field.name not in ("photos", "bait")
    ]
    context = {
        "here": action,
        "action": reverse(action),
        "hidden": [*hidden, *(("photos_kept", sha) for sha in typed.photos)],
        "screen": request.POST.get("screen", ""),
        "shown": [_shown(one) for one in near],
        "is_gone": bool(answer),
    }
    return render(request, "resident/same.html", context)


def chosen(request: HttpRequest, typed: Typed) -> str:
    """The number of the case that was chosen from those shown; "" for none of them."""
    answer = request.POST.get(FIELD, "")
    return answer if answer != NONE and any(one.number == answer for one in _near(typed)) else ""


def _near(typed: Typed) -> list[Near]:
    try:
        where = locate(typed.place, typed.point)
    except FormRefused:
        return []
    return same_nearby(typed.what, place_path=where.spot.path, point=where.point, now=timezone.now())


def _shown(near: Near) -> Shown:
    item = public.by_number(near.number)
    mechanism = current_law(MECHANISM).mechanism
    return Shown(
        near=near,
        title=item.title if item else near.title,
        body=item.body if item else "",
        photos=tuple(reverse("public_photo", args=[near.number, one]) for one in shown_ids(item)[:MOST_PHOTOS])
        if item
        else (),
        url=reverse("public_order", args=[near.number]) if item else "",
        where=atlas().label(community_path(near.place_path)),
        far=_far(near.metres),
        category=towns.pack().categories.label(near.category),
        state=mechanism.state(near.state).plain,
    )


def _far(metres: int | None) -> str:
    """Roughly: a precise distance would lead to a door."""
    if metres is None:
        return ""
    if metres <= 2 * ROUGHLY:
        return _("就在附近")
    return _("离您标的点约 %(metres)s 米") % {"metres": round(metres / ROUGHLY) * ROUGHLY}


def main_of(held: Held) -> Main | None:
    """What the case was merged into, or that in turn: where it is handled now. None when it stands by itself. One statement a
    step, one more where it is published."""
    above, state = held.merged_into, held.case.state
    if above is None or state == "withdrawn":
        return None
    for _step in range(MOST_STEPS):
        row = Case.objects.filter(id=above).values_list(*ASKED_OF_MAIN).first()
        if row is None:
            return None
        number, law_id, state, unit, people, above = row
        if above is None or state != "merged":
            break
    return Main(
        number=number,
        state=law(law_id).state(state).plain,
        unit=unit_tree().label(unit) if unit else None,
        people=people,
        url=reverse("public_order", args=[number]) if public.by_number(number) else "",
    )
