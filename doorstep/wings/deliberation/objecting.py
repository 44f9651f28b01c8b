"""Whoever came and finds the minutes wrong says so 有异议: it stands in the minutes, without a name, until they confirm them after all.

Refuses those who only listened, and whatever comes once the minutes stand.
"""

from django.db import transaction

from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.digests import straight
from doorstep.store.sealing import seal, unseal
from doorstep.wings.deliberation.attending import hold_to_confirm
from doorstep.wings.deliberation.models import Guest
from doorstep.wings.deliberation.refusing import MustBeWritten, TooLong

LONGEST_OBJECTION = 500


@transaction.atomic
def object_to(guest: Guest, text: str) -> None:
    """In the place of what they said before, and of their confirmation. Raises NothingToSign, OnlyListens, NotPresent, FormRefused."""
    hold_to_confirm(guest)
    said = redact(straight(text)).text
    if not said:
        raise FormRefused({"objection": MustBeWritten()})
    if len(said) > LONGEST_OBJECTION:
        raise FormRefused({"objection": TooLong(limit=LONGEST_OBJECTION, length=len(said))})
    guest.objection_cipher, guest.signed_at = seal(said), None
    guest.save(update_fields=["objection_cipher", "signed_at"])


def objection_of(guest: Guest) -> str:
    """In the clear, masked; "" for none."""
    return unseal(bytes(guest.objection_cipher)) if guest.objection_cipher else ""
