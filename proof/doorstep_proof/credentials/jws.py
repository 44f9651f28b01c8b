"""A signed JSON text (RFC 7515, compact): EdDSA, ES256, ES384. `none`, symmetric keys and unknown critical headers are refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from doorstep_proof.credentials.keys import ED25519, P256, P384, PublicKey
from doorstep_proof.credentials.multibase import from_base64url, to_base64url
from doorstep_proof.credentials.refusals import ProofUnreadable
from doorstep_proof.credentials.strict_json import canonical, read
from doorstep_proof.refusals import Malformed

ALGORITHMS = {"EdDSA": ED25519, "Ed25519": ED25519, "ES256": P256, "ES384": P384}
ALGORITHM_OF = {ED25519: "EdDSA", P256: "ES256", P384: "ES384"}


@dataclass(frozen=True, kw_only=True)
class Jws:
    """Taken apart, not yet believed."""

    header: dict[str, Any]
    payload: dict[str, Any]
    signed: bytes
    signature: bytes

    def check(self, key: PublicKey) -> None:
        """Raises ProofUnreadable for an algorithm that is not this key's, SignatureWrong."""
        if ALGORITHMS[self.header["alg"]] != key.kind:
            raise ProofUnreadable(f"alg: {self.header['alg']}")
        key.verify(self.signature, self.signed)


def read_jws(text: str) -> Jws:
    """Raises ProofUnreadable, Malformed."""
    parts = text.split(".")
    if len(parts) != 3:
        raise ProofUnreadable("JWT")
    header, payload = (read(from_base64url(part)) for part in parts[:2])
    if not isinstance(header, dict) or not isinstance(payload, dict):
        raise ProofUnreadable("JWT")
    if not isinstance(header.get("alg"), str) or header["alg"] not in ALGORITHMS:
        raise ProofUnreadable(f"alg: {str(header.get('alg'))[:20]}")
    if "crit" in header:
        raise ProofUnreadable(f"crit: {str(header['crit'])[:60]}")
    try:
        signature = from_base64url(parts[2])
    except Malformed as wrong:
        raise ProofUnreadable("signature") from wrong
    return Jws(header=header, payload=payload, signed=f"{parts[0]}.{parts[1]}".encode(), signature=signature)


def make_jws(header: dict[str, Any], payload: dict[str, Any], key: PublicKey, sign: Callable[[bytes], bytes]) -> str:
    """Signed by whatever holds the private key; `alg` is the key's. Raises ProofUnreadable for a kind that JOSE has no name for."""
    if key.kind not in ALGORITHM_OF:
        raise ProofUnreadable(f"alg: {key.kind}")
    head = to_base64url(canonical({**header, "alg": ALGORITHM_OF[key.kind]}))
    body = to_base64url(canonical(payload))
    return f"{head}.{body}.{to_base64url(sign(f'{head}.{body}'.encode()))}"
