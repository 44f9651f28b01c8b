"""我的活: what waits for me, the next due first; the numbers above it, each a link to its records."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.shapes import Figure, Pager
from doorstep.kernel.words import Words
from doorstep.store.cases import working
from doorstep.store.cases.keysets import read_mark

BUCKETS = ("", "overdue", "today", "week", "others")
HEADINGS = {
    "overdue": Words(zh="已经超期的", en="Overdue"),
    "today": Words(zh="今天到期的", en="Due today"),
    "week": Words(zh="本周到期的", en="Due this week"),
    "others": Words(zh="在等别人的", en="Waiting for others"),
}


@guarded(staff)
@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """?due= one of BUCKETS, ?after= a mark."""
    context = frame(request, "my_work")
    desk: Desk = context["desk"]
    bucket = request.GET.get("due", "")
    bucket = bucket if bucket in BUCKETS else ""
    after = read_mark(request.GET.get("after", ""))
    if bucket == "others":
        page = working.waiting_for_others(desk.keys, desk.units, desk.today, after=after)
    else:
        page = working.my_work(desk.keys, desk.today, bucket=bucket, after=after)  # type: ignore[arg-type]
    context |= {
        "bucket": bucket,
        "heading": HEADINGS.get(bucket),
        "figures": figures(desk),
        "rows": rows_of(page.rows, is_mine=bucket != "others"),
        "pager": Pager(
            newer_url=_url(bucket) if after else "",
            older_url=_url(bucket, page.after) if page.after else "",
        ),
    }
    return render(request, "desk/work.html", context)


def figures(desk: Desk) -> list[Figure]:
    """What waits, in numbers."""
    counts = desk.figures
    late, soon = ("late" if counts.overdue else "none"), ("soon" if counts.today else "none")
    return [
        Figure(value=str(counts.mine), label=_("等我办"), url=_url("")),
        Figure(value=str(counts.overdue), label=_("已超期"), url=_url("overdue"), tone=late),  # type: ignore[arg-type]
        Figure(value=str(counts.today), label=_("今天到期"), url=_url("today"), tone=soon),  # type: ignore[arg-type]
        Figure(
            value=str(counts.week),
            label=_("本周到期"),
            url=_url("week"),
            definition=_("从现在到本周日，含今天到期的"),
        ),
        Figure(
            value=str(counts.others),
            label=_("等别人"),
            url=_url("others"),
            definition=_("本单位承办或登记、还没办结，下一步由别人来办的"),
        ),
    ]


def _url(bucket: str, after: str = "") -> str:
    parts = [f"{name}={value}" for name, value in (("due", bucket), ("after", after)) if value]
    return reverse("my_work") + (f"?{'&'.join(parts)}" if parts else "")
