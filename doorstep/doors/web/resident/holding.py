"""Which cases this visitor holds a receipt of. A case that is not held does not exist here, whoever asks."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest

from doorstep.doors.web.actors import hold_receipts, receipts_of
from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case as HeldCase
from doorstep.kernel.refusals import CaseNotFound
from doorstep.store.cases import codes
from doorstep.store.cases.handing_over import GONE_ON, Stage, goes_on_as, gone_before
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.models import Case, Receipt

LONGEST_NUMBER = 24


def resident_of(request: HttpRequest) -> Actor:
    """The visitor as a resident, also when signed in as staff: receipts count here, posts do not."""
    return Actor(kind="resident", receipts=receipts_of(request))


def held_case(request: HttpRequest, number: str) -> Held:
    """Raises CaseNotFound unless the visitor holds a receipt of the case with this number."""
    receipts = receipts_of(request)
    case_id = id_of(number) if receipts else None
    held = find(case_id) if case_id in receipts and case_id else None
    if held is None:
        raise CaseNotFound
    return held


def id_of(number: str) -> UUID | None:
    """The id of the case with this number."""
    if len(number) > LONGEST_NUMBER or "\x00" in number:
        return None
    return Case.objects.filter(number=number).values_list("id", flat=True).first()


def hold_all(request: HttpRequest, case: HeldCase) -> tuple[list[Stage], Stage | None]:
    """Whoever holds a case also holds what it was before, and what it goes on as: both are returned."""
    before, onward = gone_before(case.id), goes_on_as(case.id) if case.state == GONE_ON else None
    known = receipts_of(request)
    fresh = [stage.id for stage in (*before, *([onward] if onward else [])) if stage.id not in known]
    if fresh:
        hold_receipts(request, *fresh)
    return before, onward


def numbers_of(case_id: UUID, number: str) -> Iterator[str]:
    """Every number that this case was ever told under, its own first."""
    yield number
    yield from (stage.number for stage in gone_before(case_id))


def case_of_code(typed: str) -> tuple[UUID, str] | None:
    """Id and number of the case that a tracking code opens."""
    code = codes.read_code(typed)
    if len(code) != codes.LENGTH:
        return None
    return Receipt.objects.filter(code_hash=codes.hash_code(code)).values_list("case_id", "case__number").first()
