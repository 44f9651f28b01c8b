"""The demand picture as a table to take along: XLSX or CSV, with what each column means. Counts alone, nobody's words."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.adapters.workbooks import write_workbook
from doorstep.doors.web.demand.shaping import Row
from doorstep.doors.web.demand.views import Picture, paint, read
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.words import say
from doorstep.kernel.harmless_cells import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@guarded(may("figures"))
@never_cache
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same numbers as on the page with the same address."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    desk = frame(request, "demand")["desk"]
    picture = paint(read(request.GET.dict(), desk.view, desk.now))
    rows, name = table(picture), f"demand-{picture.asked.span.first}-{picture.asked.span.last}.{kind}"
    content = write_workbook(_("诉求走向"), rows, notes=notes()) if kind == "xlsx" else as_csv(rows)
    response = HttpResponse(content, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_csv(rows: list[list[str | int]]) -> bytes:
    """With a mark, so that spreadsheets read it as UTF-8; no name can act as a formula."""
    made = io.StringIO()
    csv.writer(made).writerows([*(harmless(str(cell)) for cell in row[:2]), *row[2:]] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def notes() -> list[str]:
    """What the columns mean."""
    return [
        _("件数：这几个月登记的事，举报在内；并到一起的，每人一件都算。"),
        _("占比：占这几个月、这个范围全部件数的百分比。"),
        _("没办结占比：占全部没办结的百分比；比“占比”大，说明这一类积得多。"),
        _("环比：比前面同样多个月；同比：比上年同月。基数不到 10 件、或这个月还没过完，不算。"),
    ]


def table(picture: Picture) -> list[list[str | int]]:
    """A heading, then categories, places, ways in and months."""
    head: list[str | int] = [_("分法"), _("名称"), _("件数"), _("占比 %"), _("没办结"), _("没办结占比 %"), _("已办结")]
    head += [_("环比的基数"), _("环比 %"), _("同比的基数"), _("同比 %")]
    rows: list[list[str | int]] = [head]
    rows += [_row(_("分类") if row.level == 0 else _("小类"), row) for row in picture.categories]
    rows += [_row(_("地点"), row) for row in picture.places]
    rows += [_row(_("来源"), row) for row in picture.channels]
    for bar in picture.bars:
        rows.append([_("月份"), str(bar.month), bar.n, "", bar.n - bar.done, "", bar.done])
    return rows


def _row(kind: str, row: Row) -> list[str | int]:
    said: list[str | int] = [
        kind,
        say(row.label),
        row.n,
        _number(row.share),
        row.open,
        _number(row.share_open),
        row.done,
    ]
    return [*said, row.before, _number(row.change), row.year, _number(row.change_year)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
