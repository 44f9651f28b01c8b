"""Multibase: base58btc ("z…") and base64url without padding ("u…"). Anything else is refused."""

import base64
import binascii

from doorstep_proof.refusals import Malformed

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
LONGEST_BASE58 = 512
# Ten letters at a time: 58^10 still fits a machine word, and that is where the time goes.
_TEN = 58**10


def to_base58(raw: bytes) -> str:
    """base58btc without the multibase letter."""
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    number, letters = int.from_bytes(raw, "big"), []
    while number:
        number, part = divmod(number, _TEN)
        for _turn in range(10):
            part, digit = divmod(part, 58)
            letters.append(ALPHABET[digit])
    return "1" * zeros + "".join(reversed(letters)).lstrip("1")


def from_base58(text: str) -> bytes:
    """Raises Malformed."""
    if len(text) > LONGEST_BASE58:
        raise Malformed("base58: too long")
    number = 0
    for letter in text:
        if letter not in _VALUE:
            raise Malformed(f"base58: {letter!r}")
        number = number * 58 + _VALUE[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base64url(raw: bytes) -> str:
    """RFC 4648 §5 without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises Malformed for padding, foreign letters, or bits left over."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Malformed("base64url") from wrong
    if to_base64url(raw) != text:
        raise Malformed("base64url: not as one writes it")
    return raw


def multibase(raw: bytes) -> str:
    """As base58btc, the way proofs and keys are written."""
    return "z" + to_base58(raw)


def from_multibase(text: object) -> bytes:
    """Raises Malformed."""
    if not isinstance(text, str) or len(text) < 2:
        raise Malformed("multibase")
    match text[0]:
        case "z":
            return from_base58(text[1:])
        case "u":
            return from_base64url(text[1:])
        case other:
            raise Malformed(f"multibase: {other!r}")
