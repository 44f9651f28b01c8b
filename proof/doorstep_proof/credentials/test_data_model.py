"""What is a credential by version 2 of the data model, and what is none; each bad one is named for its sin."""

from typing import Any

import pytest

from doorstep_proof.credentials.data_model import check_any, check_credential, check_presentation
from doorstep_proof.credentials.refusals import NotACredential

V2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
GOOD: dict[str, Any] = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}
STATUS = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://a.example/1",
}
MESSAGES = [{"status": f"0x{n:x}", "message": word} for n, word in enumerate(("filed", "heard", "granted", "refused"))]

FINE: dict[str, dict[str, Any]] = {
    "as small as may be": {},
    "further contexts": {"@context": [V2, EXAMPLES, {"@vocab": "https://a.example/#"}]},
    "type as a word": {"type": "VerifiableCredential"},
    "a type of another context": {"@context": [V2, EXAMPLES], "type": ["VerifiableCredential", "ExampleCredential"]},
    "a type as a URL": {"type": ["VerifiableCredential", "https://a.example/#T"]},
    "an issuer with a name": {"issuer": {"id": "did:example:i", "name": "社区"}},
    "several subjects": {"credentialSubject": [{"id": "did:example:a"}, {"name": "b"}]},
    "a subject without an identifier": {"credentialSubject": {"name": "b"}},
    "an identifier": {"id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33"},
    "a name in two languages": {"name": [{"@value": "证", "@language": "zh-Hans"}, {"@value": "c", "@language": "en"}]},
    "moments with a zone": {"validFrom": "2023-01-01T00:00:00+08:00", "validUntil": "2023-01-01T00:00:00Z"},
    "moments with a fraction": {"validFrom": "2023-01-01T00:00:00.123Z"},
    "one moment twice": {"validFrom": "2023-01-01T00:00:00Z", "validUntil": "2023-01-01T00:00:00Z"},
    "a status": {"credentialStatus": STATUS},
    "two statuses": {"credentialStatus": [STATUS, {**STATUS, "statusPurpose": "suspension"}]},
    "a status of a kind nobody here reads": {"credentialStatus": {"type": "https://a.example/#Status"}},
    "a status of several bits, each value explained": {
        "credentialStatus": {**STATUS, "statusPurpose": "message", "statusSize": 2, "statusMessage": MESSAGES},
    },
    "a status with references": {"credentialStatus": {**STATUS, "statusReference": ["https://a.example/r"]}},
    "the last moment of a day": {"validFrom": "2023-01-01T24:00:00Z", "validUntil": "2024-02-29T00:00:00-12:00"},
    "a schema": {"credentialSchema": {"id": "https://a.example/s.json", "type": "JsonSchema"}},
    "terms of use": {"termsOfUse": [{"type": "https://a.example/#P"}]},
    "evidence": {"evidence": {"type": ["https://a.example/#E"], "id": "https://a.example/e"}},
    "a related resource": {"relatedResource": [{"id": "https://a.example/r", "digestSRI": "sha384-x"}]},
    "a resource with its kind": {
        "relatedResource": {"id": "https://a.example/r", "digestMultibase": "uEi", "mediaType": "text/plain"}
    },
    "a type that is explained on the spot": {
        "@context": [V2, {"ElderCredential": "https://a.example/#E", "age": {"@id": "https://a.example/#a"}}],
        "type": ["VerifiableCredential", "ElderCredential"],
        "age": 90,
    },
    "a word of version 2 said again as it was": {"@context": [V2, {"id": "@id", "type": "@type"}]},
    "a term given another meaning where nobody minded": {"@context": [V2, {"x": "urn:a:b"}, {"x": "urn:a:c"}]},
}
SINS: dict[str, Any] = {
    "no context": {"@context": None},
    "a context that is no list": {"@context": V2},
    "an empty context": {"@context": []},
    "the first context is another": {"@context": [EXAMPLES, V2]},
    "version 1": {"@context": ["https://www.w3.org/2018/credentials/v1"]},
    "a context that is a number": {"@context": [V2, 1]},
    "a context that is no URL": {"@context": [V2, "not a url"]},
    "no type": {"type": None},
    "an empty type": {"type": []},
    "another type": {"type": ["SomethingElse"], "@context": [V2, EXAMPLES]},
    "a type that is a number": {"type": ["VerifiableCredential", 1]},
    "a type that no context defines": {"type": ["VerifiableCredential", "Nobodys"]},
    "a term that no context defines": {"mustUnderstand": True},
    "the dates of version 1": {"issuanceDate": "2023-01-01T00:00:00Z"},
    "no issuer": {"issuer": None},
    "an issuer that is no URL": {"issuer": "somebody"},
    "an issuer without identifier": {"issuer": {"name": "x"}},
    "two issuers": {"issuer": ["did:example:a", "did:example:b"]},
    "no subject": {"credentialSubject": None},
    "an empty subject": {"credentialSubject": {}},
    "no subjects": {"credentialSubject": []},
    "one of two subjects is empty": {"credentialSubject": [{"id": "did:example:a"}, {}]},
    "a subject that is a word": {"credentialSubject": "did:example:a"},
    "a subject whose identifier is none": {"credentialSubject": {"id": "somebody"}},
    "an identifier that is no URL": {"id": "number seven"},
    "two identifiers": {"id": ["urn:a:b", "urn:a:c"]},
    "a name that is a number": {"name": 7},
    "a name with a stranger's key": {"name": {"@value": "x", "@type": "y"}},
    "a name without a value": {"name": {"@language": "en"}},
    "a name in no language": {"name": {"@value": "x", "@language": "not a language"}},
    "a name that runs nowhere": {"name": {"@value": "x", "@direction": "up"}},
    "a description that is an object": {"description": {"text": "x"}},
    "a day without an hour": {"validFrom": "2023-01-01"},
    "an hour without a zone": {"validFrom": "2023-01-01T00:00:00"},
    "a thirteenth month": {"validFrom": "2023-13-01T00:00:00Z"},
    "a 30 February": {"validUntil": "2023-02-30T00:00:00Z"},
    "a moment as a number": {"validFrom": 1672531200},
    "over before it begins": {"validFrom": "2024-01-01T00:00:00Z", "validUntil": "2023-01-01T00:00:00Z"},
    "over before it begins, by the zone": {
        "validFrom": "2023-01-01T00:00:00Z",
        "validUntil": "2023-01-01T00:00:00+08:00",
    },
    "a status without type": {"credentialStatus": {"id": "https://a.example/1"}},
    "a status whose identifier is none": {"credentialStatus": {**STATUS, "id": "x y"}},
    "a status without purpose": {"credentialStatus": {**STATUS, "statusPurpose": None}},
    "a status with a negative index": {"credentialStatus": {**STATUS, "statusListIndex": "-1"}},
    "a status with a zero before its index": {"credentialStatus": {**STATUS, "statusListIndex": "07"}},
    "a status with an index in other digits": {"credentialStatus": {**STATUS, "statusListIndex": "٧"}},
    "a status whose identifier is the list's": {"credentialStatus": {**STATUS, "id": STATUS["statusListCredential"]}},
    "a status of no bits": {"credentialStatus": {**STATUS, "statusSize": 0}},
    "a status of a bit and a half": {"credentialStatus": {**STATUS, "statusSize": 1.5}},
    "a status of one bit, as a word": {"credentialStatus": {**STATUS, "statusSize": "1"}},
    "a status of several bits without messages": {"credentialStatus": {**STATUS, "statusSize": 2}},
    "a status with a message too few": {
        "credentialStatus": {**STATUS, "statusSize": 2, "statusMessage": MESSAGES[:3]},
    },
    "a status whose message has no value": {
        "credentialStatus": {**STATUS, "statusMessage": [{"message": "x"}, {"message": "y"}]},
    },
    "a status with a reference that is none": {"credentialStatus": {**STATUS, "statusReference": "somewhere"}},
    "no statuses": {"credentialStatus": []},
    "a schema in words": {"credentialSchema": "https://a.example/s.json"},
    "a leap second": {"validFrom": "2023-01-01T23:59:60Z"},
    "a zone beyond the date line": {"validFrom": "2023-01-01T00:00:00+14:01"},
    "a zone without its colon": {"validFrom": "2023-01-01T00:00:00+0800"},
    "a type twice": {"type": ["VerifiableCredential", "VerifiableCredential"]},
    "a name that is nothing": {"name": None},
    "a list of no names": {"name": []},
    "a subject in a list in a list": {"credentialSubject": [[{"id": "did:example:a"}]]},
    "a kind of resource that is a number": {
        "relatedResource": {"id": "https://a.example/r", "digestMultibase": "uEi", "mediaType": 7},
    },
    "no proofs": {"proof": []},
    "a status that is a word": {"credentialStatus": "https://a.example/1"},
    "a schema without identifier": {"credentialSchema": {"type": "JsonSchema"}},
    "a schema without type": {"credentialSchema": {"id": "https://a.example/s.json"}},
    "terms of use without type": {"termsOfUse": {"id": "https://a.example/1"}},
    "evidence without type": {"evidence": {"id": "https://a.example/1"}},
    "a refresh service without type": {"refreshService": {"id": "https://a.example/1"}},
    "a word of version 2 with another meaning": {"@context": [V2, {"VerifiableCredential": "https://a.example/#V"}]},
    "an issuer that means something else": {"@context": [V2, {"issuer": "https://a.example/#i"}]},
    "a protected term with another meaning": {
        "@context": [V2, {"@protected": True, "x": "urn:a:b"}, {"x": "urn:a:c"}],
    },
    "a type explained by no URL": {
        "@context": [V2, {"Elder": "https ://a.example/#E"}],
        "type": ["VerifiableCredential", "Elder"],
    },
    "a type whose vocabulary was taken away": {
        "@context": [V2, {"@vocab": "urn:a:"}, {"@vocab": None}],
        "type": ["VerifiableCredential", "Elder"],
    },
    "a term that the context on the spot leaves out": {"@context": [V2, {"x": "urn:a:b"}], "y": 1},
    "a status whose type is a number": {"credentialStatus": {"id": "https://a.example/1", "type": 2}},
    "a digest that is none": {"relatedResource": [{"id": "https://a.example/r", "digestSRI": "md5-x"}]},
    "a resource that is a word": {"relatedResource": ["https://a.example/r"]},
    "names in a list of words": {"name": ["a", "b"]},
    "an issuer whose name is a number": {"issuer": {"id": "did:example:i", "name": 7}},
    "a moment in small letters": {"validFrom": "2023-01-01t00:00:00z"},
    "a resource without digest": {"relatedResource": [{"id": "https://a.example/r"}]},
    "a resource without identifier": {"relatedResource": [{"digestSRI": "sha384-x"}]},
    "a resource twice": {"relatedResource": [{"id": "https://a.example/r", "digestSRI": "sha256-a"}] * 2},
    "a proof without type": {"proof": {"cryptosuite": "eddsa-jcs-2022"}},
}


