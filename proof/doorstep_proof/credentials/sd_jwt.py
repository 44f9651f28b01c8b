"""SD-JWT (RFC 9901): a signed text whose holder shows only some of its claims, and proves that it is the holder.

Takes apart, opens what was disclosed, and refuses whatever §7 tells a verifier to refuse: a digest that stands twice, a
disclosure that no digest names, a claim that is there already, another hash, a proof of another presentation.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from doorstep_proof.credentials.jws import Jws, read_jws
from doorstep_proof.credentials.keys import PublicKey, from_jwk
from doorstep_proof.credentials.multibase import from_base64url, to_base64url
from doorstep_proof.credentials.refusals import DisclosureWrong, HolderNotShown
from doorstep_proof.credentials.strict_json import DEEPEST, read
from doorstep_proof.refusals import Malformed, NotProven

HASHES = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
KB_TYPE = "kb+jwt"
OLDEST_PROOF = 600
MOST_DISCLOSURES = 2000
Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """One hidden thing: `name` is None for an element of an array."""

    text: str
    digest: str
    name: str | None
    value: Any


@dataclass(frozen=True, kw_only=True)
class SdJwt:
    """Taken apart, not yet believed. `shown`: all before the holder's proof, the bytes it is bound to."""

    jws: Jws
    disclosures: tuple[Disclosure, ...]
    shown: str
    holder_proof: str


@dataclass(kw_only=True)
class _Opening:
    """Walks the payload; `seen` are digests met, `used` where each disclosure was found: its path and what it lies in."""

    by_digest: Mapping[str, Disclosure]
    seen: set[str] = field(default_factory=set)
    used: dict[str, tuple[Path, str]] = field(default_factory=dict)

    def open(self, value: Any, path: Path, within: str) -> Any:
        if len(path) > DEEPEST:
            raise DisclosureWrong("too deep")
        if isinstance(value, dict):
            return self._object(value, path, within)
        if isinstance(value, list):
            return self._array(value, path, within)
        return value

    def _object(self, value: dict[str, Any], path: Path, within: str) -> dict[str, Any]:
        if "..." in value:
            raise DisclosureWrong("...")
        opened = {name: self.open(item, (*path, name), within) for name, item in value.items() if name != "_sd"}
        for digest in _digests(value.get("_sd", [])):
            if (one := self._met(digest)) is None:
                continue
            if one.name is None or one.name in ("_sd", "..."):
                raise DisclosureWrong("name")
            if one.name in opened:
                raise DisclosureWrong(f"twice: {one.name[:40]}")
            self.used[digest] = ((*path, one.name), within)
            opened[one.name] = self.open(one.value, (*path, one.name), digest)
        return opened

    def _array(self, value: list[Any], path: Path, within: str) -> list[Any]:
        opened = []
        for at, item in enumerate(value):
            if not (isinstance(item, dict) and "..." in item):
                opened.append(self.open(item, (*path, at), within))
                continue
            if item.keys() != {"..."} or not isinstance(item["..."], str):
                raise DisclosureWrong("...")
            if (one := self._met(item["..."])) is None:
                continue
            if one.name is not None:
                raise DisclosureWrong("name")
            self.used[one.digest] = ((*path, at), within)
            opened.append(self.open(one.value, (*path, at), one.digest))
        return opened

    def _met(self, digest: str) -> Disclosure | None:
        if digest in self.seen:
            raise DisclosureWrong("digest twice")
        self.seen.add(digest)
        return self.by_digest.get(digest)


def read_sd_jwt(text: str) -> SdJwt:
    """From the compact form, or the JSON forms of §8. Raises Malformed, ProofUnreadable, DisclosureWrong."""
    compact = _compact(text.strip())
    issued, *parts = compact.split("~")
    if not parts or len(parts) > MOST_DISCLOSURES:
        raise Malformed("SD-JWT: ~")
    jws = read_jws(issued)
    hashing = jws.payload.get("_sd_alg", "sha-256")
    if not isinstance(hashing, str) or hashing not in HASHES:
        raise DisclosureWrong(f"_sd_alg: {str(hashing)[:20]}")
    disclosures = tuple(_disclosure(one, hashing) for one in parts[:-1])
    if len({one.digest for one in disclosures}) != len(disclosures):
        raise DisclosureWrong("disclosure twice")
    shown = compact[: len(compact) - len(parts[-1])]
    return SdJwt(jws=jws, disclosures=disclosures, shown=shown, holder_proof=parts[-1])


def is_sd_jwt(text: str) -> bool:
    """By its form alone: compact, or one of the JSON forms."""
    if not text.startswith(("{", '"')):
        return "~" in text
    try:
        held = read(text)
    except Malformed:
        return False
    return isinstance(held, str) or {"payload"} <= held.keys() and bool({"signature", "signatures"} & held.keys())


