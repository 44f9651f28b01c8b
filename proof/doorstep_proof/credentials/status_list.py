"""Bitstring Status List 1.0: a long row of bits, one for each credential: revoked, suspended.

The list is itself a signed credential. Refuses lists of another purpose, shorter than the 131,072 entries that keep a herd
private, of another length than they say, and those that unpack to more than any list may hold.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from doorstep_proof.credentials.data_model import issuer_of, subjects_of
from doorstep_proof.credentials.instants import instant
from doorstep_proof.credentials.multibase import from_multibase, to_base64url
from doorstep_proof.credentials.refusals import StatusListWrong
from doorstep_proof.credentials.shapes import Json, listed
from doorstep_proof.refusals import Malformed

ENTRIES = 131_072
LARGEST = 64 * 2**20
REVOCATION, SUSPENSION = "revocation", "suspension"
ENTRY, LIST, LIST_CREDENTIAL = "BitstringStatusListEntry", "BitstringStatusList", "BitstringStatusListCredential"


def encode(bits: bytes) -> str:
    """GZIP without a time stamp, base64url, multibase "u": the same bits give the same text."""
    if len(bits) * 8 < ENTRIES:
        raise StatusListWrong(f"{len(bits) * 8} < {ENTRIES}")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return "u" + to_base64url(packer.compress(bits) + packer.flush())


def decode(text: object) -> bytes:
    """The bits. Raises StatusListWrong for what is no GZIP, too short, or a bomb."""
    if not isinstance(text, str) or not text.startswith("u"):
        raise StatusListWrong("encodedList: multibase u")
    try:
        packed = from_multibase(text)
        unpacker = zlib.decompressobj(31)
        bits = unpacker.decompress(packed, LARGEST + 1)
    except (Malformed, zlib.error) as wrong:
        raise StatusListWrong("encodedList: GZIP") from wrong
    if len(bits) > LARGEST:
        raise StatusListWrong(f"encodedList: > {LARGEST} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise StatusListWrong("encodedList: GZIP")
    if len(bits) * 8 < ENTRIES:
        raise StatusListWrong(f"encodedList: {len(bits) * 8} bits, at least {ENTRIES}")
    return bits


def bit(bits: bytes, index: int) -> bool:
    """The entry at an index, counted from the left-most bit. Raises StatusListWrong beyond the end."""
    if not 0 <= index < len(bits) * 8:
        raise StatusListWrong(f"statusListIndex: {index}")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def with_bit(bits: bytes, index: int, is_set: bool) -> bytes:
    """The same row with one entry set or cleared. Raises StatusListWrong beyond the end."""
    bit(bits, index)
    mask, changed = 0x80 >> (index & 7), bytearray(bits)
    changed[index >> 3] = (changed[index >> 3] | mask) if is_set else (changed[index >> 3] & ~mask)
    return bytes(changed)


def empty(entries: int = ENTRIES) -> bytes:
    """A row where nothing is set."""
    return bytes((max(entries, ENTRIES) + 7) // 8)


def list_credential(*, ident: str, issuer: Any, purpose: str, bits: bytes, valid_from: str, valid_until: str) -> Json:
    """The unsigned credential that holds a list."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": ident,
        "type": ["VerifiableCredential", LIST_CREDENTIAL],
        "issuer": issuer,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{ident}#list",
            "type": LIST,
            "statusPurpose": purpose,
            "encodedList": encode(bits),
        },
    }


def entries_of(credential: Json) -> list[Json]:
    """What a credential says about where its status stands. Raises StatusListWrong for an entry that is no entry."""
    found = [one for one in listed(credential.get("credentialStatus")) if isinstance(one, dict)]
    return [_entry(one) for one in found if ENTRY in listed(one.get("type"))]


def _entry(entry: Json) -> Json:
    index, size = entry.get("statusListIndex"), entry.get("statusSize", 1)
    text = str(index)
    if isinstance(index, bool) or not (text.isascii() and text.isdigit() and len(text) < 19):
        raise StatusListWrong("statusListIndex")
    if isinstance(size, bool) or size != 1:
        raise StatusListWrong("statusSize")
    if not isinstance(entry.get("statusPurpose"), str) or not isinstance(entry.get("statusListCredential"), str):
        raise StatusListWrong("statusPurpose, statusListCredential")
    return entry


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A list unpacked, its signature checked by whoever opened it."""

    issuer: str
    purposes: tuple[Any, ...]
    bits: bytes
    until: datetime | None

    def is_current(self, now: datetime) -> bool:
        return self.until is None or now <= self.until

    def is_set(self, entry: Json) -> bool:
        """Raises StatusListWrong for another purpose, or an index beyond the end."""
        if entry["statusPurpose"] not in self.purposes:
            raise StatusListWrong(f"statusPurpose: {entry['statusPurpose']!r}")
        return bit(self.bits, int(entry["statusListIndex"]))


def open_list(held: Json) -> Opened:
    """Raises StatusListWrong."""
    subject = _subject(held)
    return Opened(
        issuer=issuer_of(held),
        purposes=tuple(listed(subject.get("statusPurpose"))),
        bits=decode(subject.get("encodedList")),
        until=instant(held["validUntil"]) if "validUntil" in held else None,
    )


def _subject(held: Json) -> Json:
    if LIST_CREDENTIAL not in listed(held.get("type")):
        raise StatusListWrong(f"type: {LIST_CREDENTIAL}")
    subjects = subjects_of(held)
    if len(subjects) != 1 or LIST not in listed(subjects[0].get("type")):
        raise StatusListWrong(f"credentialSubject.type: {LIST}")
    return subjects[0]
