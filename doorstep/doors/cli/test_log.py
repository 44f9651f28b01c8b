"""`doorstep log …` on a town of the test's own: key, status, export, witness, rebuild, recover."""

import stat
from pathlib import Path
from typing import Any

import pytest

from doorstep.adapters.log_keys import KeyMissing, KeyStands, KeyTooOpen, read_key
from doorstep.doors.cli import log
from doorstep.store.cases.opening import Opened
from doorstep.wings.log import places, queries
from doorstep.wings.log.models import Checkpoint
from doorstep.wings.log.rotating import NothingToFinish, RotationUnderWay
from doorstep.wings.log.sequencing import sequence_all
from doorstep.wings.log.verifying import LogReport, verify_log
from doorstep_proof.checkpoints import open_checkpoint
from doorstep_proof.notes import COSIGNATURE, MLDSA44, PUBLIC, NotSigned, Verifier, read_vkey
from tests.living import NOW, word

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.LOG_KEYS, settings.LOG_MIRROR = tmp_path / "keys", tmp_path / "mirror"
    return tmp_path


def do(*line: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    log.add_arguments(parser)
    return log.run(parser.parse_args(line))


def logged() -> Opened:
    opened = word("楼道灯坏了")
    sequence_all(now=NOW)
    return opened


def test_a_key_is_made_once_and_only_its_owner_can_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert do("key", "dujiangyan", "--origin", "town.example/log") == 0
    said = capsys.readouterr().out
    path = places.places().key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_vkey(said.split("公钥：")[1].split("\n")[0]).name == "town.example/log"
    with pytest.raises(KeyStands):
        do("key", "dujiangyan")
    path.chmod(0o640)
    with pytest.raises(KeyTooOpen):
        read_key(path)


def test_a_new_key_takes_over_while_both_sign_and_nobody_is_left_behind(capsys: pytest.CaptureFixture[str]) -> None:
    logged()
    (old,) = queries.verifiers()
    assert do("rotate", "dujiangyan") == 0
    new = read_vkey(capsys.readouterr().out.split("新公钥：")[1].split("\n")[0])
    with pytest.raises(RotationUnderWay):
        do("rotate", "dujiangyan")
    logged()
    both = Checkpoint.objects.order_by("-size").values_list("note", flat=True)[0].encode()
    for known in (old, new):
        assert open_checkpoint(both, log=[known]).checkpoint.origin == old.name == new.name
    assert do("rotate", "dujiangyan", "--finish") == 0
    logged()
    last = Checkpoint.objects.order_by("-size").values_list("note", flat=True)[0].encode()
    assert open_checkpoint(last, log=[new])
    with pytest.raises(NotSigned):
        open_checkpoint(last, log=[old])
    assert [str(one) for one in verify_log(LogReport())] == []
    with pytest.raises(NothingToFinish):
        do("rotate", "dujiangyan", "--finish")
    kept = places.places().key.parent.glob("*")
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept if path.is_file()} == {0o600}


def test_in_production_no_key_is_made_by_itself(settings: Any) -> None:
    settings.IS_PRODUCTION = True
    word("楼道灯坏了")
    with pytest.raises(KeyMissing):
        sequence_all(now=NOW)


def test_the_log_is_exported_as_files_that_any_web_server_can_serve(folder: Path) -> None:
    assert do("export", "dujiangyan", str(folder / "out")) == 2
    logged()
    assert do("export", "dujiangyan", str(folder / "out")) == 0
    size = queries.signed_size()
    for path in ("checkpoint", f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}", "check_receipt.js"):
        assert (folder / "out" / path).stat().st_size
    assert queries.vkeys()[0] in (folder / "out" / "check.html").read_text("utf-8").replace("&#43;", "+")


def test_status_tells_what_the_records_say(capsys: pytest.CaptureFixture[str]) -> None:
    logged()
    assert do("status", "dujiangyan") == 0
    assert f"已签名 {queries.signed_size()} 条" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [COSIGNATURE, MLDSA44])
def test_a_witness_is_registered_and_let_go(kind: int) -> None:
    vkey = Verifier(name="audit.example", kind=kind, public=bytes(PUBLIC[kind] - 1) + b"1").spelled()
    assert do("witness", "dujiangyan") == 2
    assert do("witness", "dujiangyan", "--add", "nonsense", "--title", "审计局") == 2
    assert do("witness", "dujiangyan", "--add", vkey, "--title", "审计局") == 0
    assert [one.title for one in queries.witnesses()] == ["审计局"]
    assert do("witness", "dujiangyan", "--end", vkey) == 0
    assert queries.witnesses() == []


def test_nothing_to_mend_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    logged()
    assert do("rebuild", "dujiangyan") == 0
    assert do("recover", "dujiangyan") == 0
    assert "没有要找回的" in capsys.readouterr().out
    assert do("begin-anew", "dujiangyan") == 2
