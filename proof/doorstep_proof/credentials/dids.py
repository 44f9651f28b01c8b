"""DIDs: `did:key` opens by itself; `did:web` documents are made here, and read by whoever was handed one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from doorstep_proof.credentials.keys import PublicKey, from_jwk, from_multikey
from doorstep_proof.credentials.refusals import KeyUnreadable

CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?\Z")


@dataclass(frozen=True, kw_only=True)
class Revoked:
    """A key that came into other hands 作废的密钥, since the moment `at`. The first `size` entries of the log, whose keys are `log`,
    were made before: what they hold stays valid, whatever date it bears."""

    key: PublicKey
    at: str
    size: int
    log: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """An issuer one trusts: its DID, its name, the keys it may assert with, by verification method, and those that it lost."""

    did: str
    name: str
    keys: Mapping[str, PublicKey]
    revoked: Mapping[str, Revoked] = field(default_factory=dict)


def did_key(key: PublicKey) -> str:
    """did:key of a public key."""
    return f"did:key:{key.multikey}"


def key_of_method(method: str) -> PublicKey:
    """The key that a did:key verification method is. Raises KeyUnreadable for another method or a fragment that differs."""
    did, mark, fragment = method.partition("#")
    if not did.startswith("did:key:") or (mark and fragment != did.removeprefix("did:key:")):
        raise KeyUnreadable(method[:80])
    return from_multikey(did.removeprefix("did:key:"))


def did_web(host: str, path: str = "") -> str:
    """did:web for "host[:port]" and an optional path without leading slash."""
    if not HOST.match(host):
        raise KeyUnreadable(host[:80])
    parts = [quote(host, safe=""), *(quote(part, safe="") for part in path.split("/") if part)]
    return "did:web:" + ":".join(parts)


def address_of(did: str) -> str:
    """Where the document of a did:web is to be had. Raises KeyUnreadable."""
    parts = did.removeprefix("did:web:").split(":")
    host = unquote(parts[0])
    if not did.startswith("did:web:") or not HOST.match(host) or not all(parts):
        raise KeyUnreadable(did[:80])
    return f"https://{host}/" + ("/".join([*parts[1:], "did.json"]) if parts[1:] else ".well-known/did.json")


def did_document(did: str, keys: Iterable[tuple[str, PublicKey | Revoked]]) -> dict[str, Any]:
    """`keys`: by name. One that no longer signs stays listed, so that what it signed verifies; one that was lost is named as such
    (`revoked`, as Controlled Identifiers 1.0 has it) and may assert nothing, so that who knows no log believes none of it."""
    methods, asserting = [], []
    for name, held in keys:
        key = held.key if isinstance(held, Revoked) else held
        method: dict[str, Any] = {
            "id": f"{did}#{name}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.multikey,
        }
        if isinstance(held, Revoked):
            method |= {"revoked": held.at, "validBefore": {"logSize": held.size, "logKeys": list(held.log)}}
        else:
            asserting.append(method["id"])
        methods.append(method)
    return {"@context": CONTEXTS, "id": did, "verificationMethod": methods, "assertionMethod": asserting}


def read_did_document(document: object, *, name: str = "") -> Issuer:
    """The keys that may assert. Raises KeyUnreadable."""
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        raise KeyUnreadable("DID document")
    did, asserting = document["id"], document.get("assertionMethod", [])
    listed = [one for one in document.get("verificationMethod", []) if isinstance(one, dict)]
    inside = [one for one in asserting if isinstance(one, dict)]
    allowed = {one for one in asserting if isinstance(one, str)} | {one.get("id") for one in inside}
    keys: dict[str, PublicKey] = {}
    lost: dict[str, Revoked] = {}
    for one in (*listed, *inside):
        ident = _full(did, one.get("id"))
        if one.get("controller") == did and "revoked" in one:
            lost[ident] = _revoked(one)
        elif one.get("controller") == did and (ident in allowed or one.get("id") in allowed):
            keys[ident] = _key(one)
    if not keys and not lost:
        raise KeyUnreadable("DID document: no key that may assert")
    return Issuer(did=did, name=name or did, keys=keys, revoked=lost)


def _revoked(method: dict[str, Any]) -> Revoked:
    """Where the log is not named, or named in a way that cannot be read, nothing was before."""
    named = method.get("validBefore")
    size, keys = (named.get("logSize"), named.get("logKeys")) if isinstance(named, dict) else (0, [])
    key, at = _key(method), str(method["revoked"])[:40]
    if not isinstance(size, int) or isinstance(size, bool) or not isinstance(keys, list):
        return Revoked(key=key, at=at, size=0, log=())
    is_named = all(isinstance(one, str) for one in keys)
    return Revoked(key=key, at=at, size=size if is_named else 0, log=tuple(keys) if is_named else ())


def _full(did: str, ident: object) -> str:
    text = ident if isinstance(ident, str) else ""
    return did + text if text.startswith("#") else text


def _key(method: dict[str, Any]) -> PublicKey:
    if isinstance(held := method.get("publicKeyMultibase"), str):
        return from_multikey(held)
    return from_jwk(method.get("publicKeyJwk"))