def _compact(text: str) -> str:
    if text.startswith('"'):
        held = read(text)
        text = held.strip() if isinstance(held, str) else ""
    if not text.startswith("{"):
        return text
    held = read(text)
    try:
        first = held["signatures"][0] if "signatures" in held else held
        loose = {**held, **first, **first.get("header", {})}
        parts = [f"{first['protected']}.{held['payload']}.{first['signature']}", *loose.get("disclosures", [])]
        return "~".join([*parts, loose.get("kb_jwt", "")])
    except (KeyError, TypeError, IndexError, AttributeError) as wrong:
        raise Malformed("SD-JWT: JSON") from wrong


def digest_of(disclosure: str, hashing: str = "sha-256") -> str:
    """The digest of a disclosure as it is written."""
    return to_base64url(hashlib.new(HASHES[hashing], disclosure.encode()).digest())


def _disclosure(text: str, hashing: str) -> Disclosure:
    try:
        found = read(from_base64url(text))
    except Malformed as wrong:
        raise DisclosureWrong("disclosure") from wrong
    digest = digest_of(text, hashing)
    match found:
        case [str(), value]:
            return Disclosure(text=text, digest=digest, name=None, value=value)
        case [str(), str(name), value]:
            return Disclosure(text=text, digest=digest, name=name, value=value)
        case _:
            raise DisclosureWrong("disclosure")


def _digests(found: Any) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise DisclosureWrong("_sd")
    return found


def opened(sd_jwt: SdJwt) -> dict[str, Any]:
    """The claims with what was disclosed in its place. Raises DisclosureWrong."""
    return _walked(sd_jwt)[0]


def places(sd_jwt: SdJwt) -> dict[str, tuple[Path, str]]:
    """Where each disclosure lies, by digest: its path, and the digest of the disclosure it lies in ("" for none)."""
    return _walked(sd_jwt)[1]


def _walked(sd_jwt: SdJwt) -> tuple[dict[str, Any], dict[str, tuple[Path, str]]]:
    by_digest = {one.digest: one for one in sd_jwt.disclosures}
    opening = _Opening(by_digest=by_digest)
    payload = {name: item for name, item in sd_jwt.jws.payload.items() if name != "_sd_alg"}
    claims = opening.open(payload, (), "")
    if opening.used.keys() != by_digest.keys():
        raise DisclosureWrong("a disclosure that no digest names")
    return claims, opening.used


def check_holder(
    sd_jwt: SdJwt, *, audience: str, nonce: str, now: int, oldest: int = OLDEST_PROOF, issued: str = ""
) -> None:
    """The holder's key signed for this audience, this nonce, just now, over exactly what is shown. Raises HolderNotShown.

    RFC 9901 §8.1 binds the compact form, however it is written down. Drafts before it bound the JSON text as the issuer had
    written it, and what is shown after it: whoever holds that text hands it in as `issued`.
    """
    claims = opened(sd_jwt)
    key = _holder_key(claims)
    try:
        proof = read_jws(sd_jwt.holder_proof)
        proof.check(key)
    except NotProven as wrong:
        raise HolderNotShown(f"{type(wrong).__name__}: {wrong}") from wrong
    hashing = sd_jwt.jws.payload.get("_sd_alg", "sha-256")
    bound = _bound_to_text(sd_jwt, issued) if issued else sd_jwt.shown
    wanted = {"aud": audience, "nonce": nonce, "sd_hash": digest_of(bound, hashing)}
    if proof.header.get("typ") != KB_TYPE:
        raise HolderNotShown("typ")
    for name, value in wanted.items():
        if proof.payload.get(name) != value:
            raise HolderNotShown(name)
    made = proof.payload.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float) or not now - oldest <= made <= now + 60:
        raise HolderNotShown("iat")


def _bound_to_text(sd_jwt: SdJwt, issued: str) -> str:
    """As drafts had it: the issuer's JSON text, which must be of the same signed text, and the disclosures shown."""
    if _compact(issued).partition("~")[0] != sd_jwt.shown.partition("~")[0]:
        raise HolderNotShown("issued")
    return "~".join([issued, *(one.text for one in sd_jwt.disclosures), ""])


def _holder_key(claims: dict[str, Any]) -> PublicKey:
    binding = claims.get("cnf")
    try:
        return from_jwk(binding.get("jwk") if isinstance(binding, dict) else None)
    except NotProven as wrong:
        raise HolderNotShown("cnf") from wrong


def disclosure_text(*parts: Any) -> str:
    """As a disclosure is written: salt, name (not for an element of an array), value."""
    return to_base64url(json.dumps(list(parts), ensure_ascii=False, separators=(",", ":")).encode())
