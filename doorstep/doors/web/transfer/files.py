"""The list of imports, and the form that takes a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doorstep.adapters.tables import TableRefused
from doorstep.adapters.tables.sniffing import LARGEST
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may, unit_that_may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.transfer.shown import shown_import
from doorstep.kernel.words import Words
from doorstep.wings.transfer import queries
from doorstep.wings.transfer.fields import SYSTEMS
from doorstep.wings.transfer.looking import said
from doorstep.wings.transfer.services import take_in as keep
from doorstep.wings.transfer.services import use_mapping


@guarded(may("import_orders"))
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """GET lists imports and asks for a file; POST keeps it and goes on to its columns."""
    if request.method == "GET":
        return _page(request)
    upload = request.FILES.get("file")
    system = request.POST.get("system", "")
    if upload is None or system not in SYSTEMS:
        return _page(request, why=_("还没有选文件。") if upload is None else _("还没有选是哪个系统的单子。"))
    try:
        row = keep(
            content=upload.read(LARGEST + 1),
            name=str(upload.name),
            system=system,
            by=actor_of(request).id,
            unit=unit_that_may(request, "import_orders"),
            now=timezone.now(),
        )
    except TableRefused as refused:
        return _page(request, why=said(refused))
    use_mapping(row, request.POST.get("mapping", "")[:60])
    return redirect("import_columns", row.id)


def _page(request: HttpRequest, why: Words | str = "") -> HttpResponse:
    context = {
        **frame(request, "imports"),
        "why": why,
        "systems": [(one.code, one.label) for one in SYSTEMS.values()],
        "system": request.POST.get("system", "12345"),
        "mappings": queries.mappings(),
        "rows": [shown_import(row) for row in queries.newest()],
    }
    return render(request, "transfer/imports.html", context, status=422 if why else 200)
