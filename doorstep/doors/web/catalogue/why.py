"""为什么派给它: the rows that a case, or one that might come, would go by, each with what stands against it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.catalogue.shown import category_options, page, shown_row
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office import proposing
from doorstep.doors.web.shapes import Option
from doorstep.kernel.catalogue import Matter, reaches
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue.queries import NAMES, URGENCIES, current_catalogue
from doorstep.wings.dispatch.queries import Waiting, named

MOST_ROWS = 50


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """A case that is, or that somebody makes up to see where it would go."""

    category: str
    place_path: str
    request_type: str
    urgency: str
    title: str
    text: str = ""
    about: str = ""
    number: str = ""


@guarded(may("read_catalogue"))
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """With ?number= of a case; else of what was chosen in the form."""
    number = request.GET.get("number", "").strip()[:24]
    case, ownership = _supposed(request, number), request.GET.get("ownership", "").strip()[:40]
    catalogue = current_catalogue()
    context = {
        **page(request, "why"),
        "number": number,
        "unknown": _("没有编号是“%(number)s”的事。") % {"number": number} if number and case is None else "",
        "case": case,
        "ownership": ownership,
        "owners": sorted({row.ownership for row in catalogue.rows if row.ownership}),
        "categories": category_options(),
        "places": _places(),
        "request_types": towns.pack().categories.request_types.values(),
        "urgencies": URGENCIES.items(),
        "version": catalogue.version,
    }
    if case:
        matter = Matter(category=case.category, place_path=case.place_path)
        reaching = [shown_row(row) for row in catalogue.rows if reaches(row, matter)]
        context |= {
            "offered": proposing.offer(case, ownership),
            "reaching": reaching[:MOST_ROWS],
            "what": NAMES.category(case.category),
            "where": NAMES.place(case.place_path),
        }
    return render(request, "catalogue/why.html", context)


def _supposed(request: HttpRequest, number: str) -> Supposed | None:
    if number:
        found = named([number])
        return _from_case(found[0]) if found else None
    category = request.GET.get("category", "")
    if category not in towns.pack().categories.by_code:
        return None
    spot = atlas().get(request.GET.get("place", "")[:24])
    return Supposed(
        category=category,
        place_path=spot.path if spot else "",
        request_type=request.GET.get("request_type", "")[:20],
        urgency=request.GET.get("urgency", "")[:20] or "ordinary",
        title=request.GET.get("title", "")[:120],
    )


def _from_case(case: Waiting) -> Supposed:
    return Supposed(
        category=case.category,
        place_path=case.place_path,
        request_type=case.request_type,
        urgency=case.urgency,
        title=case.title,
        text=case.text,
        about=case.about,
        number=case.number,
    )


def _places() -> tuple[Option, ...]:
    streets = {spot.code: spot.label.zh for spot in atlas().of_level("street")}
    communities = atlas().of_level("community")
    return tuple(Option(code=spot.code, label=spot.label, group=streets.get(spot.parent, "")) for spot in communities)
