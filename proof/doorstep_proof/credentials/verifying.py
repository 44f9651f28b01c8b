"""One question: may this credential be relied upon, now, by someone who trusts these issuers? Answered with a Verdict.

The order matters: first whether it is a credential at all, then whether the signature stands, then who signed, then time, then
status; a later doubt is never said before an earlier one. Never raises for what a stranger hands in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from doorstep_proof.credentials import verdicts
from doorstep_proof.credentials.data_integrity import Proof, check_proof, proofs_of, read_proof
from doorstep_proof.credentials.data_model import check_any, issuer_of
from doorstep_proof.credentials.dids import Issuer, Revoked, key_of_method
from doorstep_proof.credentials.instants import instant
from doorstep_proof.credentials.keys import PublicKey
from doorstep_proof.credentials.logged import Place, nowhere
from doorstep_proof.credentials.refusals import KeyUnreadable, NotACredential, SignatureWrong, StatusListWrong
from doorstep_proof.credentials.shapes import Json
from doorstep_proof.credentials.status_list import REVOCATION, SUSPENSION, Opened, entries_of, open_list
from doorstep_proof.credentials.strict_json import read_object
from doorstep_proof.credentials.verdicts import Verdict
from doorstep_proof.refusals import NotProven

# From the address of a status list to its credential; None where it is not at hand.
Find = Callable[[str], Json | None]


STATES: Mapping[str, str] = {REVOCATION: verdicts.REVOKED, SUSPENSION: verdicts.SUSPENDED}


@dataclass(frozen=True, kw_only=True)
class Trust:
    """Whom the reader believes. `issuers` by DID."""

    issuers: Mapping[str, Issuer]

    @classmethod
    def of(cls, issuers: Iterable[Issuer]) -> "Trust":
        return cls(issuers={one.did: one for one in issuers})

    def key(self, method: str) -> PublicKey | None:
        """The key behind a verification method, if it is one of a trusted issuer's."""
        issuer = self.issuers.get(method.partition("#")[0])
        return issuer.keys.get(method) if issuer else None

    def lost(self, method: str) -> Revoked | None:
        """The same of a key that came into other hands."""
        issuer = self.issuers.get(method.partition("#")[0])
        return issuer.revoked.get(method) if issuer else None


class Lists:
    """Status lists at hand, each believed only after its own signature, opened once."""

    def __init__(self, find: Find | None = None) -> None:
        self._find = find
        self._opened: dict[str, Opened] = {}

    def opened(self, address: str, issuer: str, trust: Trust, now: datetime) -> Opened:
        """Raises StatusListWrong for a list that is missing, forged, out of date, or another issuer's."""
        found = self._opened.get(address)
        if found is None or not found.is_current(now):
            held = self._find(address) if self._find else None
            if held is None:
                raise StatusListWrong(f"not at hand: {address[:200]}")
            self._opened[address] = found = _open(held, address, trust, now)
        if found.issuer != issuer:
            raise StatusListWrong(f"issuer: {found.issuer[:80]}")
        return found


def _open(held: Json, address: str, trust: Trust, now: datetime) -> Opened:
    if held.get("id") != address:
        raise StatusListWrong(f"id: {str(held.get('id'))[:80]}")
    verdict = judge(held, trust, now=now, with_status=False)
    if not verdict.is_valid:
        raise StatusListWrong(f"{verdict.state}: {verdict.why}")
    return open_list(held)


NO_LISTS = Lists()


def judge(
    credential: str | bytes | Json,
    trust: Trust,
    *,
    now: datetime,
    lists: Lists = NO_LISTS,
    with_status: bool = True,
    place: Place = nowhere,
) -> Verdict:
    """What may be said of it at `now`. `place`: where the log holds it, asked only when its key was lost."""
    try:
        document = credential if isinstance(credential, dict) else read_object(credential)
        check_any(document)
        proofs = [read_proof(one) for one in proofs_of(document)]
        if any(proof.purpose != "assertionMethod" for proof in proofs):
            raise NotACredential("proofPurpose")
        known = [_check(document, proof, trust) for proof in proofs]
    except SignatureWrong as wrong:
        return Verdict(state=verdicts.TAMPERED, why=str(wrong))
    except NotProven as wrong:
        return Verdict(state=verdicts.MALFORMED, why=f"{type(wrong).__name__}: {wrong}")
    by = issuer_of(document)
    if not all(known) or {proof.method.partition("#")[0] for proof in proofs} != {by}:
        return Verdict(state=verdicts.UNKNOWN_ISSUER, why=by, document=document)
    name = trust.issuers[by].name
    for lost in filter(None, (trust.lost(proof.method) for proof in proofs)):
        index = place(document, lost)
        if index is None or index >= lost.size:
            why = f"revoked {lost.at}, log entry {index if index is not None else '-'} of {lost.size}"
            return Verdict(state=verdicts.KEY_REVOKED, why=why, issuer=name, document=document)
    state, why = _in_time(document, proofs, now)
    if state == verdicts.VALID and with_status:
        state, why = status_of(document, trust, now, lists)
    return Verdict(state=state, why=why, issuer=name, document=document)


def _check(document: Json, proof: Proof, trust: Trust) -> bool:
    """Whether a trusted issuer's key signed; a did:key opens by itself and is checked all the same. Raises NotProven."""
    key = trust.key(proof.method)
    if key is None and (lost := trust.lost(proof.method)):
        key = lost.key
    if key is None:
        try:
            opened = key_of_method(proof.method)
        except KeyUnreadable:
            return False
        check_proof(document, proof, opened)
        return False
    check_proof(document, proof, key)
    return True


def _in_time(document: Json, proofs: list[Proof], now: datetime) -> tuple[str, str]:
    if "validFrom" in document and now < instant(document["validFrom"]):
        return verdicts.NOT_YET, document["validFrom"]
    if "validUntil" in document and now > instant(document["validUntil"]):
        return verdicts.EXPIRED, document["validUntil"]
    for proof in proofs:
        if proof.expires is not None and now > proof.expires:
            return verdicts.EXPIRED, proof.source["expires"]
    return verdicts.VALID, ""


def status_of(document: Json, trust: Trust, now: datetime, lists: Lists) -> tuple[str, str]:
    """What the lists say, and which. Revoked goes before suspended, and either before a list that is missing."""
    said: dict[str, str] = {}
    try:
        entries = entries_of(document)
    except StatusListWrong as wrong:
        return verdicts.STATUS_UNKNOWN, str(wrong)
    for entry in entries:
        try:
            if lists.opened(entry["statusListCredential"], issuer_of(document), trust, now).is_set(entry):
                said[STATES.get(entry["statusPurpose"], verdicts.STATUS_UNKNOWN)] = entry["statusListCredential"]
        except StatusListWrong as wrong:
            said[verdicts.STATUS_UNKNOWN] = str(wrong)
    for state in (verdicts.REVOKED, verdicts.SUSPENDED, verdicts.STATUS_UNKNOWN):
        if state in said:
            return state, said[state]
    return verdicts.VALID, ""
