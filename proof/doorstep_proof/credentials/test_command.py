"""The command says in words what the verdict is, and its exit code says it to programs."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.cli import main
from doorstep_proof.credentials.command import check_code_of
from doorstep_proof.credentials.data_integrity import add_proof
from doorstep_proof.credentials.dids import did_document
from doorstep_proof.credentials.keys import public_key_of
from doorstep_proof.credentials.multibase import to_base64url
from doorstep_proof.credentials.paper import attached_credential
from doorstep_proof.credentials.refusals import NotACredential
from doorstep_proof.credentials.status_list import LIST_CREDENTIAL

SECRET = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEY = public_key_of(SECRET.public_key())
DID = "did:web:a.example"


def _write(folder: Path, **changes: Any) -> Path:
    (folder / "did.json").write_text(json.dumps(did_document(DID, [("k", KEY)])))
    path = folder / "credential.json"
    path.write_text(json.dumps(_signed(**changes)))
    return path


def _signed(**changes: Any) -> dict[str, Any]:
    plain = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "credentialSubject": {"name": "王秀兰"},
        **changes,
    }
    options = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "verificationMethod": f"{DID}#k"}
    return add_proof(plain, {**options, "proofPurpose": "assertionMethod"}, KEY, SECRET.sign)


def test_a_credential_is_judged_from_files_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _write(tmp_path)
    issuer = ["--issuer", str(tmp_path / "did.json"), "--lang", "zh", "--at", "2026-06-01T00:00:00+08:00"]
    assert main(["credential", str(path), *issuer]) == 0
    said = capsys.readouterr().out
    assert "✓ 有效" in said
    assert check_code_of(json.loads(path.read_text())) in said
    assert "王秀兰" in said
    assert main(["credential", str(path), "--lang", "en"]) == 1
    assert "Unknown issuer" in capsys.readouterr().out
    path.write_text(path.read_text().replace("credentials/v2", "credentials/v2", 1).replace("\\u79c0", "\\u82b3"))
    assert main(["credential", str(path), *issuer]) == 1
    assert "改动过" in capsys.readouterr().out
    assert main(["credential", str(tmp_path / "none"), *issuer]) == 2


def test_a_status_list_that_cannot_be_used_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = "https://a.example/1"
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": where,
    }
    path = _write(tmp_path, credentialStatus=entry)
    line = ["credential", str(path), "--issuer", str(tmp_path / "did.json"), "--lang", "zh"]
    assert main(line) == 1
    assert f"撤销名单用不了: not at hand: {where}" in capsys.readouterr().out
    packed = "u" + to_base64url(gzip.compress(bytes(1000)))
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": packed}
    short = _signed(type=["VerifiableCredential", LIST_CREDENTIAL], id=where, credentialSubject=subject)
    (tmp_path / "list.json").write_text(json.dumps(short))
    assert main([*line, "--status", str(tmp_path / "list.json")]) == 1
    assert "encodedList: 8000 bits, at least 131072" in capsys.readouterr().out


def test_paper_is_said_to_need_eyes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(
        b"%PDF-1.7\n1 0 obj <</Length 1>>\nstream\n" + _write(tmp_path).read_bytes() + b"\nendstream endobj\n"
    )
    assert main(["credential", str(path), "--issuer", str(tmp_path / "did.json"), "--lang", "zh"]) == 0
    assert "二维码没有看" in capsys.readouterr().out


def test_a_pdf_without_a_credential_is_none() -> None:
    for content in (b"%PDF-1.7\n", b'%PDF-1.7\n<</Length 3>>\nstream\n{"proof"\nendstream' * 3):
        with pytest.raises(NotACredential):
            attached_credential(content)
