"""A checkpoint's digest on a real local node, sent and read back; needs `web3` and `anvil`, else these tests are left out."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import pytest

from doorstep.adapters import chains
from doorstep.adapters.chains import Anchored, ChainKeyUnusable, ChainNotInstalled, ChainUnreachable, Evm, NotAnchored

ANVIL = os.environ.get("DOORSTEP_ANVIL") or which("anvil")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Evm]:
    """A node of this test's own, with an account that has something to pay with."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "anvil.log"
    assert ANVIL
    with log.open("wb") as out, subprocess.Popen([ANVIL, "--port", str(port)], stdout=out, stderr=out) as running:
        try:
            for _turn in range(100):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            found = re.search(r"\(0\) (0x[0-9a-f]{64})", log.read_text("utf-8"))
            assert found, "the node names its accounts when it starts"
            key = tmp_path / "account.key"
            key.touch(0o600)
            key.write_text(found[1])
            yield Evm(url=f"http://127.0.0.1:{port}", key=key)
        finally:
            running.terminate()


@pytest.mark.skipif(find_spec("web3") is None, reason="web3 is not installed (requirements-chain.lock)")
@pytest.mark.skipif(ANVIL is None, reason="no local node here (npm install @foundry-rs/anvil, or DOORSTEP_ANVIL)")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_digest_is_sent_once_and_read_back(node: Evm, tmp_path: Path) -> None:
    stands = node.anchor(b"checkpoint")
    assert abs((datetime.now(UTC) - stands.at).total_seconds()) < 3600
    assert node.check(stands.reference, b"checkpoint") == stands
    for reference, content in ((stands.reference, b"another"), (bytes(32), b"checkpoint")):
        with pytest.raises(NotAnchored):
            node.check(reference, content)
    assert node.anchor(b"the next").reference != stands.reference
    (tmp_path / "account.key").chmod(0o644)
    with pytest.raises(ChainKeyUnusable):
        node.anchor(b"x")
    away = Evm(url="http://127.0.0.1:9", key=tmp_path / "account.key")
    with pytest.raises(ChainUnreachable):
        away.check(stands.reference, b"checkpoint")


@pytest.mark.skipif(find_spec("web3") is not None, reason="web3 is installed")
def test_without_web3_it_is_said_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ChainNotInstalled):
        Evm(url="http://127.0.0.1:9", key=tmp_path / "account.key")


def test_by_default_there_is_no_chain_and_both_ways_of_counting_time_are_read() -> None:
    assert chains.chain() is None
    assert chains._moment(1_795_311_930) == chains._moment(1_795_311_930_000)
    assert Anchored(reference=b"", at=chains._moment(0)).at.year == 1970
