"""Signs from a spreadsheet: what is good is made, and each row that is not is named with its column."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from doorstep.adapters.tables import TableRefused
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.signs.register import MAY, made_words, page, paths_of
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused
from doorstep.wings.signs.importing import Fault, import_signs

LARGEST = 5 * 2**20
SHOWN = 200


@guarded(may(MAY))
@never_cache
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """The register again, with what was made and what was not."""
    upload = request.FILES.get("file")
    if upload is None:
        return page(request, why=_("还没有选文件。"))
    if (upload.size or 0) > LARGEST:
        return page(request, why=_("文件太大：最多 5 MB。"))
    desk: Desk = frame(request, "signs")["desk"]
    try:
        done = import_signs(
            upload.read(), str(upload.name), within=tuple(paths_of(desk)), by=actor_of(request).id, now=timezone.now()
        )
    except TableRefused as refused:
        said = type(refused).__doc__ or ""
        return page(request, why=_(said) % refused.args if refused.args else _(said))
    except FormRefused as refused:
        return page(request, why=field_sentences(refused)["file"])
    faults = [_shown(fault) for fault in done.faults[:SHOWN]]
    return page(request, imported=made_words(done.made), faults=faults, more_faults=max(0, len(done.faults) - SHOWN))


def _shown(fault: Fault) -> tuple[int, str, str]:
    return fault.row, fault.column, sentence(fault.fault)
