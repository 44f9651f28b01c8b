"""Letters of thanks 感谢信: taken in with or without consent to publish, and the reviewed public versions that everybody may read."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.redaction.hiding import redact
from doorstep.store.cases.acting import act
from doorstep.store.cases.digests import lexemes_of, masked, straight, title_of
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened, Opening, Reporter, open_case
from doorstep.store.cases.stories import story_of
from doorstep.wings.suggestions.models import Letter
from doorstep.wings.suggestions.services import spot_of

MECHANISM, REQUEST_TYPE = "praise", "praise"


@transaction.atomic
def thank(
    what: str,
    *,
    place: str = "",
    may_publish: bool,
    actor: Actor,
    channel: str,
    reporter: Reporter | None,
    key: str | None,
    now: datetime,
) -> Opened:
    """Open a case of a letter of thanks; a consent to publish is a step of its author's own. Raises FormRefused and the like."""
    said = straight(what)
    body = masked(said)
    opened = open_case(
        Opening(
            mechanism=MECHANISM,
            actor=actor,
            form={"what": said},
            title=title_of(body),
            body=body,
            place_path=spot_of(place).path,
            category=UNSORTED,
            request_type=REQUEST_TYPE,
            channel=channel,
            lexemes=lexemes_of(body),
            reporter=reporter,
            key=key,
        ),
        now=now,
    )
    if may_publish and reporter and not opened.is_repeat:
        author = Actor(kind="resident", receipts=frozenset({opened.case_id}))
        act(case_id=opened.case_id, verb="consent", form={}, actor=author, now=now)
    return opened


def keep(case_id: UUID, *, now: datetime) -> None:
    """The last version that was drafted, masked once more, is what everybody reads. Twice is once."""
    held = find(case_id)
    if held is None or "published" not in held.case.memory.flags:
        return
    drafted = [line for line in story_of(held.case, law(held.law_id), "staff") if line.verb == "offer"]
    said = next((one.value for one in drafted[-1].answers if one.name == "public_text"), "") if drafted else ""
    if isinstance(said, str) and said:
        Letter.objects.update_or_create(
            case_id=case_id,
            defaults={"text": redact(said).text, "unit": held.case.lead_unit, "published_at": now},
        )


def drop(case_id: UUID) -> None:
    """Gone from the public page at once."""
    Letter.objects.filter(case_id=case_id).delete()
