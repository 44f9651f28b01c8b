"""Is this a Verifiable Credential, or a presentation of some, as W3C VC Data Model 2.0 demands? Every MUST that can be seen
in the document itself is asked; each fault names its place. Fetches nothing: terms are judged only where all contexts are known.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from doorstep_proof.credentials.contexts import contexts_of, contexts_of_envelope, defined_in
from doorstep_proof.credentials.instants import instant
from doorstep_proof.credentials.refusals import NotACredential
from doorstep_proof.credentials.shapes import (
    Json,
    check_descriptions,
    check_keys_of,
    check_url,
    each_object,
    is_url,
    listed,
    typed,
)
from doorstep_proof.credentials.status_entries import check_entry
from doorstep_proof.credentials.terms import CREDENTIAL_TERMS, PRESENTATION_TERMS, TYPES
from doorstep_proof.refusals import Malformed

CREDENTIAL, PRESENTATION = "VerifiableCredential", "VerifiablePresentation"
ENVELOPED, ENVELOPED_PRESENTATION = "EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"


def check_credential(document: object) -> Json:
    """The same document. Raises NotACredential with the place and the rule that is broken."""
    credential = check_keys_of(document, "credential")
    if ENVELOPED in listed(credential.get("type")):
        return _enveloped(credential, ENVELOPED)
    contexts = contexts_of(credential)
    types = _types(credential, contexts)
    if CREDENTIAL not in types:
        raise NotACredential(f"type: {CREDENTIAL}")
    _id(credential)
    _words(credential)
    _issuer(credential)
    _subjects(credential)
    _validity(credential)
    for name, ask in PARTS.items():
        if name in credential:
            for part in each_object(credential[name], name):
                ask(part, name)
    _related_once(credential)
    _terms(credential, contexts, CREDENTIAL_TERMS)
    return credential


def check_presentation(document: object) -> Json:
    """A presentation and every credential in it. Raises NotACredential."""
    shown = check_keys_of(document, "presentation")
    if ENVELOPED_PRESENTATION in listed(shown.get("type")):
        return _enveloped(shown, ENVELOPED_PRESENTATION)
    contexts = contexts_of(shown)
    types = _types(shown, contexts)
    if PRESENTATION not in types:
        raise NotACredential(f"type: {PRESENTATION}")
    _id(shown)
    if "holder" in shown:
        holder = shown["holder"]
        check_url(holder.get("id") if isinstance(holder, dict) else holder, "holder")
    if "verifiableCredential" in shown:
        for part in each_object(shown["verifiableCredential"], "verifiableCredential", may_be_none=True):
            check_credential(part)
    for name in ("termsOfUse", "proof"):
        for part in each_object(shown[name], name) if name in shown else []:
            typed(part, name)
    _terms(shown, contexts, PRESENTATION_TERMS)
    return shown


def check_any(document: object) -> Json:
    """Whichever it says it is. Raises NotACredential."""
    held = document if isinstance(document, dict) else {}
    types = listed(held.get("type"))
    return (check_presentation if PRESENTATION in types or ENVELOPED_PRESENTATION in types else check_credential)(held)


def subjects_of(credential: Json) -> list[Json]:
    """The subjects, always as a list."""
    return [one for one in listed(credential.get("credentialSubject")) if isinstance(one, dict)]


def issuer_of(credential: Json) -> str:
    """The issuer's identifier."""
    issuer = credential.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def _types(document: Json, contexts: list[Any]) -> list[str]:
    """Terms or absolute URLs; a term that no known context defines is nobody's type."""
    held = document.get("type")
    types = listed(held)
    if not types or not all(isinstance(one, str) and one for one in types) or len(set(types)) != len(types):
        raise NotACredential("type")
    known = defined_in(contexts)
    for one in types:
        if known is not None and one not in TYPES | known and not is_url(one):
            raise NotACredential(f"type: {one[:60]}")
        if any(letter.isspace() for letter in one):
            raise NotACredential(f"type: {one[:60]}")
    return types


