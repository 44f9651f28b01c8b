"""A checkpoint is stamped outside once an hour, where somebody is asked; an authority that is away changes nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from doorstep.adapters import chains, timestamps
from doorstep.adapters.chains import Anchored, ChainUnreachable, NotAnchored
from doorstep.adapters.timestamps import NotStamped, Stamp
from doorstep.wings.log import queries
from doorstep.wings.log.anchoring import anchor_checkpoint, anchor_on_chain, check_on_chain
from doorstep.wings.log.models import Anchor
from doorstep.wings.log.sequencing import sequence_all
from tests.living import NOW, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_places")]


class Authority:
    """Stamps, or is away."""

    name = "https://stamps.example/"

    def __init__(self) -> None:
        self.now: datetime | None = NOW

    def stamp(self, content: bytes) -> Stamp:
        if self.now is None:
            raise NotStamped("away")
        return Stamp(token=b"stamp over " + content, at=self.now)


@pytest.fixture
def authority() -> Iterator[Authority]:
    asked = Authority()
    timestamps.use(asked)
    yield asked
    timestamps.use(None)


def test_by_default_nobody_outside_is_asked() -> None:
    word("一件")
    sequence_all(now=NOW)
    assert not anchor_checkpoint(NOW)


def test_a_checkpoint_is_stamped_once_and_again_after_an_hour(authority: Authority) -> None:
    assert not anchor_checkpoint(NOW)
    word("一件")
    sequence_all(now=NOW)
    assert anchor_checkpoint(NOW)
    word("又一件")
    sequence_all(now=NOW)
    assert not anchor_checkpoint(NOW + timedelta(minutes=5))
    later = authority.now = NOW + timedelta(minutes=61)
    assert anchor_checkpoint(later)
    assert not anchor_checkpoint(later + timedelta(hours=2))
    assert Anchor.objects.count() == 2
    client = Client(headers={"host": "testserver"})
    size = queries.signed_size()
    assert "stamps.example" in client.get("/log/").content.decode()
    assert client.get(f"/log/anchor/{size}.tsr").content.startswith(b"stamp over ")
    assert client.get(f"/log/anchor/{size + 1}.tsr").status_code == 404


def test_an_authority_that_is_away_is_asked_again(authority: Authority) -> None:
    word("一件")
    sequence_all(now=NOW)
    authority.now = None
    assert not anchor_checkpoint(NOW)
    authority.now = NOW
    assert anchor_checkpoint(NOW)


class Ledger:
    """A chain that keeps digests in a list, or is away."""

    name = "evm:https://chain.example/"

    def __init__(self) -> None:
        self.kept: dict[bytes, bytes] = {}
        self.is_away = False

    def anchor(self, content: bytes) -> Anchored:
        if self.is_away:
            raise ChainUnreachable("away")
        reference = bytes([len(self.kept) + 1]) * 32
        self.kept[reference] = content
        return self.check(reference, content)

    def check(self, reference: bytes, content: bytes) -> Anchored:
        if self.kept.get(reference) != content:
            raise NotAnchored(reference.hex())
        return Anchored(reference=reference, at=NOW)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    kept = Ledger()
    chains.use(lambda: kept)
    yield kept
    chains.use(None)


def test_a_checkpoint_is_put_on_the_chain_and_read_back(ledger: Ledger) -> None:
    assert not anchor_on_chain(NOW)
    word("一件")
    sequence_all(now=NOW)
    ledger.is_away = True
    assert not anchor_on_chain(NOW)
    ledger.is_away = False
    assert anchor_on_chain(NOW)
    assert not anchor_on_chain(NOW + timedelta(hours=2))
    assert [wrong for _one, wrong in check_on_chain()] == [""]
    client = Client(headers={"host": "testserver"})
    assert f"0x{'01' * 32}" in client.get("/log/").content.decode()
    assert client.get(f"/log/anchor/{queries.signed_size()}.tsr").status_code == 404
    ledger.kept[b"\x01" * 32] = b"another"
    assert [wrong != "" for _one, wrong in check_on_chain()] == [True]
