"""What everybody may see of projects: list and map, one with its progress, money, photos and bloodline, and the reserve in its order."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.projects.shaping import leaf, sought, yuan
from doorstep.doors.web.projects.telling import told
from doorstep.doors.web.projects.words import project_law
from doorstep.doors.web.shapes import Figure
from doorstep.store.cases.models import Attachment
from doorstep.store.places.middles import middles
from doorstep.wings.intake.photos import Kept, open_photo
from doorstep.wings.projects import queries
from doorstep.wings.projects.models import Picture

MOST_RESERVED = 400
MOST_POINTS = 1000


@guarded(everyone)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Newest first; the map beside it."""
    law, asked = project_law(), sought(request, is_public=True)
    rows = queries.projects(asked.asked, limit=queries.PAGE + 1, offset=(asked.page - 1) * queries.PAGE)
    totals = queries.totals()
    context = {
        "here": "projects",
        "now": timezone.now(),
        "leaves": [leaf(row, law) for row in rows[: queries.PAGE]],
        "pager": asked.pager(len(rows)),
        "asked": asked.given,
        "query": asked.query,
        "law": law,
        "kinds": law.choices("kind"),
        "sides": law.choices("side"),
        "states": [one for one in law.states if one.code in queries.CHOSEN_STATES],
        "batches": totals.batches,
        "figures": figures(totals, "projects"),
        "totals": totals,
    }
    return render(request, "projects/public.html", context)


def figures(totals: queries.Totals, at: str) -> list[Figure]:
    """Each leads to what it counts."""
    url = reverse(at)
    found = [Figure(value=str(totals.count(side="forward")), label=_("项民生微事"), url=f"{url}?side=forward")]
    for kind, label in (("inclusive", _("项普惠")), ("special", _("项特色"))):
        found.append(
            Figure(
                value=str(totals.count(kind=kind, side="forward")), label=label, url=f"{url}?kind={kind}&side=forward"
            )
        )
    found += [
        Figure(
            value=str(totals.count(side="forward", batch=batch)),
            label=_("项第 %(batch)s 批") % {"batch": batch},
            url=f"{url}?batch={batch}&side=forward",
        )
        for batch in totals.batches[-3:]
    ]
    if totals.count(side="remedy"):
        found.append(Figure(value=str(totals.count(side="remedy")), label=_("项整治"), url=f"{url}?side=remedy"))
    if totals.problems:
        found.append(
            Figure(value=f"{totals.struck_off}/{totals.problems}", label=_("个问题销号"), url=f"{url}?side=remedy")
        )
    found.append(Figure(value=str(totals.reserve), label=_("项在储备"), url=reverse("projects_reserve")))
    found.append(Figure(value=yuan(totals.money_fen), label=_("元公共资金"), url=reverse("projects_money")))
    return found


@guarded(everyone)
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """A point for each project: where it lies, or in the middle of its community."""
    law, asked = project_law(), sought(request, is_public=True)
    middle = middles()
    features = []
    for row in queries.projects(asked.asked, limit=MOST_POINTS):
        spot = row.near or middle.get(_community(row.place_path))
        if spot is None:
            continue
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": spot},
                "properties": {
                    "title": row.title,
                    "url": reverse("project_public", args=[row.number]),
                    "tone": leaf(row, law).state.tone,
                },
            }
        )
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _community(path: str) -> str:
    parts = path.strip("/").split("/")
    return "".join(parts[:3]) if len(parts) >= 3 else ""


@guarded(everyone)
@require_safe
def project(request: HttpRequest, number: str) -> HttpResponse:
    """One; Http404 for what is no project or was taken out of the reserve."""
    row = queries.project(number[:24]) if "\x00" not in number else None
    if row is None or row.state == queries.DROPPED:
        raise Http404
    return render(request, "projects/one.html", {"here": "projects", **told(row, is_public=True)})


@guarded(everyone)
@require_safe
def reserve(request: HttpRequest) -> HttpResponse:
    """In its order, and who was set up out of turn, with the reason."""
    law = project_law()
    rows = queries.projects(queries.Asked(states=(queries.RESERVED,)), order="reserve", limit=MOST_RESERVED)
    context: dict[str, Any] = {
        "here": "projects",
        "leaves": [leaf(row, law) for row in rows],
        "passed": [leaf(row, law) for row in queries.out_of_turn()],
    }
    return render(request, "projects/reserve.html", context)


@guarded(everyone)
@require_safe
def photo(request: HttpRequest, number: str, picture_id: int) -> HttpResponse:
    """A photo that somebody else than its taker made public."""
    shown = (
        Picture.objects.filter(project__number=number[:24], id=min(picture_id, 2**31), is_public=True).first()
        if "\x00" not in number
        else None
    )
    kept = (
        Attachment.objects.filter(case_id=shown.project_id, sha256=shown.sha256, erased_at=None).first()
        if shown
        else None
    )
    if shown is None or kept is None:
        raise Http404
    found = Kept(id=kept.id, case_id=shown.project_id, stored_as=kept.stored_as, sha256=kept.sha256)
    response = HttpResponse(open_photo(found), content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "public, max-age=60"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
