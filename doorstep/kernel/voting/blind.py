"""Blind signatures RSABSSA (RFC 9474): the office signs that somebody may vote without seeing what it signs.

The voter prepares a message, blinds it, has it signed, and takes the blinding off; the signature is an ordinary RSA-PSS one
over SHA-384 that nobody, the signer included, can connect with the signing. All four named variants; ours is
RSABSSA-SHA384-PSS-Randomized. Plain integers: randomness is handed in, nothing is kept. Not constant in time: the signer
blinds once more itself (`sign`), and a voter's device signs nothing.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

Random = Callable[[int], bytes]  # so many random bytes
HASH_BYTES = 48
PREFIX_BYTES = 32
SALT_BYTES = 48
EXPONENT = 65537
MARK = b"\xbc"


class BlindRefused(Exception):
    """这份盲签名不成立。"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blinded:
    """What is sent to be signed, and what takes the blinding off again. The second never leaves the voter."""

    message: bytes
    inverse: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """A signing key with its factors."""

    n: int
    e: int
    d: int
    p: int
    q: int


def private_text(secret: Secret) -> str:
    """A signing key as text, to be sealed."""
    return " ".join(f"{part:x}" for part in (secret.n, secret.e, secret.d, secret.p, secret.q))


def secret_from(text: str) -> Secret:
    """From `private_text`."""
    n, e, d, p, q = (int(part, 16) for part in text.split())
    return Secret(n=n, e=e, d=d, p=p, q=q)


def size_of(n: int) -> int:
    """Bytes of the modulus."""
    return (n.bit_length() + 7) // 8


def prepare(message: bytes, random: Random) -> bytes:
    """PrepareRandomize: a random prefix, so that what is signed is nobody's choice."""
    return random(PREFIX_BYTES) + message


def encode(prepared: bytes, n: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017 § 9.1.1)."""
    bits = n.bit_length() - 1
    length = (bits + 7) // 8
    digest = hashlib.sha384(b"\0" * 8 + hashlib.sha384(prepared).digest() + salt).digest()
    filled = b"\0" * (length - len(salt) - HASH_BYTES - 2) + b"\1" + salt
    masked = bytearray(one ^ other for one, other in zip(filled, _mask(digest, len(filled)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + MARK


def _mask(seed: bytes, length: int) -> bytes:
    rounds = range((length + HASH_BYTES - 1) // HASH_BYTES)
    return b"".join(hashlib.sha384(seed + turn.to_bytes(4, "big")).digest() for turn in rounds)[:length]


def blind(prepared: bytes, n: int, random: Random, *, salt_bytes: int = SALT_BYTES, e: int = EXPONENT) -> Blinded:
    """Blind. Raises BlindRefused for a message that shares a factor with the modulus (never happens by accident)."""
    salt = random(salt_bytes) if salt_bytes else b""
    while True:
        factor = int.from_bytes(random(size_of(n)), "big")
        if 1 < factor < n and gcd(factor, n) == 1:
            return blind_by(prepared, n, salt=salt, inverse=pow(factor, -1, n), e=e)


def blind_by(prepared: bytes, n: int, *, salt: bytes, inverse: int, e: int = EXPONENT) -> Blinded:
    """The same with everything random handed in."""
    encoded = int.from_bytes(encode(prepared, n, salt), "big")
    if gcd(encoded, n) != 1:
        raise BlindRefused
    factor = pow(inverse, -1, n)
    return Blinded(message=(encoded * pow(factor, e, n) % n).to_bytes(size_of(n), "big"), inverse=inverse)


def sign(secret: Secret, blinded: bytes, random: Random) -> bytes:
    """BlindSign, with a blinding of the signer's own against timing, and checked before it is given out. Raises BlindRefused."""
    message = int.from_bytes(blinded, "big")
    if len(blinded) != size_of(secret.n) or message >= secret.n:
        raise BlindRefused
    own = int.from_bytes(random(size_of(secret.n) - 1), "big") | 1
    hidden = message * pow(own, secret.e, secret.n) % secret.n
    by_p = pow(hidden % secret.p, secret.d % (secret.p - 1), secret.p)
    by_q = pow(hidden % secret.q, secret.d % (secret.q - 1), secret.q)
    signed = by_q + secret.q * ((by_p - by_q) * pow(secret.q, -1, secret.p) % secret.p)
    signed = signed * pow(own, -1, secret.n) % secret.n
    if pow(signed, secret.e, secret.n) != message:
        raise BlindRefused
    return signed.to_bytes(size_of(secret.n), "big")


def finalize(prepared: bytes, n: int, signed: bytes, inverse: int, *, salt_bytes: int = SALT_BYTES) -> bytes:
    """Take the blinding off and check. Raises BlindRefused."""
    if len(signed) != size_of(n):
        raise BlindRefused
    signature = (int.from_bytes(signed, "big") * inverse % n).to_bytes(size_of(n), "big")
    verify(prepared, n, signature, salt_bytes=salt_bytes)
    return signature


def verify(prepared: bytes, n: int, signature: bytes, *, salt_bytes: int = SALT_BYTES, e: int = EXPONENT) -> None:
    """RSASSA-PSS-VERIFY (RFC 8017 §8.1.2, §9.1.2). Raises BlindRefused."""
    value, bits = int.from_bytes(signature, "big"), n.bit_length() - 1
    length = (bits + 7) // 8
    if len(signature) != size_of(n) or value >= n or n < EXPONENT:
        raise BlindRefused
    opened = pow(value, e, n)
    if opened >> (8 * length) or length < HASH_BYTES + salt_bytes + 2:
        raise BlindRefused
    encoded = opened.to_bytes(length, "big")
    masked, digest, mark = encoded[: -HASH_BYTES - 1], encoded[-HASH_BYTES - 1 : -1], encoded[-1:]
    filled = bytearray(one ^ other for one, other in zip(masked, _mask(digest, len(masked)), strict=True))
    filled[0] &= 0xFF >> (8 * length - bits)
    head, salt = bytes(filled[: len(filled) - salt_bytes]), bytes(filled[len(filled) - salt_bytes :])
    again = hashlib.sha384(b"\0" * 8 + hashlib.sha384(prepared).digest() + salt).digest()
    too_long = masked[0] >> (8 - (8 * length - bits)) if 8 * length > bits else 0
    if mark != MARK or too_long or head != b"\0" * (len(head) - 1) + b"\1" or not hmac.compare_digest(again, digest):
        raise BlindRefused
