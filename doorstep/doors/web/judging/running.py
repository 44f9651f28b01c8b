"""Staff at one round: its way in, its draw, who goes to look and who instead, what was seen; and closing it."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.judging.judging import round_named
from doorstep.doors.web.judging.shaping import WAYS, shown
from doorstep.doors.web.judging.typed import whole
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.people.acting import names_of
from doorstep.wings.judging import queries
from doorstep.wings.judging.links import link_token
from doorstep.wings.judging.models import Answer, Round, Visit
from doorstep.wings.judging.papers import sheets_of
from doorstep.wings.judging.services import close_round, draw_people
from doorstep.wings.judging.visiting import REPLACED, replace_visitor, visitors_of

MAY = may("judging")


@guarded(MAY)
@never_cache
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """How many answered, and nothing of what they said while it is open."""
    return _one(request, own_round(request, code))


def own_round(request: HttpRequest, code: str) -> Round:
    """A round is as visible as its project. Raises Http404, CaseNotFound."""
    found = round_named(code)
    held_case(request, found.project_number)
    return found


def me(request: HttpRequest) -> UUID:
    """Whoever is signed in, as everybody is who comes past the guard."""
    found = actor_of(request).id
    assert found is not None
    return found


def _one(request: HttpRequest, found: Round, **more: Any) -> HttpResponse:
    (result,) = queries.results([found])
    is_over = found.closed_at is not None
    url = request.build_absolute_uri(reverse("judge", args=[found.code]))
    voids = list(found.voids.order_by("number")[:200])
    rows = Answer.objects.filter(round=found).exclude(entered_by=None).values_list("entered_by", "way")
    entered = [(by, way) for by, way in rows if by is not None]
    names = names_of({one.by for one in voids} | {by for by, _way in entered})
    context = frame(request, "judging") | {
        "round": found,
        "law": result.law,
        "url": url,
        "qr": mark_safe(segno.make(url, error="m").svg_inline(omitsize=True, border=0)),
        "came": result.n,
        "ways": [(label, result.ways[way]) for way, label in WAYS.items() if way in result.ways],
        "entered": [
            (names.get(by, "—"), WAYS[way], entered.count((by, way))) for by, way in dict.fromkeys(sorted(entered))
        ],
        "sheets": sheets_of(found),
        "voids": [(one, names.get(one.by, "—")) for one in voids],
        "visitors": _visitors(found, url),
        "reasons": _reasons(),
        "visits": [
            (visit, result.law.grades[visit.overall].label) for visit in queries.visits_of([found.pk], is_public=False)
        ],
        "one": shown(result) if is_over else None,
        "words": [(result.law.grades[grade].label, text) for grade, text in queries.words_of(found)] if is_over else [],
        **more,
    }
    return render(request, "judging/office_one.html", context, status=422 if more.get("wrong") else 200)


def _visitors(found: Round, url: str) -> list[dict[str, Any]]:
    reasons = dict(_reasons())
    return [
        {
            "visitor": one,
            "link": f"{url}look/?k={link_token(found, one.rank)}",
            "why": reasons.get(one.why, ""),
        }
        for one in visitors_of(found)
    ]


def _reasons() -> list[tuple[str, Any]]:
    """Why somebody did not come, as the pack words it: a project of an older law is replaced by the same reasons."""
    asked = towns.pack().mechanisms["project"].step(REPLACED).field("reason")
    return [(one.code, one.label) for one in asked.choices] if asked else []


@guarded(MAY)
@never_cache
@require_POST
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """Draw from a pasted roll. Who was drawn is shown this once: only hashes stay."""
    found = own_round(request, code)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("roll", "wanted", "visitors")}
    try:
        wanted, visitors = whole(typed, "wanted", _("抽几个人")), whole(typed, "visitors", _("其中几个去现场看"))
        lines = draw_people(found, typed["roll"].splitlines(), wanted, visitors)
    except FormRefused as refused:
        return _one(request, found, typed=typed, wrong=field_sentences(refused))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("office_round", code)
    found.refresh_from_db()
    url = request.build_absolute_uri(reverse("judge", args=[found.code]))
    drawn = [(rank, line, f"{url}?k={link_token(found, rank)}") for rank, line in enumerate(lines, 1)]
    return _one(request, found, drawn=drawn, names="\n".join(lines))


@guarded(MAY)
@require_POST
def replace(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody does not come to look: the next of the draw is asked."""
    found, typed = own_round(request, code), request.POST.get("rank", "")
    rank = read_whole(typed, digits=6) or 0
    try:
        following = replace_visitor(found, rank, request.POST.get("why", ""), by=me(request), now=timezone.now())
    except FormRefused as refused:
        messages.error(request, " ".join(field_sentences(refused).values()))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("换成了抽到的第 %(rank)s 位：请告诉这一位去看。") % {"rank": following})
    return redirect(f"{reverse('office_round', args=[code])}#visitors")


@guarded(MAY)
@require_POST
def show(request: HttpRequest, code: str, visit: int) -> HttpResponse:
    """What a resident saw is made public by somebody who read it."""
    found = own_round(request, code)
    Visit.objects.filter(round=found, pk=min(visit, 2**62)).update(is_public=True)
    return redirect(f"{reverse('office_round', args=[code])}#visits")


@guarded(MAY)
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Count and propose; the project waits for a person's decision."""
    found = own_round(request, code)
    try:
        close_round(found, actor=frame(request, "judging")["desk"].actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("office_round", code)
    messages.success(request, _("这一轮结束了，等人定推、调、退。"))
    return redirect("office_project", found.project_number)
