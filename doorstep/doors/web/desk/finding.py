"""搜索: by number, tracking code, place or words, within my view and what I chose. Either script finds the other; letters find
places by their sounds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.adapters.traditional import scripts_of
from doorstep.doors.web.desk.filters import Filters, fields_of, read_filters
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.place_names import places_called
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.suggesting import Suggestion, answer, typed_in
from doorstep.kernel.form import clean_text
from doorstep.kernel.spelling import letters_of
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases.keysets import PAGE
from doorstep.store.cases.lines import CaseLine
from doorstep.store.cases.listing import all_cases
from doorstep.store.cases.searching import Found, QueryTooShort, glimpse, read_query
from doorstep.store.cases.searching import search as find
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.intake.lexemes import lexemes_of

FILTERS = ("place", "unit", "state", "since", "until")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed, and what came of it. `spot`: what is shown is the newest from there, since its sounds were typed."""

    typed: str
    found: Found | None = None
    why: str = ""
    spot: Spot | None = None

    @property
    def lines(self) -> list[CaseLine]:
        return self.found.lines if self.found else []


@guarded(staff)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """?q=, ?page= and filters. A number that is one case's leads straight to it; filters alone lead to the list."""
    context = frame(request, "search")
    desk: Desk = context["desk"]
    filters = read_filters(request, desk)
    page = _page(request.GET.get("page", ""))
    typed = clean_text(request.GET.get("q", ""))
    if not typed and any(name in filters.given for name in FILTERS):
        return redirect(filters.url())
    spots = places_called(typed, within=desk.view.place_paths)
    asked = _ask(typed, desk, filters, spots, page)
    found = asked.found
    if found and found.total == 1 and typed == found.lines[0].number:
        return redirect("desk_case", typed)
    fields = [field for field in fields_of(filters.given, desk) if field.name in FILTERS]
    context |= {
        "q": typed,
        "why": asked.why,
        "found": found,
        "spot": asked.spot,
        "spots": [(spot, atlas().label(spot.path), filters.url("all_cases", place=spot.code)) for spot in spots],
        "fields": fields,
        "has_filters": any(field.value for field in fields),
        "clear_url": filters.url("search", q=typed, **dict.fromkeys(FILTERS, "")),
        "rows": rows_of(asked.lines),
        "pager": _pager(found, typed, filters, page),
    }
    return render(request, "desk/search.html", context)


def _ask(typed: str, desk: Desk, filters: Filters, spots: tuple[Spot, ...], page: int) -> Asked:
    if not typed:
        return Asked(typed="")
    plain, *others = scripts_of(typed)
    try:
        query = read_query(plain, lexemes_of(plain), also=[typed, *others])
    except QueryTooShort as refusal:
        return Asked(typed=typed, why=sentence(refusal))
    found = find(query, desk.view, now=desk.now, page=page, chosen=filters.chosen)
    if found.total == 0 and spots and letters_of(typed) and not filters.chosen.place:
        there = all_cases(desk.view, replace(filters.chosen, place=spots[0].path), now=desk.now).rows
        return Asked(typed=typed, found=Found(lines=there, total=len(there)), spot=spots[0])
    return Asked(typed=typed, found=found)


def _pager(found: Found | None, typed: str, filters: Filters, page: int) -> Pager:
    more = found is not None and found.total > page * PAGE
    return Pager(
        newer_url=filters.url("search", q=typed, page=str(page - 1)) if page > 1 else "",
        older_url=filters.url("search", q=typed, page=str(page + 1)) if more else "",
    )


def _page(raw: str) -> int:
    return read_whole(raw, digits=2) or 1


@guarded(staff)
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Places and the newest cases in my view that hold what stands in the box, as JSON."""
    typed = typed_in(request)
    return answer(_suggestions(typed, frame(request)["desk"]) if typed else ())


def _suggestions(typed: str, desk: Desk) -> Iterator[Suggestion]:
    for spot in places_called(typed, within=desk.view.place_paths, most=4):
        url = f"{reverse('all_cases')}?place={spot.code}"
        yield Suggestion(url=url, text=atlas().label(spot.path), note=_("地点"))
    plain, *others = scripts_of(typed)
    try:
        query = read_query(plain, also=[typed, *others])
    except QueryTooShort:
        return
    for number, title in glimpse(query, desk.view):
        yield Suggestion(url=reverse("desk_case", args=[number]), text=title, note=number)
