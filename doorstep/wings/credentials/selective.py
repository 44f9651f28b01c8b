"""The second form of a credential: an SD-JWT (RFC 9901) that shows only what its holder chose. Signed anew each time, kept nowhere.

It says what the credential says, points to the same entries of the same status lists, and so is revoked with it. No holder's key is
bound to it: an elder has none; whoever is shown it sees what was chosen, and no more.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from doorstep.wings.credentials.keeping import signing_key
from doorstep.wings.credentials.services import pen
from doorstep_proof.credentials.data_model import issuer_of, subjects_of
from doorstep_proof.credentials.instants import instant
from doorstep_proof.credentials.multibase import to_base64url
from doorstep_proof.credentials.sd_jwt_credential import LISTED_IN
from doorstep_proof.credentials.sd_jwt_making import Hidden, issue, present

SALT_BYTES = 16
DECOYS = 2
# Shown together or not at all: without the salt and the hash, half an ID number proves nothing to whoever knows the whole.
TOGETHER = {"idNumber": ("idNumber", "idSalt", "idSha256")}
NEVER_ALONE = frozenset(("type", "id", "idSalt", "idSha256"))


def choices(document: dict[str, Any]) -> list[str]:
    """What the holder may show or keep back."""
    (subject, *_others) = subjects_of(document)
    return [name for name in subject if name not in NEVER_ALONE]


def sd_jwt_of(document: dict[str, Any], show: Collection[str], *, now: datetime) -> str:
    """The compact form with the claims of these names disclosed; names that are no choice are passed over."""
    (subject, *_others) = subjects_of(document)
    wanted = [part for name in choices(document) if name in show for part in TOGETHER.get(name, (name,))]
    own = pen(signing_key(now=now), now=now)
    claims: dict[str, Any] = {
        "iss": issuer_of(document),
        "vct": document["credentialSchema"]["id"],
        "jti": document["id"],
        "iat": int(now.timestamp()),
        "nbf": int(instant(document["validFrom"]).timestamp()),
        "exp": int(instant(document["validUntil"]).timestamp()),
        "status": {LISTED_IN: document["credentialStatus"]},
        **{name: Hidden(value) for name, value in subject.items() if name not in ("type", "id")},
    }
    whole = issue(claims, key=own.key, sign=own.sign, salt=_salt, header={"kid": own.method}, decoys=DECOYS)
    return present(whole, [(name,) for name in wanted if name in subject])


def _salt() -> str:
    """128 bits, as RFC 9901 §9.3 asks."""
    return to_base64url(secrets.token_bytes(SALT_BYTES))
