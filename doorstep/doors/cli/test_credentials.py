"""`doorstep credentials …`: a new key signs, the old one still verifies, and the DID document names both."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from doorstep.adapters import signer
from doorstep.adapters.signer.folder import KeyFolder
from doorstep.doors.cli import credentials
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.credentials import queries
from doorstep.wings.credentials.models import Credential, Key
from doorstep.wings.credentials.rules import check_code
from doorstep.wings.credentials.services import Draft, issue
from doorstep.wings.credentials.verifying import verify_credentials
from doorstep.wings.log.sequencing import sequence_all
from doorstep_proof.credentials.data_integrity import add_proof
from doorstep_proof.credentials.dids import read_did_document
from doorstep_proof.credentials.keys import from_multikey
from doorstep_proof.credentials.logged import place_in
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


def test_what_a_lost_key_signed_is_judged_by_the_order_of_the_log(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LOG_KEYS, settings.LOG_MIRROR = tmp_path / "log-keys", tmp_path / "mirror"
    before, now = signer.signer(), datetime.now(UTC)
    signer.use(KeyFolder(tmp_path / "keys"))
    try:
        issued("甲")
        sequence_all(now=now - timedelta(hours=2))
        issued("乙")
        sequence_all(now=now)
        key = Key.objects.get()
        since = (now - timedelta(hours=1)).isoformat()
        assert do("lost", "dujiangyan", "--key", key.name) == 2
        assert do("lost", "dujiangyan", "--key", "k0", "--since", since) == 1
        assert do("lost", "dujiangyan", "--key", key.name, "--since", since) == 0
        assert "有 1 张有效凭证因此不算数" in capsys.readouterr().out
        assert (
            do("lost", "dujiangyan", "--key", key.name, "--since", now.isoformat()) == 1
        )  # earlier may be said, later not
        documents = [queries.document_of(held) or {} for held in Credential.objects.order_by("issued_at")]
        forged = _forged(documents[0], key)
        capsys.readouterr()
        do("did", "dujiangyan")
        did = json.loads(capsys.readouterr().out)
        trust = Trust.of([read_did_document(did)])
        client = Client(headers={"host": "testserver"})
        files = [client.get(f"/verify/{held.id}/{check_code(bytes(held.digest))}/logged.json") for held in every()]
        place = place_in([json.loads(one.content) for one in files])
        said = [judge(one, trust, now=now, with_status=False, place=place).state for one in (*documents, forged)]
        assert said == ["valid", "key_revoked", "key_revoked"]
        assert judge(documents[0], trust, now=now, with_status=False).state == "key_revoked"  # nobody showed the log
        pages = [client.post("/verify/", {"text": json.dumps(one)}).content.decode() for one in (*documents, forged)]
        assert ["签发密钥已作废" in page for page in pages] == [False, True, True]
        odd = _forged(documents[0] | {"type": ["VerifiableCredential", "../odd"]}, key)
        answer = client.post("/verify/", {"text": json.dumps(odd)})
        assert (answer.status_code, "签发密钥已作废" in (page := answer.content.decode())) == (200, True)
        assert page.count("贼") <= 1, "what a thief wrote stands in the field they typed it into, and in no row"
        assert f"{did['id']}#{key.name}" not in did["assertionMethod"]
        assert do("anew", "dujiangyan", "--key", key.name) == 0
        assert "换发了 1 张" in capsys.readouterr().out
        fresh = every()[-1]
        assert (fresh.state, Credential.objects.get(replaced_by=fresh.id).state) == ("valid", "revoked")
        assert (
            client.post("/verify/", {"text": json.dumps(queries.document_of(fresh))}).content.decode().count("作废")
            == 0
        )
        assert do("anew", "dujiangyan", "--key", key.name) == 0
        assert "换发了 0 张" in capsys.readouterr().out
        assert [str(one) for one in verify_credentials()] == []
    finally:
        signer.use(before)


def every() -> list[Credential]:
    return list(Credential.objects.order_by("issued_at", "id"))


def _forged(document: dict[str, Any], key: Key) -> dict[str, Any]:
    """By whoever has the key, with a date of their own choice."""
    plain = {name: value for name, value in document.items() if name != "proof"}
    proof = {name: value for name, value in document["proof"].items() if name != "proofValue"}
    sign = partial(signer.signer().sign, schema(), key.name)
    return add_proof({**plain, "credentialSubject": {"name": "贼"}}, proof, from_multikey(key.multikey), sign)
