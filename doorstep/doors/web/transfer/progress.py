"""One import: what a look found, the first orders as they would become, the run with its progress, the report of faults."""

from itertools import islice
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.transfer.shown import note_words, shown_fault, shown_import, shown_order
from doorstep.doors.web.words import language
from doorstep.wings.transfer import queries
from doorstep.wings.transfer.looking import first_orders
from doorstep.wings.transfer.models import UPLOADED
from doorstep.wings.transfer.reports import write_report
from doorstep.wings.transfer.running import start_and_work
from doorstep.wings.transfer.services import find_import

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FAULTS_SHOWN, ORDERS_SHOWN = 50, 8


@guarded(may("import_orders"))
@require_safe
def one(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Refreshes itself as long as something moves."""
    row = find_import(import_id)
    if row.state == UPLOADED:
        return redirect("import_columns", row.id)
    shown = shown_import(row)
    if request.headers.get("HX-Request") == "true" and not shown.is_moving:
        # The moving piece came to its end: the page's heading and title have to say so too.
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        **frame(request, "imports"),
        "one": shown,
        "hitch": queries.hitch_of(row, now=timezone.now()),
        "notes": [note_words(note) for note in row.notes],
        "orders": [shown_order(order) for order in islice(first_orders(row.id), ORDERS_SHOWN)],
        "faults": [shown_fault(fault) for fault in queries.faults_of(row.id, most=FAULTS_SHOWN)],
        "fault_count": queries.count_faults(row.id),
        "faults_shown": FAULTS_SHOWN,
    }
    return render(request, "transfer/import.html", context)


@guarded(may("import_orders"))
@require_POST
def run(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """From now on cases are opened."""
    start_and_work(import_id, now=timezone.now())
    messages.success(request, _("开始导入了。可以离开这一页，导入会接着做。"))
    return redirect("import", import_id)


@guarded(may("import_orders"))
@require_safe
def faults(request: HttpRequest, import_id: UUID, kind: str) -> HttpResponse:
    """The report as a file."""
    row = find_import(import_id)
    if kind not in KINDS:
        raise Http404
    response = HttpResponse(write_report(row.id, kind, language()), content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="faults-{row.id}.{kind}"'
    return response
