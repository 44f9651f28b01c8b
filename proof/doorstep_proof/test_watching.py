"""A witness on its own machine: watches over HTTP, remembers, cosigns, and refuses a log that tells two stories."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof import watching
from doorstep_proof.checkpoints import Checkpoint, cosignatures
from doorstep_proof.cli import main
from doorstep_proof.growing import grow
from doorstep_proof.merkle import leaf_hash
from doorstep_proof.notes import ED25519, Note, Verifier, read_note, read_vkey, sign
from doorstep_proof.tiles import TiledTree, tiles_of

NAME = "town.example/log"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
VKEY = Verifier(name=NAME, kind=ED25519, public=KEY.public_key().public_bytes_raw()).spelled()
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Town:
    """A log of `words`, served as files; keeps what witnesses bring."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.brought: list[bytes] = []
        self.refuses = ""

    def publish(self, words: list[str]) -> None:
        size = len(words)
        tiles = grow(0, {}, [leaf_hash(word.encode()) for word in words])
        self.files = {f"/log/{tile.path()}": tiles[tile.level, tile.n] for tile in tiles_of(size) if tile.level >= 0}
        root = TiledTree(size, lambda wanted: {tile: tiles[tile.level, tile.n] for tile in wanted}).root()
        text = Checkpoint(origin=NAME, size=size, root=root).text()
        note = Note(text=text, signatures=(sign(text, name=NAME, key=KEY),))
        self.files["/log/checkpoint"] = note.spelled().encode()


@pytest.fixture
def town() -> Iterator[tuple[Town, str]]:
    served = Town()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = served.files.get(self.path)
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def do_POST(self) -> None:
            served.brought.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(403 if served.refuses else 200)
            self.end_headers()
            self.wfile.write(served.refuses.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield served, f"http://127.0.0.1:{server.server_port}/log"
        server.shutdown()
        thread.join()


def watch(url: str, key: Path) -> int:
    return main(["witness", "--key", str(key), "--log", url, "--log-key", VKEY, "--every", "0"])


@pytest.fixture(params=watching.ALGORITHMS)
def key(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "audit.key"
    assert main(["witness", "--key", str(path), "--make-key", "audit.example", "--algorithm", request.param]) == 0
    capsys.readouterr()
    return path


def test_a_log_that_grows_is_cosigned_each_time(town: tuple[Town, str], key: Path) -> None:
    served, url = town
    own = read_vkey(watching._read(key).vkey)
    for size in (3, 3, 300, 1000):
        served.publish([str(n) for n in range(size)])
        assert watch(url, key) == 0
        assert [one.witness for one in cosignatures(read_note(served.brought[-1]), [own])] == [own]
    assert key.with_suffix(".seen").read_bytes() == served.files["/log/checkpoint"]


def test_a_town_that_does_not_take_the_cosignature_is_heard(
    town: tuple[Town, str], key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served, url = town
    served.publish(["a"])
    served.refuses = "没有登记过的见证单位\n"
    assert watch(url, key) == 3
    said = capsys.readouterr().out
    assert "镇里没有收：没有登记过的见证单位" in said
    assert watching._read(key).vkey in said


def test_a_rewritten_history_is_refused_and_kept_as_evidence(
    town: tuple[Town, str], key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served, url = town
    served.publish(["a", "b", "c"])
    assert watch(url, key) == 0
    served.publish(["a", "x", "c", "d"])
    assert watch(url, key) == 1
    assert "历史被改写过" in capsys.readouterr().out
    assert len(served.brought) == 1
    (evidence,) = key.parent.glob("*.inconsistent-*")
    assert evidence.read_bytes().count(NAME.encode()) == 4
    served.publish(["a", "b"])
    assert watch(url, key) == 1
    assert "比上次见到的短" in capsys.readouterr().out


def test_a_truncated_tile_and_a_forged_note_are_refused(
    town: tuple[Town, str], key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served, url = town
    served.publish(["a", "b", "c"])
    whole = dict(served.files)
    served.files["/log/tile/0/000.p/3"] = whole["/log/tile/0/000.p/3"][:-1]
    assert watch(url, key) == 1
    assert "瓦片" in capsys.readouterr().out
    served.files = {**whole, "/log/checkpoint": whole["/log/checkpoint"].replace(b"\n3\n", b"\n4\n")}
    assert watch(url, key) == 1
    assert "伪造" in capsys.readouterr().out
    assert served.brought == []


def test_a_key_that_others_can_read_is_not_used(key: Path) -> None:
    key.chmod(0o644)
    assert watch("http://127.0.0.1:9/log", key) == 2


def test_a_log_that_does_not_answer_is_tried_again_later(key: Path) -> None:
    assert watch("http://127.0.0.1:9/log", key) == watching.AWAY
