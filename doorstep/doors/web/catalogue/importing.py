"""A new version from a spreadsheet: looked at first, every fault with its place; then all of it, or what holds, is published."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.adapters.workbooks import LARGEST_FILE, Locked, TooLarge, WorkbookRefused
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.catalogue.shown import page, shown_fault, shown_gap, shown_row
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue.importing import UploadGone, look_at, publish_upload

FAULTS_SHOWN, ROWS_SHOWN = 200, 100


@guarded(may("catalogue"))
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """GET asks for a file; POST looks at it and changes nothing."""
    context = page(request, "import")
    if request.method == "GET":
        return render(request, "catalogue/import.html", context)
    upload = request.FILES.get("file")
    if upload is None:
        return render(request, "catalogue/import.html", {**context, "why": _("还没有选文件。")}, status=422)
    person = actor_of(request).id
    try:
        looked = look_at(
            upload.read(LARGEST_FILE + 1),
            source=str(upload.name),
            by=person or UUID(int=0),
            now=timezone.now(),
            on=timezone.localdate(),
        )
    except WorkbookRefused as refused:
        return render(request, "catalogue/import.html", {**context, "why": _why_refused(refused)}, status=422)
    faults, communities = looked.read.faults, len(atlas().of_level("community"))
    context |= {
        "looked": looked,
        "faults": [shown_fault(fault) for fault in faults[:FAULTS_SHOWN]],
        "more_faults": max(0, len(faults) - FAULTS_SHOWN),
        "good": len(looked.read.rows),
        "added": [shown_row(row) for row in looked.difference.added[:ROWS_SHOWN]],
        "removed": [shown_row(row) for row in looked.difference.removed[:ROWS_SHOWN]],
        "changed": [(shown_row(was), shown_row(now)) for was, now in looked.difference.changed[:ROWS_SHOWN]],
        "gaps": [shown_gap(gap, communities) for gap in looked.gaps],
    }
    return render(request, "catalogue/look.html", context, status=422 if faults else 200)


def _why_refused(refused: WorkbookRefused) -> str:
    match refused:
        case TooLarge():
            return _("文件太大：最多 2 MB，展开后最多 24 MB，每张表最多 5000 行。")
        case Locked():
            return _("文件加了密码，请去掉密码再上传。")
        case _other:
            return _("打不开：请用 WPS 或 Excel 另存为 .xlsx 再上传。")


@guarded(may("catalogue"))
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """What was looked at comes into force."""
    try:
        upload = UUID(request.POST.get("upload", "")[:40])
        note = " ".join(request.POST.get("note", "").replace("\x00", "").split())
        person = actor_of(request).id or UUID(int=0)
        version = publish_upload(upload, note=note, by=person, now=timezone.now())
    except ValueError:
        return _refused(request, UploadGone())
    except Refusal as refusal:
        return _refused(request, refusal)
    messages.success(
        request, _("%(version)s 版已生效，共 %(count)s 行。") % {"version": version.name, "count": version.size}
    )
    return redirect("catalogue_version", version.name)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {**page(request, "import"), "why": sentence(refusal)}
    return render(request, "catalogue/import.html", context, status=refusal.status)
