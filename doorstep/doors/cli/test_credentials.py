"""`doorstep credentials …`: a new key signs, the old one still verifies, and the DID document names both."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from doorstep.adapters import signer
from doorstep.adapters.signer.folder import KeyFolder
from doorstep.doors.cli import credentials
from doorstep.wings.credentials import queries
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.services import Draft, issue
from doorstep_proof.credentials.dids import read_did_document
from doorstep_proof.credentials.verifying import Trust, judge

pytestmark = pytest.mark.django_db


def do(*line: str) -> int:
    parser = argparse.ArgumentParser()
    credentials.add_arguments(parser)
    return credentials.run(parser.parse_args(line))


def issued(who: str) -> None:
    now = datetime.now(UTC)
    draft = Draft(
        kind="ElderAllowanceCredential",
        subject={"name": who},
        subject_hash=who.encode(),
        about="2026-11",
        place_path="/510181/",
        since=now - timedelta(days=1),
        until=now + timedelta(days=9),
    )
    assert issue([draft], by=None, now=now) == 1


def test_a_key_is_changed_and_what_the_old_one_signed_is_believed_offline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signer.signer()
    signer.use(KeyFolder(tmp_path))
    try:
        assert do("keys", "dujiangyan") == 0
        assert "还没有密钥" in capsys.readouterr().out
        issued("甲")
        assert do("rotate", "dujiangyan", "--kind", "P-256") == 0
        issued("乙")
        capsys.readouterr()
        assert do("did", "dujiangyan") == 0
        trust = Trust.of([read_did_document(json.loads(capsys.readouterr().out))])
        assert do("keys", "dujiangyan") == 0
        said = capsys.readouterr().out
    finally:
        signer.use(before)
    documents = [queries.document_of(held) or {} for held in Credential.objects.order_by("issued_at")]
    methods = [document["proof"]["verificationMethod"] for document in documents]
    assert len(set(methods)) == 2
    assert set(methods) == set(trust.issuers[documents[0]["issuer"]["id"]].keys)
    for document in documents:
        assert judge(document, trust, now=datetime.now(UTC), with_status=False).is_valid
    assert (said.count("在签"), said.count("只核对")) == (1, 1)
    assert len(list(tmp_path.rglob("*.pem"))) == 2
