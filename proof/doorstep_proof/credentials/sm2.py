"""SM2 signatures with SM3 (GB/T 32918.2, 32918.5, 32905), in whole numbers alone; off until `switch_on` is called.

Why not a library: the wrappers that are alive bind a second cryptographic library, the others have not been touched for years, and
`cryptography` has SM3 but no SM2. Verifying handles only what is public. Signing here takes as long as the key makes it take: it is
for trying things out; where national algorithms are demanded, keys lie in certified hardware, which is another signer.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SM3, Hash

from doorstep_proof.credentials import data_integrity, keys
from doorstep_proof.credentials.refusals import KeyUnreadable, SignatureWrong

KIND, SUITE = "SM2", "sm2-sm3-jcs-2026"
PREFIX = b"\x86\x24"  # multicodec sm2-pub
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
WHO = b"1234567812345678"  # GB/T 35276: where nobody agreed on another name
Point = tuple[int, int]
Jacobian = tuple[int, int, int]
NOWHERE: Jacobian = (1, 1, 0)


@dataclass
class Sm3:
    """As `hashlib` has its hashes."""

    content: bytes

    def digest(self) -> bytes:
        hashing = Hash(SM3())
        hashing.update(self.content)
        return hashing.finalize()


def sm3(content: bytes) -> bytes:
    """32 bytes."""
    return Sm3(content).digest()


def _double(point: Jacobian) -> Jacobian:
    x, y, z = point
    if not z:
        return NOWHERE
    square, zz = y * y % P, z * z % P
    s, m = 4 * x * square % P, 3 * (x - zz) * (x + zz) % P
    u = (m * m - 2 * s) % P
    return u, (m * (s - u) - 8 * square * square) % P, 2 * y * z % P


def _add(one: Jacobian, other: Jacobian) -> Jacobian:
    if not one[2] or not other[2]:
        return other if not one[2] else one
    (x1, y1, z1), (x2, y2, z2) = one, other
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, u2, s1, s2 = x1 * zz2 % P, x2 * zz1 % P, y1 * z2 * zz2 % P, y2 * z1 * zz1 % P
    if u1 == u2:
        return _double(one) if s1 == s2 else NOWHERE
    h, r = u2 - u1, s2 - s1
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x = (r * r - hhh - 2 * v) % P
    return x, (r * (v - x) - s1 * hhh) % P, h * z1 * z2 % P


def _times(number: int, point: Point) -> Jacobian:
    found, step = NOWHERE, (*point, 1)
    for bit in bin(number)[2:]:
        found = _double(found)
        found = _add(found, step) if bit == "1" else found
    return found


def _flat(point: Jacobian) -> Point:
    inverse = pow(point[2], -1, P)
    return point[0] * inverse * inverse % P, point[1] * inverse**3 % P


@dataclass(frozen=True)
class Sm2PublicKey:
    """A point of the curve."""

    point: Point

    def digest(self, message: bytes, who: bytes = WHO) -> int:
        """e = SM3(Z ‖ M), Z over who signs and the curve (GB/T 32918.2 §5.5, §6.1)."""
        parts = (A, B, *G, *self.point)
        z = sm3((8 * len(who)).to_bytes(2, "big") + who + b"".join(one.to_bytes(32, "big") for one in parts))
        return int.from_bytes(sm3(z + message), "big")

    def verify(self, signature: bytes, message: bytes, who: bytes = WHO) -> None:
        """r‖s, 64 bytes. Raises SignatureWrong."""
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        t = (r + s) % N
        if len(signature) != 64 or not (0 < r < N and 0 < s < N and t):
            raise SignatureWrong
        found = _add(_times(s, G), _times(t, self.point))
        if not found[2] or (self.digest(message, who) + _flat(found)[0]) % N != r:
            raise SignatureWrong


@lru_cache(maxsize=256)
def opened(raw: bytes) -> Sm2PublicKey:
    """From a compressed point. Raises KeyUnreadable for bytes that are no point of the curve."""
    x = int.from_bytes(raw[1:], "big")
    square = (x * x * x + A * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    if len(raw) != 33 or raw[0] not in (2, 3) or x >= P or y * y % P != square:
        raise KeyUnreadable(KIND)
    return Sm2PublicKey((x, y if y & 1 == raw[0] & 1 else P - y))


def public_of(secret: int) -> bytes:
    """The compressed point. Raises KeyUnreadable for a number that is no key."""
    if not 0 < secret < N - 1:
        raise KeyUnreadable(KIND)
    x, y = _flat(_times(secret, G))
    return bytes([2 + (y & 1)]) + x.to_bytes(32, "big")


def sign(secret: int, message: bytes, who: bytes = WHO, chosen: Callable[[int, int], int] | None = None) -> bytes:
    """r‖s. The number k comes from key and digest (as in RFC 6979), unless a vector demands its own."""
    e = opened(public_of(secret)).digest(message, who)
    turn = 0
    while True:
        k = chosen(e, turn) if chosen else _k(secret, e, turn)
        r = (e + _flat(_times(k, G))[0]) % N
        s = pow(1 + secret, -1, N) * (k - r * secret) % N
        if r and s and r + k != N:
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        turn += 1


def _k(secret: int, e: int, turn: int) -> int:
    seed = secret.to_bytes(32, "big") + (e % N).to_bytes(32, "big") + turn.to_bytes(4, "big")
    wide = b"".join(hmac.digest(seed, bytes([part]), "sha512") for part in (0, 1))
    return int.from_bytes(wide, "big") % (N - 1) + 1


def switch_on() -> None:
    """From now on keys and proofs of this kind are read. A jurisdiction that must use national algorithms says so; others never do."""
    keys.provide(KIND, prefix=PREFIX, length=33, opens=opened)
    data_integrity.provide(SUITE, KIND, Sm3)
