"""Keys in files and in memory answer alike; a file that others may read is refused."""

import logging
from pathlib import Path

import pytest

from doorstep.adapters.signer import KeyNotThere, KeyTooOpen, KeyUnusable, Signer
from doorstep.adapters.signer.folder import KeyFolder
from doorstep.adapters.signer.memory import KeysInMemory


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384"])
@pytest.mark.parametrize("where", ["folder", "memory"])
def test_what_a_key_signs_its_public_half_verifies(kind: str, where: str, tmp_path: Path) -> None:
    signer: Signer = KeyFolder(tmp_path) if where == "folder" else KeysInMemory()
    public = signer.make("town", "k1", kind)
    public.verify(signer.sign("town", "k1", b"a"), b"a")
    assert signer.public("town", "k1") == public
    assert signer.sign("town", "k1", b"a") == signer.sign("town", "k1", b"a")
    with pytest.raises(KeyNotThere):
        signer.sign("other", "k1", b"a")
    with pytest.raises(KeyUnusable):
        signer.make("town", "k1", kind)


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    signer = KeyFolder(tmp_path)
    signer.make("town", "k1", "Ed25519")
    path = tmp_path / "town" / "k1.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(KeyTooOpen):
        signer.sign("town", "k1", b"a")
    path.chmod(0o600)
    path.write_text("no key")
    with pytest.raises(KeyUnusable):
        signer.public("town", "k1")


@pytest.mark.parametrize("name", ["../k", "a/b", "", "k\n"])
def test_a_name_leads_nowhere_else(name: str, tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable):
        KeyFolder(tmp_path).make("town", name, "Ed25519")


def test_the_stand_in_warns(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        KeysInMemory().make("town", "k1", "Ed25519")
    assert "lost" in caplog.text
