"""What anybody may fetch: signed status lists, kept until they change or grow old."""

from datetime import datetime, timedelta
from typing import Any

from doorstep.store.jurisdictions.current import schema
from doorstep.wings.credentials.keeping import signing_key, town
from doorstep.wings.credentials.models import StatusList
from doorstep.wings.credentials.rules import PURPOSES, list_address
from doorstep.wings.credentials.services import CredentialUnknown, pen
from doorstep_proof.credentials.instants import written
from doorstep_proof.credentials.status_list import list_credential

LIVES = timedelta(days=1)
FRESH = timedelta(hours=1)
_made: dict[tuple[str, int, str, str], tuple[datetime, datetime, dict[str, Any]]] = {}


def published_list(number: int, purpose: str, *, now: datetime) -> dict[str, Any]:
    """The signed credential of one list. Raises CredentialUnknown."""
    held = StatusList.objects.filter(number=number).first() if purpose in PURPOSES else None
    if held is None:
        raise CredentialUnknown
    by = signing_key(now=now)
    key = (schema(), number, purpose, by.multikey)
    made = _made.get(key)
    if made and made[0] == held.changed_at and made[1] <= now < made[1] + FRESH:
        return made[2]
    issuer = town()
    document = list_credential(
        ident=list_address(issuer, number, purpose),
        issuer={"id": issuer.did, "name": issuer.name},
        purpose=purpose,
        bits=bytes(getattr(held, PURPOSES[purpose])),
        valid_from=written(now - timedelta(minutes=5)),
        valid_until=written(now + LIVES),
    )
    signed = pen(by, now=now).signed(document)
    _made[key] = (held.changed_at, now, signed)
    return signed
