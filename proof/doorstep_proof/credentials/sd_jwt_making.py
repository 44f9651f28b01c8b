"""Makes SD-JWTs: issued with some claims hidden and decoys among them, presented in part, bound to a holder's key.

Private keys stay with whoever signs; salts come from the caller, so that the same input gives the same bytes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from doorstep_proof.credentials.jws import make_jws
from doorstep_proof.credentials.keys import PublicKey
from doorstep_proof.credentials.refusals import DisclosureWrong
from doorstep_proof.credentials.sd_jwt import KB_TYPE, Path, digest_of, disclosure_text, places, read_sd_jwt

Sign = Callable[[bytes], bytes]
# What a credential must always show (SD-JWT VC §3.2.2.2): hidden, nobody could check it.
ALWAYS_SHOWN = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "_sd_alg"})


@dataclass(frozen=True)
class Hidden:
    """Marks a claim's value, or an element of an array, as shown only when the holder wants to."""

    value: Any


@dataclass(kw_only=True)
class _Hiding:
    salt: Callable[[], str]
    decoys: int
    disclosures: list[str]

    def hide(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, list):
            return [self._element(item) for item in value]
        return value

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        if {"_sd", "..."} & value.keys():
            raise DisclosureWrong("_sd, ...")
        plain = {name: self.hide(item) for name, item in value.items() if not isinstance(item, Hidden)}
        digests = [
            self._disclosed(name, self.hide(item.value)) for name, item in value.items() if isinstance(item, Hidden)
        ]
        if digests:
            digests += [digest_of(disclosure_text(self.salt())) for _turn in range(self.decoys)]
            plain["_sd"] = sorted(digests)
        return plain

    def _element(self, item: Any) -> Any:
        return {"...": self._disclosed(self.hide(item.value))} if isinstance(item, Hidden) else self.hide(item)

    def _disclosed(self, *named: Any) -> str:
        text = disclosure_text(self.salt(), *named)
        self.disclosures.append(text)
        return digest_of(text)


def issue(
    claims: dict[str, Any],
    *,
    key: PublicKey,
    sign: Sign,
    salt: Callable[[], str],
    holder: PublicKey | None = None,
    header: dict[str, Any] | None = None,
    decoys: int = 0,
) -> str:
    """`claims` with Hidden values where the holder may choose. Raises DisclosureWrong for a claim that may not be hidden."""
    if any(isinstance(claims.get(name), Hidden) for name in ALWAYS_SHOWN):
        raise DisclosureWrong("a claim that must always show")
    hiding = _Hiding(salt=salt, decoys=decoys, disclosures=[])
    payload = {**hiding.hide(claims), "_sd_alg": "sha-256"}
    if holder is not None:
        payload["cnf"] = {"jwk": holder.jwk}
    issued = make_jws({"typ": "dc+sd-jwt", **(header or {})}, payload, key, sign)
    return "~".join([issued, *hiding.disclosures, ""])


def present(text: str, show: Collection[Path]) -> str:
    """Only what lies at these paths, and whatever they lie in. Raises DisclosureWrong for a path where nothing is hidden."""
    sd_jwt = read_sd_jwt(text)
    lies = places(sd_jwt)
    by_path = {path: digest for digest, (path, _within) in lies.items()}
    wanted: set[str] = set()
    for path in show:
        digest = by_path.get(tuple(path), "")
        if not digest:
            raise DisclosureWrong("/".join(str(part) for part in path))
        while digest and digest not in wanted:
            wanted.add(digest)
            digest = lies[digest][1]
    issued = sd_jwt.shown.partition("~")[0]
    return "~".join([issued, *(one.text for one in sd_jwt.disclosures if one.digest in wanted), ""])


def as_json(text: str) -> dict[str, Any]:
    """The flattened JSON form of RFC 9901 §8."""
    sd_jwt = read_sd_jwt(text)
    head, body, tail = sd_jwt.shown.partition("~")[0].split(".")
    beside: dict[str, Any] = {"disclosures": [one.text for one in sd_jwt.disclosures]}
    if sd_jwt.holder_proof:
        beside["kb_jwt"] = sd_jwt.holder_proof
    return {"payload": body, "protected": head, "signature": tail, "header": beside}


def bind(shown: str, *, key: PublicKey, sign: Sign, audience: str, nonce: str, now: int) -> str:
    """With the holder's proof for one reader, now."""
    payload = {"aud": audience, "nonce": nonce, "iat": now, "sd_hash": digest_of(shown)}
    return shown + make_jws({"typ": KB_TYPE}, payload, key, sign)
