"""Data Integrity proofs: the suites `eddsa-jcs-2022` and `ecdsa-jcs-2019`, single, in sets and in chains.

W3C VC Data Integrity 1.0 §4, EdDSA Cryptosuites 1.0 §3.3, ECDSA Cryptosuites 1.0 §3.3. Knows no network: whoever calls says
which key a verification method is. Suites that need RDF canonicalization are named and refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256, sha384
from typing import Any

from doorstep_proof.credentials.instants import instant
from doorstep_proof.credentials.keys import ED25519, P256, P384, PublicKey
from doorstep_proof.credentials.multibase import from_base58, multibase
from doorstep_proof.credentials.refusals import ProofUnreadable
from doorstep_proof.credentials.strict_json import canonical
from doorstep_proof.refusals import Malformed

Json = dict[str, Any]
EDDSA, ECDSA = "eddsa-jcs-2022", "ecdsa-jcs-2019"
SUITES: dict[str, tuple[str, ...]] = {EDDSA: (ED25519,), ECDSA: (P256, P384)}
SUITE_OF = {kind: suite for suite, kinds in SUITES.items() for kind in kinds}
DIGEST: dict[str, Callable[[bytes], Any]] = {ED25519: sha256, P256: sha256, P384: sha384}
KNOWN = frozenset(
    (
        *("id", "type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "domain"),
        *("challenge", "previousProof", "nonce", "proofValue", "@context"),
    )
)
PURPOSES = ("assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation", "keyAgreement")
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
MOST_PROOFS = 32


def provide(suite: str, kind: str, digest: Callable[[bytes], Any]) -> None:
    """Read and make proofs of one suite more: JCS, and this hash over options and document."""
    SUITES[suite], SUITE_OF[kind], DIGEST[kind] = (kind,), suite, digest


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What one proof of a document says of itself, its form checked."""

    suite: str
    method: str
    purpose: str
    created: datetime | None
    expires: datetime | None
    signature: bytes
    source: Json


def proofs_of(document: Json) -> list[Json]:
    """Raises ProofUnreadable where there is none."""
    held = document.get("proof")
    listed = held if isinstance(held, list) else [held]
    proofs = [one for one in listed if isinstance(one, dict)]
    if not 0 < len(listed) <= MOST_PROOFS or len(proofs) != len(listed):
        raise ProofUnreadable("proof")
    return proofs


def read_proof(source: Json) -> Proof:
    """Raises ProofUnreadable, which says which part is wrong."""
    if unknown := sorted(source.keys() - KNOWN):
        raise ProofUnreadable(f"unknown: {', '.join(unknown)[:80]}")
    if source.get("type") != "DataIntegrityProof":
        raise ProofUnreadable("type")
    suite, method, purpose = source.get("cryptosuite"), source.get("verificationMethod"), source.get("proofPurpose")
    if not isinstance(suite, str) or suite not in SUITES:
        raise ProofUnreadable(f"cryptosuite {str(suite)[:40]}")
    if not isinstance(method, str) or not URL.match(method):
        raise ProofUnreadable("verificationMethod")
    if purpose not in PURPOSES:
        raise ProofUnreadable("proofPurpose")
    _check_texts(source)
    return Proof(
        suite=suite,
        method=method,
        purpose=purpose,
        created=_instant(source, "created"),
        expires=_instant(source, "expires"),
        signature=_signature(source.get("proofValue")),
        source=source,
    )


def _check_texts(source: Json) -> None:
    if "id" in source and not (isinstance(source["id"], str) and URL.match(source["id"])):
        raise ProofUnreadable("id")
    for name in ("challenge", "nonce"):
        if name in source and not isinstance(source[name], str):
            raise ProofUnreadable(name)
    for name in ("domain", "previousProof"):
        held = source.get(name, "")
        if not all(isinstance(one, str) for one in (held if isinstance(held, list) else [held])):
            raise ProofUnreadable(name)


def _instant(source: Json, name: str) -> datetime | None:
    try:
        return instant(source[name]) if name in source else None
    except Malformed as wrong:
        raise ProofUnreadable(name) from wrong


def _signature(value: object) -> bytes:
    """These suites write base58btc and nothing else."""
    if not isinstance(value, str) or not value.startswith("z"):
        raise ProofUnreadable("proofValue")
    try:
        return from_base58(value[1:])
    except Malformed as wrong:
        raise ProofUnreadable("proofValue") from wrong


def hash_data(document: Json, config: Json, kind: str) -> bytes:
    """Hash of the proof's options, then hash of the document, as signed. Raises Malformed."""
    digest = DIGEST[kind]
    return bytes(digest(canonical(config)).digest() + digest(canonical(document)).digest())


def add_proof(document: Json, options: Json, key: PublicKey, sign: Callable[[bytes], bytes]) -> Json:
    """The document with a proof more; `options` without proofValue. A proof that is there already stays beside it."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    config = dict(options)
    if "@context" in bare:
        config["@context"] = bare["@context"]
    before = proofs_of(document) if "proof" in document else []
    earlier = previous_of(config, before)
    signed = sign(hash_data({**bare, "proof": earlier} if earlier else bare, config, key.kind))
    proof = {**config, "proofValue": multibase(signed)}
    return {**bare, "proof": [*before, proof] if before else proof}


def previous_of(proof: Json, others: list[Json]) -> list[Json]:
    """The proofs that this one stands upon. Raises ProofUnreadable for one that is missing."""
    named = proof.get("previousProof")
    wanted = [] if named is None else named if isinstance(named, list) else [named]
    found = []
    for name in wanted:
        match = [one for one in others if one.get("id") == name and one is not proof]
        if len(match) != 1:
            raise ProofUnreadable("previousProof")
        found += match
    return found


def check_proof(document: Json, proof: Proof, key: PublicKey) -> None:
    """The signature stands over exactly this document. Raises SignatureWrong, ProofUnreadable, Malformed."""
    if key.kind not in SUITES[proof.suite]:
        raise ProofUnreadable(f"{proof.suite}: {key.kind}")
    config = {name: value for name, value in proof.source.items() if name != "proofValue"}
    bare = {name: value for name, value in document.items() if name != "proof"}
    if "@context" in config:
        bare["@context"] = _same_context(bare.get("@context"), config["@context"])
    if earlier := previous_of(proof.source, proofs_of(document)):
        bare["proof"] = earlier
    key.verify(proof.signature, hash_data(bare, config, key.kind))


def _same_context(document: object, proof: object) -> object:
    """The document's context begins with all of the proof's, in order; the proof's is what was signed."""
    has, needs = (one if isinstance(one, list) else [one] for one in (document, proof))
    if has[: len(needs)] != needs:
        raise ProofUnreadable("@context")
    return proof
