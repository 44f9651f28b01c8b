"""收了什么、凭什么、留多久: the register of processing in plain words, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.store.cases import towns
from doorstep.wings.rights.register import register as the_register
from doorstep.wings.rights.rules import LEVELS, Processing


@guarded(everyone)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Each purpose with what is held for it."""
    found = the_register()
    context = {
        "entries": [{"row": one, "level": LEVELS[one.level], "days": days_of(one)} for one in found.processings],
        "below": found.guardian_below,
    }
    return render(request, "rights/register.html", context)


def days_of(entry: Processing) -> int:
    """How many days; what residents report is kept as long as the jurisdiction's own settings say."""
    return towns.pack().jurisdiction.keeps_personal_days if "cases_sealedtext" in entry.tables else entry.days