def _terms(document: Json, contexts: list[Any], terms: frozenset[str]) -> None:
    """A name that no context defines would be signed and mean nothing."""
    known = defined_in(contexts)
    if known is None:
        return
    for name in document.keys() - terms - known:
        if not is_url(name):
            raise NotACredential(f"{name[:60]}: not defined")


def _enveloped(document: Json, kind: str) -> Json:
    contexts_of_envelope(document)
    ident = document.get("id")
    if listed(document["type"]) != [kind] or not isinstance(ident, str) or not ident.startswith("data:"):
        raise NotACredential(f"{kind}: id data:")
    media, mark, content = ident.removeprefix("data:").partition(",")
    if not mark or not content or "/" not in media:
        raise NotACredential(f"{kind}: id data:")
    return document


def _id(document: Json) -> None:
    if "id" in document:
        check_url(document["id"], "id")


def _words(document: Json) -> None:
    for name in ("name", "description"):
        if name in document:
            check_descriptions(document[name], name)


def _issuer(credential: Json) -> None:
    issuer = credential.get("issuer")
    if isinstance(issuer, dict):
        _words(issuer)
        issuer = issuer.get("id")
    check_url(issuer, "issuer")


def _subjects(credential: Json) -> None:
    for subject in each_object(credential.get("credentialSubject"), "credentialSubject"):
        if not subject:
            raise NotACredential("credentialSubject: {}")
        if "id" in subject:
            check_url(subject["id"], "credentialSubject.id")
        _words(subject)


def _validity(credential: Json) -> None:
    moments = {}
    for name in ("validFrom", "validUntil"):
        if name in credential:
            try:
                moments[name] = instant(credential[name])
            except Malformed as wrong:
                raise NotACredential(f"{name}: dateTimeStamp") from wrong
    if len(moments) == 2 and moments["validUntil"] < moments["validFrom"]:
        raise NotACredential("validUntil < validFrom")


def _with_type(part: Json, name: str) -> None:
    typed(part, name)
    if "id" in part:
        check_url(part["id"], f"{name}.id")


def _with_type_and_id(part: Json, name: str) -> None:
    typed(part, name)
    check_url(part.get("id"), f"{name}.id")


def _status(part: Json, name: str) -> None:
    _with_type(part, name)
    if "BitstringStatusListEntry" in listed(part["type"]):
        check_entry(part, name)


def _related(part: Json, name: str) -> None:
    check_url(part.get("id"), f"{name}.id")
    digests = {key: part[key] for key in DIGESTS if key in part}
    if not digests:
        raise NotACredential(f"{name}.digestSRI, digestMultibase")
    for key, digest in digests.items():
        if not isinstance(digest, str) or not DIGESTS[key].fullmatch(digest):
            raise NotACredential(f"{name}.{key}")
    if not isinstance(part.get("mediaType", ""), str):
        raise NotACredential(f"{name}.mediaType")


# A resource is not fetched, so its digest is not compared; but one that is no digest can never be right.
DIGESTS = {
    "digestSRI": re.compile(
        r"sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2}(?: +sha(?:256|384|512)-[A-Za-z0-9+/_-]+={0,2})*"
    ),
    "digestMultibase": re.compile(r"[uUzZmMfFbB][A-Za-z0-9+/_=-]+"),
}


def _related_once(credential: Json) -> None:
    idents = [one.get("id") for one in listed(credential.get("relatedResource")) if isinstance(one, dict)]
    if len(set(idents)) != len(idents):
        raise NotACredential("relatedResource: id")


PARTS: Mapping[str, Callable[[Json, str], None]] = {
    "credentialStatus": _status,
    "credentialSchema": _with_type_and_id,
    "refreshService": _with_type,
    "termsOfUse": _with_type,
    "evidence": _with_type,
    "relatedResource": _related,
    "confidenceMethod": _with_type,
    "renderMethod": _with_type,
    "proof": lambda part, name: typed(part, name),
}
