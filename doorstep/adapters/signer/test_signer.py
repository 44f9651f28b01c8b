"""Keys in files and in memory answer alike; a file that others may read is refused."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from doorstep.adapters.signer import KeyNotThere, KeyTooOpen, KeyUnusable, Signer
from doorstep.adapters.signer.folder import KeyFolder
from doorstep.adapters.signer.memory import KeysInMemory
from doorstep.adapters.signer.national import NationalKeys
from doorstep_proof.credentials import data_integrity, keys


@pytest.fixture
def _national() -> Iterator[None]:
    """What is switched on is switched off again."""
    tables: tuple[dict[str, Any], ...] = (keys.PREFIX, keys.LENGTH, keys._OPENS)
    tables += (data_integrity.SUITES, data_integrity.SUITE_OF, data_integrity.DIGEST)
    before = [dict(table) for table in tables]
    yield
    for table, held in zip(tables, before, strict=True):
        table.clear()
        table.update(held)


@pytest.mark.usefixtures("_national")
def test_keys_of_sm2_lie_beside_the_others(tmp_path: Path) -> None:
    folder = KeyFolder(tmp_path)
    with pytest.raises(KeyUnusable):
        folder.make("town", "k1", "SM2")
    both: Signer = NationalKeys(tmp_path, folder)
    for name, kind in (("k1", "SM2"), ("k2", "Ed25519")):
        public = both.make("town", name, kind)
        public.verify(both.sign("town", name, b"a"), b"a")
        assert both.public("town", name) == public
        with pytest.raises(KeyUnusable):
            both.make("town", name, kind)
    path = tmp_path / "town" / "k1.sm2"
    assert path.stat().st_mode & 0o777 == 0o600
    for content in ("no key", "0"):
        path.write_text(content)
        with pytest.raises(KeyUnusable):
            both.sign("town", "k1", b"a")
    path.chmod(0o644)
    with pytest.raises(KeyTooOpen):
        both.sign("town", "k1", b"a")
    with pytest.raises(KeyUnusable):
        both.public("town", "../k1")


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
