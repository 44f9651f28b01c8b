"""SD-JWT as a credential (SD-JWT VC): which claims it must have, who signed, whether it is in date, and what to say of it."""

from datetime import datetime
from typing import Any

from doorstep_proof.credentials import verdicts
from doorstep_proof.credentials.keys import PublicKey
from doorstep_proof.credentials.refusals import (
    DisclosureWrong,
    HolderNotShown,
    KeyUnreadable,
    NotACredential,
    SignatureWrong,
)
from doorstep_proof.credentials.sd_jwt import SdJwt, check_holder, opened, read_sd_jwt
from doorstep_proof.credentials.sd_jwt_making import ALWAYS_SHOWN
from doorstep_proof.credentials.shapes import listed
from doorstep_proof.credentials.status_list import ENTRY
from doorstep_proof.credentials.verdicts import Verdict
from doorstep_proof.credentials.verifying import NO_LISTS, Lists, Trust, status_of
from doorstep_proof.refusals import NotProven

# Under the claim `status` (SD-JWT VC §3.2.2.2): entries as W3C credentials have them in credentialStatus.
LISTED_IN = "bitstring_status_list"
TYPES = ("dc+sd-jwt", "vc+sd-jwt")


def judge_sd_jwt(
    text: str,
    trust: Trust,
    *,
    now: datetime,
    lists: Lists = NO_LISTS,
    audience: str = "",
    nonce: str = "",
    needs_holder: bool = False,
) -> Verdict:
    """What may be said of it at `now`; with `needs_holder`, only when its holder signed for this audience and nonce."""
    try:
        sd_jwt = read_sd_jwt(text)
        claims = check_claims(sd_jwt)
        key, name = _key(sd_jwt, trust)
        if key is None:
            return Verdict(state=verdicts.UNKNOWN_ISSUER, why=str(claims["iss"])[:80], document=claims)
        sd_jwt.jws.check(key)
        if needs_holder or sd_jwt.holder_proof:
            check_holder(sd_jwt, audience=audience, nonce=nonce, now=int(now.timestamp()))
    except (SignatureWrong, DisclosureWrong, HolderNotShown) as wrong:
        return Verdict(state=verdicts.TAMPERED, why=f"{type(wrong).__name__}: {wrong}")
    except NotProven as wrong:
        return Verdict(state=verdicts.MALFORMED, why=f"{type(wrong).__name__}: {wrong}")
    if key not in trust.issuers[claims["iss"]].keys.values():
        # It is signed anew each time that it is shown and kept nowhere: no log can say that it was before.
        return Verdict(state=verdicts.KEY_REVOKED, why="SD-JWT", issuer=name, document=claims)
    state, why = _in_time(claims, now.timestamp()), ""
    if state == verdicts.VALID:
        state, why = _status(claims, trust, now, lists)
    return Verdict(state=state, why=why, issuer=name, document=claims)


def check_claims(sd_jwt: SdJwt) -> dict[str, Any]:
    """Its claims, opened. Raises NotACredential, DisclosureWrong."""
    if sd_jwt.jws.header.get("typ") not in TYPES:
        raise NotACredential("typ")
    hidden = [one.name for one in sd_jwt.disclosures if one.name in ALWAYS_SHOWN]
    claims = opened(sd_jwt)
    if any(name not in sd_jwt.jws.payload and name in claims for name in hidden):
        raise DisclosureWrong("a claim that must always show")
    for name in ("vct", "iss"):
        if not isinstance(claims.get(name), str) or not claims[name]:
            raise NotACredential(name)
    for name in ("iat", "nbf", "exp"):
        if name in claims and (isinstance(claims[name], bool) or not isinstance(claims[name], int | float)):
            raise NotACredential(name)
    return claims


def _key(sd_jwt: SdJwt, trust: Trust) -> tuple[PublicKey | None, str]:
    """The issuer's key that `kid` names; without a `kid`, its only one."""
    issuer = trust.issuers.get(sd_jwt.jws.payload["iss"]) if isinstance(sd_jwt.jws.payload.get("iss"), str) else None
    if issuer is None:
        return None, ""
    named = sd_jwt.jws.header.get("kid")
    if named is None and len(issuer.keys) == 1:
        return next(iter(issuer.keys.values())), issuer.name
    if not isinstance(named, str):
        raise KeyUnreadable("kid")
    method = issuer.did + named if named.startswith("#") else named
    lost = issuer.revoked.get(method)
    return lost.key if lost else issuer.keys.get(method), issuer.name


def _status(claims: dict[str, Any], trust: Trust, now: datetime, lists: Lists) -> tuple[str, str]:
    """Of `status`, our own lists are read; another way of saying it is not passed over, but said not to be known."""
    status = claims.get("status")
    if status is None:
        return verdicts.VALID, ""
    entries = status.get(LISTED_IN) if isinstance(status, dict) and status.keys() == {LISTED_IN} else None
    if not isinstance(entries, list) or not entries or not all(map(_is_entry, entries)):
        return verdicts.STATUS_UNKNOWN, "status"
    return status_of({"issuer": claims["iss"], "credentialStatus": entries}, trust, now, lists)


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, dict) and ENTRY in listed(entry.get("type"))


def _in_time(claims: dict[str, Any], now: float) -> str:
    if "nbf" in claims and now < claims["nbf"]:
        return verdicts.NOT_YET
    return verdicts.EXPIRED if "exp" in claims and now >= claims["exp"] else verdicts.VALID
