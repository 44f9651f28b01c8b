"""The official vectors of Data Integrity (JCS suites) and RFC 8785, where they are at hand."""

import json
from datetime import UTC, datetime
from hashlib import sha256, sha384
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.credentials import strict_json
from doorstep_proof.credentials.data_integrity import add_proof, check_proof, hash_data, proofs_of, read_proof
from doorstep_proof.credentials.data_model import check_credential
from doorstep_proof.credentials.dids import key_of_method
from doorstep_proof.credentials.keys import CURVE, HASH, PublicKey, flat_signature, from_multikey
from doorstep_proof.credentials.multibase import from_multibase
from doorstep_proof.credentials.refusals import ProofUnreadable, SignatureWrong
from doorstep_proof.credentials.status_list import decode
from doorstep_proof.credentials.verdicts import UNKNOWN_ISSUER
from doorstep_proof.credentials.verifying import Trust, judge

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "vectors"
pytestmark = pytest.mark.skipif(not VECTORS.exists(), reason="the official vectors are not on this machine")
SUITES = {
    "eddsa": ("vc-di-eddsa/TestVectors/eddsa-jcs-2022", "JCS", "vc-di-eddsa/TestVectors/keyPair.json"),
    "p256": ("vc-di-ecdsa/TestVectors/ecdsa-jcs-2019-p256", "JCSECDSAP256", "vc-di-ecdsa/TestVectors/p256KeyPair.json"),
    "p384": ("vc-di-ecdsa/TestVectors/ecdsa-jcs-2019-p384", "JCSECDSAP384", "vc-di-ecdsa/TestVectors/p384KeyPair.json"),
}


def _json(path: str) -> Any:
    return json.loads((VECTORS / path).read_text())


def _signer(pair: dict[str, str], key: PublicKey) -> Any:
    raw = from_multibase(pair.get("secretKeyMultibase") or pair["privateKeyMultibase"])[2:]
    if key.kind == "Ed25519":
        return Ed25519PrivateKey.from_private_bytes(raw).sign
    secret = ec.derive_private_key(int.from_bytes(raw, "big"), CURVE[key.kind])
    alike = ec.ECDSA(HASH[key.kind], deterministic_signing=True)
    return lambda message: flat_signature(secret.sign(message, alike), key.kind)


@pytest.mark.parametrize("suite", SUITES)
def test_the_official_example_is_made_byte_by_byte_and_verified(suite: str) -> None:
    folder, tail, pair_file = SUITES[suite]
    read = lambda name: (VECTORS / folder / f"{name}{tail}.txt").read_text().strip()  # noqa: E731
    pair = _json(pair_file)
    key = from_multikey(pair["publicKeyMultibase"])
    document = _json(str(Path(folder).parent / "unsigned.json"))
    config = _json(f"{folder}/proofConfig{tail}.json")
    signed = _json(f"{folder}/signed{tail}.json")
    digest = sha384 if suite == "p384" else sha256
    assert strict_json.canonical(document).decode() == read("canonDoc")
    assert strict_json.canonical(config).decode() == read("proofCanon")
    assert digest(strict_json.canonical(document)).hexdigest() == read("docHash")
    assert digest(strict_json.canonical(config)).hexdigest() == read("proofHash")
    assert hash_data(document, config, key.kind).hex() == read("combinedHash")
    made = add_proof(document, config, key, _signer(pair, key))
    proof = read_proof(proofs_of(signed)[0])
    assert proof.signature.hex() == read("sigHex")
    assert signed["proof"]["proofValue"] == read("sigBTC58")
    check_proof(signed, proof, key_of_method(proof.method))
    check_proof(made, read_proof(made["proof"]), key)
    assert made == signed
    check_credential(signed)


@pytest.mark.parametrize("suite", SUITES)
def test_any_changed_byte_of_the_example_is_found(suite: str) -> None:
    folder, tail, _pair = SUITES[suite]
    signed = _json(f"{folder}/signed{tail}.json")
    for name in ("id", "name", "issuer", "validFrom"):
        other = {**signed, name: signed[name][:-1] + "x"}
        proof = read_proof(other["proof"])
        with pytest.raises(SignatureWrong):
            check_proof(other, proof, key_of_method(proof.method))
    moved = {**signed, "proof": {**signed["proof"], "created": "2023-02-24T23:36:39Z"}}
    proof = read_proof(moved["proof"])
    with pytest.raises(SignatureWrong):
        check_proof(moved, proof, key_of_method(proof.method))


def test_suites_that_need_rdf_are_named_and_refused() -> None:
    for path in (
        "vc-di-eddsa/TestVectors/eddsa-rdfc-2022/signedDataInt.json",
        "vc-di-eddsa/TestVectors/Ed25519Signature2020/signedEdSig.json",
    ):
        with pytest.raises(ProofUnreadable):
            read_proof(_json(path)["proof"])


def test_a_true_signature_of_nobody_one_knows_is_an_unknown_issuer() -> None:
    signed = (VECTORS / "vc-di-eddsa/TestVectors/eddsa-jcs-2022/signedJCS.json").read_bytes()
    assert judge(signed, Trust.of([]), now=datetime(2026, 1, 1, tzinfo=UTC)).state == UNKNOWN_ISSUER


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_canonical_json_is_that_of_rfc_8785(name: str) -> None:
    folder = VECTORS / "jcs" / "testdata"
    made = strict_json.canonical(strict_json.read((folder / "input" / f"{name}.json").read_bytes()))
    assert made == (folder / "output" / f"{name}.json").read_bytes()
    assert made.hex() == "".join((folder / "outhex" / f"{name}.txt").read_text().split())


def test_the_list_of_the_specification_opens() -> None:
    assert not any(decode("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"))
