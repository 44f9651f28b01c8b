"""The case an address names, if it is in the reader's view; to everybody else it does not exist."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from doorstep.doors.web.actors import actor_of, case_in_view
from doorstep.doors.web.guards import guarded, staff
from doorstep.kernel.case import SEALED
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.locking import Held, find_numbered


def held_case(request: HttpRequest, number: str) -> Held:
    """Raises CaseNotFound."""
    held = find_numbered(number)
    if held is None or not in_view(actor_of(request), held.case, towns.pack().roles):
        raise CaseNotFound
    return held


def is_sealed(number: str) -> bool:
    """Whether there is such a case, and it is sealed."""
    held = find_numbered(number)
    return held is not None and SEALED in held.case.memory.flags


@guarded(staff)
def by_id(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """From a case's id to its page."""
    return redirect("desk_case", case_in_view(request, case_id).case.number)
