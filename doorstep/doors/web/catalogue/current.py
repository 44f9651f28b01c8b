"""The catalogue in force 现行目录, by category, unit and words."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.doors.web.catalogue.shown import ShownRow, category_options, page, shown_row, workbook
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.words import say
from doorstep.kernel.catalogue import Row
from doorstep.kernel.whole_numbers import read_whole
from doorstep.wings.catalogue.queries import current_catalogue, version_named

PAGE = 100


@guarded(may("read_catalogue"))
@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """Rows in force, a hundred a page."""
    catalogue = current_catalogue()
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("category", "unit", "q")}
    start = request.GET.get("after", "")
    after = read_whole(start, digits=6) or 0
    found = list(_fitting(catalogue.rows, **asked))
    rows = [row for row in found if row.line > after]
    context = {
        **page(request, "current"),
        "version": version_named(catalogue.version),
        "total": len(catalogue.rows),
        "found": len(found),
        "rows": rows[:PAGE],
        "next_after": rows[PAGE - 1].line if len(rows) > PAGE else 0,
        "asked": asked,
        "categories": category_options(),
        "units": unit_options(),
    }
    return render(request, "catalogue/current.html", context)


def _fitting(rows: tuple[Row, ...], *, category: str, unit: str, q: str) -> Iterator[ShownRow]:
    """A row fits a category when it would lead some case of it."""
    above = category.partition(".")[0]
    for row in rows:
        if category and row.categories and not any(_within(code, category, above) for code in row.categories):
            continue
        if unit and unit not in (row.lead, *row.assisting, *row.copies):
            continue
        shown = shown_row(row)
        text = " ".join((say(shown.what), say(shown.where), say(shown.on), say(shown.lead), shown.basis))
        if not q or q.casefold() in text.casefold():
            yield shown


def _within(code: str, category: str, above: str) -> bool:
    return code in (category, above) or code.startswith(f"{category}.")


@guarded(may("read_catalogue"))
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The rows in force as a workbook; an empty one to begin with where there are none."""
    catalogue = current_catalogue()
    return workbook(catalogue.rows, catalogue.version)
