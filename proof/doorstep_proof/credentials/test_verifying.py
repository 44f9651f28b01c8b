"""From a freshly signed credential to every sentence that can be said of it."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep_proof.credentials import verdicts
from doorstep_proof.credentials.data_integrity import SUITE_OF, add_proof
from doorstep_proof.credentials.dids import Issuer, address_of, did_document, did_key, did_web, read_did_document
from doorstep_proof.credentials.keys import flat_signature, from_jwk, from_multikey, public_key_of
from doorstep_proof.credentials.multibase import to_base64url
from doorstep_proof.credentials.refusals import StatusListWrong
from doorstep_proof.credentials.status_list import ENTRIES, bit, decode, empty, encode, list_credential, with_bit
from doorstep_proof.credentials.strict_json import canonical
from doorstep_proof.credentials.verifying import Lists, Trust, judge

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DID = did_web("doorstep.example")
LIST = "https://doorstep.example/credentials/status/1"
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = public_key_of(SECRET.public_key())
TRUST = Trust.of([Issuer(did=DID, name="都江堰", keys={f"{DID}#k1": KEY})])


def _options(method: str = f"{DID}#k1", **more: Any) -> dict[str, Any]:
    suite = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2026-01-01T00:00:00Z"}
    return {**suite, "verificationMethod": method, "proofPurpose": "assertionMethod", **more}


def _credential(**changes: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2027-01-01T00:00:00Z",
        "credentialSubject": {"name": "王**"},
        **changes,
    }


def _entry(index: int, purpose: str = "revocation") -> dict[str, Any]:
    named = {"statusPurpose": purpose, "statusListIndex": str(index), "statusListCredential": LIST}
    return {"type": "BitstringStatusListEntry", **named}


def _signed(**changes: Any) -> dict[str, Any]:
    return add_proof(_credential(**changes), _options(), KEY, SECRET.sign)


def _list(*indexes: int, purpose: str = "revocation", **changes: Any) -> dict[str, Any]:
    bits = empty()
    for index in indexes:
        bits = with_bit(bits, index, True)
    until = "2026-07-01T00:00:00Z"
    made = list_credential(
        ident=LIST, issuer=DID, purpose=purpose, bits=bits, valid_from="2026-05-01T00:00:00Z", valid_until=until
    )
    return add_proof({**made, **changes}, _options(), KEY, SECRET.sign)


def _state(document: Any, held: dict[str, Any] | None = None, now: datetime = NOW, trust: Trust = TRUST) -> str:
    return judge(document, trust, now=now, lists=Lists(lambda _address: held)).state


def test_a_signed_credential_in_date_is_valid() -> None:
    verdict = judge(json.dumps(_signed()), TRUST, now=NOW)
    assert verdict.is_valid
    assert verdict.issuer == "都江堰"
    assert "有效" in verdict.say()
    assert "Valid" in verdict.say("en")


def test_time_is_said() -> None:
    assert _state(_signed(), now=NOW - timedelta(days=365)) == verdicts.NOT_YET
    assert _state(_signed(), now=NOW + timedelta(days=365)) == verdicts.EXPIRED
    expired = add_proof(_credential(), _options(expires="2026-02-01T00:00:00Z"), KEY, SECRET.sign)
    assert _state(expired) == verdicts.EXPIRED


@pytest.mark.parametrize("name", ["id", "credentialSubject", "validUntil", "issuer"])
def test_a_change_anywhere_is_tampering(name: str) -> None:
    other: dict[str, Any] = {"id": "urn:uuid:2", "credentialSubject": {"name": "李**"}, "issuer": "did:example:i"}
    assert _state({**_signed(), name: other.get(name, "2028-01-01T00:00:00Z")}) == verdicts.TAMPERED


def test_an_added_field_or_an_unknown_critical_one_is_refused() -> None:
    assert _state({**_signed(), "name": "x"}) == verdicts.TAMPERED
    assert _state({**_signed(), "critical": ["x"]}) == verdicts.MALFORMED
    signed = _signed()
    assert _state({**signed, "proof": {**signed["proof"], "crit": ["x"]}}) == verdicts.MALFORMED


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"a":1,"a":2}', "[" * 100_000, '{"a":NaN}', b"\xff\xfe", '{"proof":1e999}']
)
def test_rubbish_is_no_credential(text: str | bytes) -> None:
    assert judge(text, TRUST, now=NOW).state == verdicts.MALFORMED


def test_a_name_that_stands_twice_is_refused() -> None:
    text = json.dumps(_signed())
    assert judge(text[:-1] + ', "issuer": "did:example:x"}', TRUST, now=NOW).state == verdicts.MALFORMED


def test_somebody_elses_key_is_an_unknown_issuer() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    mine = public_key_of(other.public_key())
    method = f"{did_key(mine)}#{mine.multikey}"
    assert _state(add_proof(_credential(), _options(method), mine, other.sign)) == verdicts.UNKNOWN_ISSUER
    assert _state(add_proof(_credential(), _options(f"{DID}#other"), mine, other.sign)) == verdicts.UNKNOWN_ISSUER
    assert _state(add_proof(_credential(), _options(), mine, other.sign)) == verdicts.TAMPERED
    assert (
        _state(add_proof(_credential(issuer="did:web:other.example"), _options(), KEY, SECRET.sign))
        == verdicts.UNKNOWN_ISSUER
    )


def test_status_is_said_and_a_missing_list_too() -> None:
    one = _signed(credentialStatus=_entry(7))
    assert _state(one, _list()) == verdicts.VALID
    assert _state(one, _list(7)) == verdicts.REVOKED
    assert (
        _state(_signed(credentialStatus=_entry(7, "suspension")), _list(7, purpose="suspension")) == verdicts.SUSPENDED
    )
    assert _state(one) == verdicts.STATUS_UNKNOWN


def test_a_list_that_proves_nothing_is_not_believed() -> None:
    one = _signed(credentialStatus=_entry(7))
    forged = {**_list(), "validUntil": "2028-01-01T00:00:00Z"}
    assert _state(one, forged) == verdicts.STATUS_UNKNOWN
    assert _state(one, _list(purpose="suspension")) == verdicts.STATUS_UNKNOWN
    assert _state(one, _list(id="https://doorstep.example/credentials/status/2")) == verdicts.STATUS_UNKNOWN
    assert _state(one, _list(), now=NOW + timedelta(days=60)) == verdicts.STATUS_UNKNOWN
    assert _state(_signed(credentialStatus=_entry(ENTRIES)), _list()) == verdicts.STATUS_UNKNOWN
    assert _state(one, _signed(id=LIST)) == verdicts.STATUS_UNKNOWN


def test_a_row_of_bits_begins_at_the_left() -> None:
    bits = with_bit(with_bit(empty(), 0, True), ENTRIES - 1, True)
    assert bits[0] == 0x80
    assert bits[-1] == 1
    assert [bit(decode(encode(bits)), at) for at in (0, 1, ENTRIES - 1)] == [True, False, True]
    assert with_bit(with_bit(bits, 0, False), ENTRIES - 1, False) == empty()
    for at in (-1, ENTRIES):
        with pytest.raises(StatusListWrong):
            bit(bits, at)


@pytest.mark.parametrize(
    "text",
    [
        "u" + to_base64url(gzip.compress(bytes(ENTRIES // 8 - 1))),
        "u" + to_base64url(gzip.compress(bytes(65 * 2**20))),
        "u" + to_base64url(gzip.compress(bytes(ENTRIES // 8))[:-8]),
        "u" + to_base64url(gzip.compress(bytes(ENTRIES // 8)) + b"more"),
        "u" + to_base64url(bytes(ENTRIES // 8)),
        to_base64url(gzip.compress(bytes(ENTRIES // 8))),
        "u" + to_base64url(gzip.compress(bytes(ENTRIES // 8))) + "=",
        None,
    ],
    ids=["too short", "a bomb", "cut off", "with a tail", "not packed", "no multibase", "padded", "none"],
)
def test_a_wrong_list_is_refused(text: object) -> None:
    with pytest.raises(StatusListWrong):
        decode(text)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()])
def test_the_curves_sign_too(curve: ec.EllipticCurve) -> None:
    secret = ec.generate_private_key(curve)
    key = public_key_of(secret.public_key())
    method = f"{did_key(key)}#{key.multikey}"
    sign = lambda message: flat_signature(secret.sign(message, ec.ECDSA(_hash(key.kind))), key.kind)  # noqa: E731
    made = add_proof(_credential(issuer=did_key(key)), _options(method, cryptosuite=SUITE_OF[key.kind]), key, sign)
    trust = Trust.of([Issuer(did=did_key(key), name="x", keys={method: key})])
    assert _state(made, trust=trust) == verdicts.VALID
    assert _state({**made, "id": "urn:uuid:3"}, trust=trust) == verdicts.TAMPERED
    mixed = {**made, "proof": {**made["proof"], "cryptosuite": "eddsa-jcs-2022"}}
    assert _state(mixed, trust=trust) == verdicts.MALFORMED
    assert from_jwk(key.jwk) == key == from_multikey(key.multikey)


def _hash(kind: str) -> Any:
    from doorstep_proof.credentials.keys import HASH

    return HASH[kind]


def test_proofs_in_sets_and_chains_must_all_stand() -> None:
    first = add_proof(_credential(), _options(id="urn:uuid:p1"), KEY, SECRET.sign)
    chained = add_proof(first, _options(previousProof="urn:uuid:p1"), KEY, SECRET.sign)
    assert _state(chained) == verdicts.VALID
    broken = [{**chained["proof"][0], "created": "2025-01-01T00:00:00Z"}, chained["proof"][1]]
    assert _state({**chained, "proof": broken}) == verdicts.TAMPERED
    assert _state({**chained, "proof": chained["proof"][1:]}) == verdicts.MALFORMED
    assert _state({**chained, "proof": []}) == verdicts.MALFORMED


def test_a_context_may_be_added_behind_and_not_before() -> None:
    made = _signed()
    more = {**made, "@context": [*made["@context"], "https://a.example/v1"]}
    assert _state(more) == verdicts.VALID
    assert _state({**made, "proof": {**made["proof"], "@context": ["https://a.example/v1"]}}) == verdicts.MALFORMED


def test_a_did_document_is_read_as_it_was_written() -> None:
    document = did_document(DID, [("k1", KEY), ("k0", replace(KEY, raw=KEY.raw))])
    assert read_did_document(document, name="都江堰").keys[f"{DID}#k1"] == KEY
    assert address_of(DID) == "https://doorstep.example/.well-known/did.json"
    assert did_web("localhost:8000", "towns/a") == "did:web:localhost%3A8000:towns:a"
    assert address_of("did:web:localhost%3A8000:towns:a") == "https://localhost:8000/towns/a/did.json"


def test_quick_canonical_bytes_are_those_of_the_library() -> None:
    names = st.text(max_size=4)
    numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    leaf = st.none() | st.booleans() | numbers | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
    values = st.recursive(leaf, lambda below: st.lists(below, max_size=3) | st.dictionaries(names, below, max_size=3))

    @given(values)
    @settings(max_examples=200, derandomize=True, database=None)
    def alike(value: Any) -> None:
        assert canonical(value) == rfc8785.dumps(value)

    alike()
