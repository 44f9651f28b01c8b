"""开放数据: the list of what may be taken away, and each table as CSV for spreadsheets or JSON for programs."""

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import TAKEN_AWAY, too_often
from doorstep.doors.web.open_data.tables import TABLES, Cell, Table
from doorstep.doors.web.words import say
from doorstep.kernel.harmless_cells import harmless
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.wings.deliberation.bodies import assemblies
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.queries import announced_polls

MOST_POLLS = 200
MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8


@guarded(everyone)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every table with its columns in words, the ballots of counted polls, the calendars."""
    context = {
        "here": "open_data",
        "tables": [
            {"name": one.name, "title": one.title, "columns": [say(head) for head in one.columns.values()]}
            for one in TABLES.values()
        ],
        "polls": _counted(),
        "bodies": list(assemblies().bodies.values()),
    }
    return render(request, "open_data/listed.html", context)


def _counted() -> list[Poll]:
    """Those whose result stands, the latest first."""
    rows = announced_polls(now=timezone.now(), limit=MOST_POLLS)
    numbers = [one["number"] for one in rows if one["state"] == "confirmed"]
    return list(Poll.objects.filter(number__in=numbers).order_by("-closes_at", "number"))


@guarded(everyone)
@require_safe
def table(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of them. Http404 for a table or a form that does not exist."""
    if (refused := too_often(request, TAKEN_AWAY)) is not None:
        return refused
    match TABLES.get(name), form:
        case Table() as found, "csv":
            return _as_csv(found)
        case Table() as found, "json":
            return _as_json(found)
        case _:
            raise Http404


def _as_csv(found: Table) -> HttpResponse:
    """Headings in the reader's language; no text begins as a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([say(head) for head in found.columns.values()])
    for row in found.rows():
        writer.writerow([_cell(value) for value in row])
    response = HttpResponse(MARK + buffer.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
    return response


def _cell(value: Cell) -> str | int:
    """Figures stay figures, negative ones too; text is made harmless."""
    if value is None or isinstance(value, int):
        return "" if value is None else value
    return value if value.startswith("-") and value[1:].replace(".", "", 1).isdecimal() else harmless(value)


def _as_json(found: Table) -> JsonResponse:
    """The columns by code with their headings, then the rows."""
    rows: list[dict[str, Any]] = [dict(zip(found.columns, row, strict=True)) for row in found.rows()]
    content = {
        "title": say(found.title),
        "taken_at": timezone.now().astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "columns": {code: say(head) for code, head in found.columns.items()},
        "rows": rows,
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})
