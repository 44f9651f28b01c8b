"""Public keys as Multikey and as JWK: Ed25519, P-256, P-384. Verifies; private keys appear only where vectors are tried."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from doorstep_proof.credentials.multibase import from_base64url, from_multibase, multibase, to_base64url
from doorstep_proof.credentials.refusals import KeyUnreadable, SignatureWrong
from doorstep_proof.refusals import Malformed

ED25519, P256, P384 = "Ed25519", "P-256", "P-384"
PREFIX = {ED25519: b"\xed\x01", P256: b"\x80\x24", P384: b"\x81\x24"}
LENGTH = {ED25519: 32, P256: 33, P384: 49}
CURVE: Mapping[str, ec.EllipticCurve] = {P256: ec.SECP256R1(), P384: ec.SECP384R1()}
HASH: Mapping[str, SHA256 | SHA384] = {P256: SHA256(), P384: SHA384()}
HALF = {P256: 32, P384: 48}


class Opened(Protocol):
    """A key of a kind that somebody provides."""

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raises SignatureWrong."""


_OPENS: dict[str, Callable[[bytes], Opened]] = {}


def provide(kind: str, *, prefix: bytes, length: int, opens: Callable[[bytes], Opened]) -> None:
    """Read keys of one kind more. `opens` raises KeyUnreadable."""
    PREFIX[kind], LENGTH[kind], _OPENS[kind] = prefix, length, opens


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """`raw`: 32 bytes for Ed25519, the compressed point for the curves."""

    kind: str
    raw: bytes

    @cached_property
    def multikey(self) -> str:
        return multibase(PREFIX[self.kind] + self.raw)

    @cached_property
    def opened(self) -> Ed25519PublicKey | ec.EllipticCurvePublicKey | Opened:
        """Raises KeyUnreadable for bytes that are no point of the curve."""
        if self.kind in _OPENS:
            return _OPENS[self.kind](self.raw)
        try:
            if self.kind == ED25519:
                return Ed25519PublicKey.from_public_bytes(self.raw)
            return ec.EllipticCurvePublicKey.from_encoded_point(CURVE[self.kind], self.raw)
        except ValueError as wrong:
            raise KeyUnreadable(self.kind) from wrong

    def verify(self, signature: bytes, message: bytes) -> None:
        """Signatures of the curves are r‖s (IEEE P1363). Raises SignatureWrong, KeyUnreadable."""
        key = self.opened
        try:
            if isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(_der(signature, HALF[self.kind]), message, ec.ECDSA(HASH[self.kind]))
            else:
                key.verify(signature, message)
        except InvalidSignature as wrong:
            raise SignatureWrong from wrong

    @property
    def jwk(self) -> dict[str, str]:
        """RFC 8037, RFC 7518."""
        key = self.opened
        if isinstance(key, Ed25519PublicKey):
            return {"kty": "OKP", "crv": ED25519, "x": to_base64url(self.raw)}
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise KeyUnreadable(f"jwk: {self.kind}")
        point = key.public_numbers()
        half = HALF[self.kind]
        x, y = (to_base64url(value.to_bytes(half, "big")) for value in (point.x, point.y))
        return {"kty": "EC", "crv": self.kind, "x": x, "y": y}


def _der(signature: bytes, half: int) -> bytes:
    if len(signature) != 2 * half:
        raise SignatureWrong
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


def flat_signature(der: bytes, kind: str) -> bytes:
    """r‖s from what signers of the curves give."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(HALF[kind], "big") + s.to_bytes(HALF[kind], "big")


def public_key_of(key: Ed25519PublicKey | ec.EllipticCurvePublicKey) -> PublicKey:
    """Raises KeyUnreadable for another curve."""
    if isinstance(key, Ed25519PublicKey):
        return PublicKey(kind=ED25519, raw=key.public_bytes_raw())
    kind = next((kind for kind, curve in CURVE.items() if curve.name == key.curve.name), None)
    if kind is None:
        raise KeyUnreadable(key.curve.name)
    return PublicKey(kind=kind, raw=key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


@lru_cache(maxsize=4096)
def from_multikey(text: str) -> PublicKey:
    """Raises KeyUnreadable."""
    try:
        raw = from_multibase(text)
    except Malformed as wrong:
        raise KeyUnreadable(text[:60]) from wrong
    for kind, prefix in PREFIX.items():
        if raw.startswith(prefix) and len(raw) == len(prefix) + LENGTH[kind]:
            key = PublicKey(kind=kind, raw=raw[len(prefix) :])
            _ = key.opened
            return key
    raise KeyUnreadable(text[:60])


def from_jwk(jwk: object) -> PublicKey:
    """Raises KeyUnreadable. A private part beside it is not read."""
    if not isinstance(jwk, dict):
        raise KeyUnreadable("jwk")
    try:
        match jwk.get("kty"), jwk.get("crv"):
            case "OKP", "Ed25519":
                key = PublicKey(kind=ED25519, raw=_part(jwk, "x", 32))
                _ = key.opened
                return key
            case "EC", ("P-256" | "P-384") as kind:
                half = HALF[kind]
                x, y = (int.from_bytes(_part(jwk, name, half), "big") for name in ("x", "y"))
                return public_key_of(ec.EllipticCurvePublicNumbers(x, y, CURVE[kind]).public_key())
            case _:
                raise KeyUnreadable("jwk")
    except (Malformed, ValueError) as wrong:
        raise KeyUnreadable("jwk") from wrong


def _part(jwk: dict[str, Any], name: str, length: int) -> bytes:
    raw = from_base64url(jwk[name]) if isinstance(jwk.get(name), str) else b""
    if len(raw) != length:
        raise KeyUnreadable(f"jwk.{name}")
    return raw
