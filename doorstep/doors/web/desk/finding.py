"""搜索: by number, tracking code, place or words, within my view. Traditional characters find simplified ones."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.adapters.traditional import to_simplified
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.form import clean_text
from doorstep.store.cases.keysets import PAGE
from doorstep.store.cases.searching import Found, QueryTooShort, read_query
from doorstep.store.cases.searching import search as find
from doorstep.wings.intake.lexemes import lexemes_of


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed, and what came of it."""

    typed: str
    found: Found | None = None
    why: str = ""


@guarded(staff)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """?q= and ?page=. A number that is one case's leads straight to it."""
    context = frame(request, "search")
    desk: Desk = context["desk"]
    page = _page(request.GET.get("page", ""))
    asked = _ask(clean_text(request.GET.get("q", "")), desk, page)
    found = asked.found
    if found and found.total == 1 and asked.typed == found.lines[0].number:
        return redirect("desk_case", asked.typed)
    context |= {"q": asked.typed, "why": asked.why, "found": found}
    if found:
        context |= {
            "rows": rows_of(found.lines),
            "pager": Pager(
                newer_url=_url(asked.typed, page - 1) if page > 1 else "",
                older_url=_url(asked.typed, page + 1) if found.total > page * PAGE else "",
            ),
        }
    return render(request, "desk/search.html", context)


def _ask(typed: str, desk: Desk, page: int) -> Asked:
    if not typed:
        return Asked(typed="")
    plain = to_simplified(typed)
    try:
        return Asked(typed=typed, found=find(read_query(plain, lexemes_of(plain)), desk.view, now=desk.now, page=page))
    except QueryTooShort as refusal:
        return Asked(typed=typed, why=sentence(refusal))


def _page(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and 0 < len(raw) < 3 and int(raw) else 1


def _url(typed: str, page: int) -> str:
    return f"{reverse('search')}?{urlencode({'q': typed, 'page': page})}"
