"""SM2 and SM3 on the examples of GB/T 32905 and GB/T 32918.5; credentials by them are read only where they are switched on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from doorstep_proof.credentials import data_integrity, keys, verdicts
from doorstep_proof.credentials.data_integrity import SUITES, add_proof
from doorstep_proof.credentials.dids import Issuer
from doorstep_proof.credentials.keys import PublicKey, from_multikey
from doorstep_proof.credentials.multibase import multibase
from doorstep_proof.credentials.refusals import KeyUnreadable, ProofUnreadable, SignatureWrong
from doorstep_proof.credentials.sd_jwt_making import issue
from doorstep_proof.credentials.sm2 import KIND, PREFIX, SUITE, N, opened, public_of, sign, sm3, switch_on
from doorstep_proof.credentials.verifying import Trust, judge

SECRET = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
POINT = (
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
DID = "did:web:a.example"


@pytest.fixture
def _on() -> Iterator[None]:
    """Switched on for this test alone."""
    tables: tuple[dict[str, Any], ...] = (
        *(keys.PREFIX, keys.LENGTH, keys._OPENS, data_integrity.SUITES, data_integrity.SUITE_OF, data_integrity.DIGEST),
    )
    before = [dict(table) for table in tables]
    switch_on()
    yield
    for table, held in zip(tables, before, strict=True):
        table.clear()
        table.update(held)
    from_multikey.cache_clear()


def test_sm3_is_that_of_the_standard() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_the_example_of_the_recommended_curve_is_made_byte_by_byte_and_verified() -> None:
    key = opened(public_of(SECRET))
    assert key.point == POINT
    assert key.digest(b"message digest") == 0xF0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640
    assert sign(SECRET, b"message digest", chosen=lambda _e, _turn: K) == SIGNATURE
    key.verify(SIGNATURE, b"message digest")
    own = sign(SECRET, b"message digest")
    assert own == sign(SECRET, b"message digest") != SIGNATURE
    key.verify(own, b"message digest")
    key.verify(sign(SECRET, b"x", who=b"ALICE123@YAHOO.COM"), b"x", who=b"ALICE123@YAHOO.COM")


@pytest.mark.parametrize(
    "signature",
    [
        SIGNATURE[:-1], SIGNATURE + b"\0", bytes(64), SIGNATURE[:32] + bytes(32), bytes(32) + SIGNATURE[32:], SIGNATURE[32:] + SIGNATURE[:32],
        SIGNATURE[:63] + b"\xab", N.to_bytes(32, "big") + SIGNATURE[32:], (N - 1).to_bytes(32, "big") + (1).to_bytes(32, "big"), b"",
    ],
)  # fmt: skip
def test_what_is_no_signature_of_this_key_is_refused(signature: bytes) -> None:
    with pytest.raises(SignatureWrong):
        opened(public_of(SECRET)).verify(signature, b"message digest")


def test_another_message_signer_or_name_is_refused() -> None:
    for key, message, who in (
        (SECRET, b"message digest!", b"1234567812345678"),
        (SECRET + 1, b"message digest", b"1234567812345678"),
        (SECRET, b"message digest", b"ALICE123@YAHOO.COM"),
    ):
        with pytest.raises(SignatureWrong):
            opened(public_of(key)).verify(SIGNATURE, message, who)


def test_bytes_that_are_no_point_are_no_key() -> None:
    good = public_of(SECRET)
    for raw in (good[:-1], b"\x04" + good[1:], b"\x02" + b"\xff" * 32, b"\x02" + bytes(31) + b"\x05"):
        with pytest.raises(KeyUnreadable):
            opened(raw)
    for secret in (0, N - 1, N):
        with pytest.raises(KeyUnreadable):
            public_of(secret)


def _credential() -> dict[str, Any]:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "credentialSubject": {"name": "王秀兰"},
    }
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "verificationMethod": f"{DID}#k",
        "proofPurpose": "assertionMethod",
    }
    key = PublicKey(kind=KIND, raw=public_of(SECRET))
    return add_proof(document, options, key, lambda message: sign(SECRET, message))


@pytest.mark.usefixtures("_on")
def test_a_credential_by_national_algorithms_is_believed_where_they_are_switched_on() -> None:
    key = PublicKey(kind=KIND, raw=public_of(SECRET))
    assert from_multikey(key.multikey) == key
    trust = Trust.of([Issuer(did=DID, name="社区", keys={f"{DID}#k": key})])
    document = _credential()
    assert judge(document, trust, now=NOW).is_valid
    moved = {**document, "credentialSubject": {"name": "王秀芳"}}
    assert judge(moved, trust, now=NOW).state == verdicts.TAMPERED
    with pytest.raises(ProofUnreadable):
        issue({"iss": DID}, key=key, sign=lambda message: sign(SECRET, message), salt=lambda: "s")
    with pytest.raises(KeyUnreadable):
        _ = key.jwk


def test_it_is_off_unless_somebody_switches_it_on() -> None:
    assert SUITE not in SUITES
    with pytest.raises(KeyUnreadable):
        from_multikey(multibase(PREFIX + public_of(SECRET)))
