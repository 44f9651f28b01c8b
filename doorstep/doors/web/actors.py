"""Who is asking: the signed-in person with their posts, or a resident with the receipts shown in this session."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.locking import Held, find
from doorstep.store.people.acting import actor_for

RECEIPTS = "receipts"
MOST_RECEIPTS = 50


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind this request; looked up once. A resident has no id."""
    known: Actor | None = getattr(request, "_actor", None)
    if known is None:
        known = _actor(request)
        request._actor = known  # type: ignore[attr-defined]
    return known


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if user.is_authenticated:
        return actor_for(user.pk, today=timezone.localdate())
    return Actor(kind="resident", receipts=receipts_of(request))


def receipts_of(request: HttpRequest) -> frozenset[UUID]:
    """Ids of the cases whose tracking code or phone was shown in this session."""
    return frozenset(UUID(case_id) for case_id in request.session.get(RECEIPTS, ()))


def hold_receipts(request: HttpRequest, *case_ids: UUID) -> None:
    """Remember for this session that these receipts were shown; the oldest are forgotten first."""
    kept = [case_id for case_id in request.session.get(RECEIPTS, []) if UUID(case_id) not in case_ids]
    request.session[RECEIPTS] = [*kept, *map(str, case_ids)][-MOST_RECEIPTS:]
    request._actor = None  # type: ignore[attr-defined]


def case_in_view(request: HttpRequest, case_id: UUID) -> Held:
    """The case, if this actor may see it; raises CaseNotFound otherwise, as though it did not exist."""
    held = find(case_id)
    if held is None or not in_view(actor_of(request), held.case, towns.pack().roles):
        raise CaseNotFound
    return held
