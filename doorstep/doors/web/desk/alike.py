"""Beside a case, others nearby that are not over and say much the same 可能是同一件: for whoever works on it, in the pool or not.

Proposes only what the reader may see. Where the reader may merge this very case now, one click does; else the links are all.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.office.frame import frame
from doorstep.kernel.actor import Actor
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.routing import AGAINST_SOMEBODY
from doorstep.kernel.visibility import in_view
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.about import about
from doorstep.store.cases.joining import goes_with_another
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find_numbered
from doorstep.store.places.atlas import atlas
from doorstep.wings.dispatch.nearby import Near, same_nearby


@dataclass(frozen=True, kw_only=True)
class Row:
    """A case beside the one in hand."""

    near: Near
    where: Words
    state: Words


@guarded(staff)
@never_cache
@require_safe
def alike(request: HttpRequest, number: str) -> HttpResponse:
    """A piece of the case's page, or a page of its own where no script runs."""
    held = held_case(request, number)
    context = frame(request, "work")
    actor = actor_of(request)
    context |= {
        "number": number,
        "seen": held.case.seq,
        "rows": _rows(held, actor, context["now"]),
        "key": fresh_key(),
        "may_merge": _may_merge(held, actor),
    }
    piece = request.headers.get("HX-Request") == "true"
    return render(request, "desk/alike.html" if piece else "desk/alike_page.html", context)


def may_be_alike(held: Held) -> bool:
    """Whether others are looked for: never beside work among offices, what is over, what goes with another already, or what is
    said of a person."""
    case, mechanism = held.case, law(held.law_id)
    if case.is_final or mechanism.is_inner or case.request_type in AGAINST_SOMEBODY:
        return False
    return not goes_with_another(mechanism, case.state, held.merged_into)


def _rows(held: Held, actor: Actor, now: datetime) -> list[Row]:
    if not may_be_alike(held):
        return []
    case, said = held.case, about(held.case.id)
    found = []
    for one in same_nearby(said.body, place_path=case.place_path, point=None, now=now, besides=case.number):
        other = find_numbered(one.number)
        if other is not None and in_view(actor, other.case, towns.pack().roles):
            label = law(other.law_id).state(other.case.state).label
            found.append(Row(near=one, where=atlas().label(one.place_path), state=label))
    return found


def _may_merge(held: Held, actor: Actor) -> bool:
    steps = steps_open_to(held.case, law(held.law_id), actor, towns.pack().parties)
    return any(step.verb == "merge" for step in steps)
