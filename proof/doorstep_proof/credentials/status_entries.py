"""Where a credential's status stands: what Bitstring Status List 1.0 §2.1 asks of an entry, whoever keeps the list."""

import re
from typing import Any

from doorstep_proof.credentials.refusals import NotACredential
from doorstep_proof.credentials.shapes import Json, check_url, listed

LARGEST_SIZE = 8
# Base 10, no sign, no zero before it. Written as text; a plain number is what several issuers write.
INDEX = re.compile(r"(?:0|[1-9][0-9]*)\Z", re.ASCII)
STATUS = re.compile(r"0x[0-9A-Fa-f]+\Z")


def check_entry(entry: Json, name: str) -> None:
    """Raises NotACredential with the place."""
    purpose, index = entry.get("statusPurpose"), entry.get("statusListIndex")
    if not isinstance(purpose, str) or not purpose:
        raise NotACredential(f"{name}.statusPurpose")
    if isinstance(index, bool) or not isinstance(index, int | str) or not INDEX.match(str(index)):
        raise NotACredential(f"{name}.statusListIndex")
    check_url(entry.get("statusListCredential"), f"{name}.statusListCredential")
    if entry.get("id") == entry["statusListCredential"]:
        raise NotACredential(f"{name}.id: the list's")
    for one in listed(entry.get("statusReference")):
        check_url(one, f"{name}.statusReference")
    _check_messages(entry, name)


def _check_messages(entry: Json, name: str) -> None:
    """As many as there are values of so many bits; needed where an entry is more than one bit."""
    size = entry.get("statusSize", 1)
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= LARGEST_SIZE:
        raise NotACredential(f"{name}.statusSize")
    messages = entry.get("statusMessage")
    if messages is None and size == 1:
        return
    if not isinstance(messages, list) or len(messages) != 1 << size or not all(map(_is_message, messages)):
        raise NotACredential(f"{name}.statusMessage")


def _is_message(message: Any) -> bool:
    status, said = (message.get("status"), message.get("message")) if isinstance(message, dict) else (None, None)
    return isinstance(status, str) and STATUS.match(status) is not None and isinstance(said, str)
