"""RFC 8785 canonical JSON for what events hold: text, whole numbers, booleans, null, lists, and objects with ASCII names.

For these values msgspec's sorted encoding is the canonical one, thirty times as fast as a general implementation; the tests
hold it against such a one. Refuses fractions, whose canonical form needs that general implementation.
"""

from typing import Any

import msgspec

LARGEST = 2**53
_encode = msgspec.json.Encoder(order="sorted").encode


class NotCanonical(ValueError):
    """A value that an event may not hold."""


def canonical(document: dict[str, Any]) -> bytes:
    """The canonical bytes. Raises NotCanonical for a fraction, a number beyond 2^53, or a name that is not ASCII."""
    check(document)
    return _encode(document)


def encoded(value: Any) -> bytes:
    """The canonical bytes of what was checked before, or holds nothing but text under names that were."""
    return _encode(value)


def check(value: Any) -> None:
    """Raises NotCanonical."""
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, dict):
        for name, item in value.items():
            if not name.isascii():
                raise NotCanonical(f"not an ASCII name: {name}")
            # Nearly everything an event holds is text: asked here, that costs no call.
            if type(item) is not str:
                check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            check(item)
    elif not isinstance(value, int):
        raise NotCanonical(f"no JSON value of an event: {type(value).__name__}")
    elif abs(value) >= LARGEST:
        raise NotCanonical(f"too large a number: {value}")