def _made(changes: dict[str, Any]) -> dict[str, Any]:
    gone = {"no context": "@context", "no type": "type", "no issuer": "issuer", "no subject": "credentialSubject"}
    return {k: v for k, v in {**GOOD, **changes}.items() if v is not None or k not in gone.values()}


@pytest.mark.parametrize("name", FINE)
def test_a_credential_may_have(name: str) -> None:
    assert check_credential(_made(FINE[name]))


@pytest.mark.parametrize("name", SINS)
def test_a_credential_may_not_have(name: str) -> None:
    with pytest.raises(NotACredential):
        check_credential(_made(SINS[name]))


@pytest.mark.parametrize("document", [None, [], "x", 7, {}])
def test_what_is_no_object_is_no_credential(document: Any) -> None:
    with pytest.raises(NotACredential):
        check_any(document)


SHOWN: dict[str, Any] = {"@context": [V2], "type": "VerifiablePresentation"}
ENVELOPE = {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+sd-jwt,ey~"}


def test_a_presentation_may_hold_none_one_or_several_credentials() -> None:
    check_presentation(SHOWN)
    check_presentation({**SHOWN, "holder": "did:example:h", "verifiableCredential": GOOD})
    check_presentation({**SHOWN, "holder": {"id": "did:example:h"}, "verifiableCredential": [GOOD, ENVELOPE]})


@pytest.mark.parametrize(
    "change",
    [
        {"verifiableCredential": "data:application/vc+jwt,ey"},
        {"verifiableCredential": [GOOD, "ey.ey.s"]},
        {"verifiableCredential": [{**GOOD, "credentialSubject": {}}]},
        {"verifiableCredential": [{**ENVELOPE, "id": "https://a.example/x"}]},
        {"verifiableCredential": [{**ENVELOPE, "@context": EXAMPLES}]},
        {"verifiableCredential": [{**ENVELOPE, "type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]}]},
        {"holder": {"name": "nobody"}},
        {"mustUnderstand": True},
        {"holder": "nobody"},
        {"type": "VerifiableCredential"},
        {"termsOfUse": {"id": "urn:a:b"}},
    ],
)
def test_a_presentation_holds_whole_credentials_and_a_known_holder(change: dict[str, Any]) -> None:
    with pytest.raises(NotACredential):
        check_presentation({**SHOWN, **change})
