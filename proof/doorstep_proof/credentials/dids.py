"""DIDs: `did:key` opens by itself; `did:web` documents are made here, and read by whoever was handed one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from doorstep_proof.credentials.keys import PublicKey, from_jwk, from_multikey
from doorstep_proof.credentials.refusals import KeyUnreadable

CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?\Z")


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """An issuer one trusts: its DID, its name, and the keys it may assert with, by verification method."""

    did: str
    name: str
    keys: Mapping[str, PublicKey]


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


def did_document(did: str, keys: Iterable[tuple[str, PublicKey, bool]]) -> dict[str, Any]:
    """`keys`: name, public key, and whether it may still sign. One that may not stays listed, so that what it signed verifies."""
    methods = [
        {"id": f"{did}#{name}", "type": "Multikey", "controller": did, "publicKeyMultibase": key.multikey}
        for name, key, _signs in keys
    ]
    return {
        "@context": CONTEXTS,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def read_did_document(document: object, *, name: str = "") -> Issuer:
    """The keys that may assert. Raises KeyUnreadable."""
    if not isinstance(document, dict) or not isinstance(document.get("id"), str):
        raise KeyUnreadable("DID document")
    did, asserting = document["id"], document.get("assertionMethod", [])
    listed = [one for one in document.get("verificationMethod", []) if isinstance(one, dict)]
    inside = [one for one in asserting if isinstance(one, dict)]
    allowed = {one for one in asserting if isinstance(one, str)} | {one.get("id") for one in inside}
    keys = {}
    for one in (*listed, *inside):
        ident = _full(did, one.get("id"))
        if one.get("controller") == did and (ident in allowed or one.get("id") in allowed):
            keys[ident] = _key(one)
    if not keys:
        raise KeyUnreadable("DID document: no key that may assert")
    return Issuer(did=did, name=name or did, keys=keys)


def _full(did: str, ident: object) -> str:
    text = ident if isinstance(ident, str) else ""
    return did + text if text.startswith("#") else text


def _key(method: dict[str, Any]) -> PublicKey:
    if isinstance(held := method.get("publicKeyMultibase"), str):
        return from_multikey(held)
    return from_jwk(method.get("publicKeyJwk"))
