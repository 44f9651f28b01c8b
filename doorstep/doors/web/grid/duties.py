"""职责清单: named lists with their entries, the version in force and the older ones. What the source does not list is said to be so."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import frame
from doorstep.doors.web.guards import everyone, guarded, staff
from doorstep.kernel.gridwork.books import DutyList, in_force
from doorstep.kernel.words import Words
from doorstep.store.cases import towns

KINDS = {
    "duties": Words(zh="职责清单", en="Duty lists"),
    "autonomous": Words(zh="四张清单", en="Four lists"),
    "assisting": Words(zh="四张清单", en="Four lists"),
    "negative": Words(zh="四张清单", en="Four lists"),
    "certificates": Words(zh="四张清单", en="Four lists"),
    "archive": Words(zh="管理机制档案", en="Records of schemes not explained by their source"),
}


@guarded(staff)
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """Every list, for staff."""
    context = frame(request, "rounds")
    book = towns.pack().gridwork.duties
    today = _today()
    older = {name: [one for one in versions if one.effective_from <= today][1:] for name, versions in book.items()}
    return render(request, "grid/duties.html", context | {"groups": _groups(in_force(book, today)), "older": older})


@guarded(everyone)
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Those that are marked public."""
    shown = [one for one in in_force(towns.pack().gridwork.duties, _today()) if one.is_public]
    return render(
        request, "grid/public_duties.html", {"here": "public", "now": timezone.now(), "groups": _groups(shown)}
    )


def _groups(lists: "list[DutyList] | tuple[DutyList, ...]") -> list[tuple[Words, list[DutyList]]]:
    found: dict[str, tuple[Words, list[DutyList]]] = {}
    for one in lists:
        found.setdefault(KINDS[one.kind].zh, (KINDS[one.kind], []))[1].append(one)
    return list(found.values())


def _today() -> date:
    return towns.pack().calendar.local_date(timezone.now())
