"""What a credential of ours looks like, and which change of its state is possible. Decides, touches nothing."""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.words import Words
from doorstep_proof.credentials.contexts import V2
from doorstep_proof.credentials.instants import written
from doorstep_proof.credentials.status_list import ENTRIES, ENTRY, REVOCATION, SUSPENSION

VALID, SUSPENDED, REVOKED = "valid", "suspended", "revoked"
STATES = {
    VALID: Words(zh="有效", en="valid"),
    SUSPENDED: Words(zh="暂停", en="suspended"),
    REVOKED: Words(zh="已撤销", en="revoked"),
}
# Revoked is for ever: whoever needs one again is issued another.
CHANGES = {(VALID, SUSPENDED), (SUSPENDED, VALID), (VALID, REVOKED), (SUSPENDED, REVOKED)}
PURPOSES = {REVOCATION: REVOKED, SUSPENSION: SUSPENDED}
# Neighbours in a list are not neighbours in time: a stride without common factor with 2^17 visits every place once.
STRIDE, START = 48_271, 65_537
DIGEST = re.compile(r"[0-9a-f]{32,}", re.ASCII)  # a salt or commitment: it says nothing to a reader


@dataclass(frozen=True, kw_only=True)
class Town:
    """Who issues, and where its pages are. `base` without a slash at its end."""

    did: str
    name: str
    base: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the status of a credential stands."""

    number: int
    index: int


def index_of(turn: int) -> int:
    """The place in a list of the one that is issued `turn`-th from it."""
    return (turn * STRIDE + START) % ENTRIES


def body(
    *, ident: UUID, kind: str, subject: Mapping[str, Any], town: Town, place: Place, since: datetime, until: datetime
) -> dict[str, Any]:
    """The credential before it is signed."""
    return {
        "@context": [V2, {"@vocab": f"{town.base}/credentials/terms/#"}],
        "id": f"urn:uuid:{ident}",
        "type": ["VerifiableCredential", kind],
        "issuer": {"id": town.did, "name": town.name},
        "validFrom": written(since),
        "validUntil": written(until),
        "credentialSubject": dict(subject),
        "credentialStatus": [status_entry(town, place, purpose) for purpose in PURPOSES],
        "credentialSchema": {"id": f"{town.base}/credentials/schemas/{kind}.json", "type": "JsonSchema"},
    }


def list_address(town: Town, number: int, purpose: str) -> str:
    """Where a status list is published."""
    return f"{town.base}/credentials/status/{number}/{purpose}/"


def status_entry(town: Town, place: Place, purpose: str) -> dict[str, str]:
    """One entry of credentialStatus."""
    address = list_address(town, place.number, purpose)
    return {
        "id": f"{address}#{place.index}",
        "type": ENTRY,
        "statusPurpose": purpose,
        "statusListIndex": str(place.index),
        "statusListCredential": address,
    }


def check_code(digest: bytes) -> str:
    """What is printed on paper beside the QR code, for eyes to compare: sixteen letters in fours, 64 bits of the digest."""
    text = digest[:8].hex().upper()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def claims_told(text: str) -> dict[str, str]:
    """What a signed credential says of its holder, for the copy they may ask for."""
    subject = json.loads(text)["credentialSubject"]
    said = [str(value) for name, value in subject.items() if name != "id"]
    return {"凭证里写的": "；".join(one for one in said if not DIGEST.fullmatch(one))}


def is_code_of(digest: bytes, typed: str) -> bool:
    """Whatever was typed, in constant time."""
    return hmac.compare_digest(check_code(digest).encode(), typed.upper()[:40].encode())
