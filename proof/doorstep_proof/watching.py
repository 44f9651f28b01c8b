"""The command of a witness: makes its key, watches a log over HTTP, remembers what it saw in a file, cosigns what continues it.

The only module that speaks to a network, and only to the log it was told to watch. What does not continue is kept as evidence.
"""

import argparse
import base64
import json
import stat
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.checkpoints import Opened, Secret, cosigner, open_checkpoint
from doorstep_proof.keeping import write_new, write_whole
from doorstep_proof.merkle import NotConsistent
from doorstep_proof.notes import KeyMalformed, Verifier, is_name, mldsa, read_vkey
from doorstep_proof.refusals import NotProven
from doorstep_proof.saying import refusal_words
from doorstep_proof.tiles import WIDTH, Tile
from doorstep_proof.witnessing import consider, cosigned

SECONDS = 20
LONGEST = 2**20
ALGORITHMS = ("ed25519", "ml-dsa-44")
DONE, REFUSED, MISUSED, AWAY = 0, 1, 2, 3


@dataclass(frozen=True, kw_only=True)
class Own:
    """The witness's name and key."""

    name: str
    key: Secret

    @property
    def vkey(self) -> str:
        """To be given to the town by hand."""
        return cosigner(self.name, self.key).spelled()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Either --make-key NAME, or a log to watch."""
    parser.add_argument(
        "--key", type=Path, required=True, help="见证单位自己的密钥文件（0600）· the witness's key file"
    )
    parser.add_argument(
        "--make-key", metavar="NAME", help="新做一把，名字如 audit.example.cn · make one under this name"
    )
    parser.add_argument(
        "--algorithm", choices=ALGORITHMS, default="ed25519", help="新做哪一种；ml-dsa-44 抗量子计算 · which to make"
    )
    parser.add_argument("--log", metavar="URL", help="日志的地址，如 https://jiamenkou.example.cn/log")
    parser.add_argument("--log-key", metavar="VKEY", action="append", default=[], help="日志的公钥，从别的途径得来")
    parser.add_argument("--state", type=Path, help="上次见到的样子记在哪里（默认：密钥旁边）")
    parser.add_argument("--every", type=float, default=60, help="隔几秒看一次；0 只看一次 · seconds; 0: once")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a log was refused: somebody should be woken."""
    try:
        if arguments.make_key:
            print(f"公钥：{_make(arguments.key, arguments.make_key, arguments.algorithm).vkey}")
            return DONE
        own, log = _read(arguments.key), [read_vkey(text) for text in arguments.log_key]
    except (OSError, ValueError, KeyError, KeyMalformed) as fault:
        print(fault, file=sys.stderr)
        return MISUSED
    if not arguments.log or not log:
        print("请写明 --log 和 --log-key。", file=sys.stderr)
        return MISUSED
    state = arguments.state or arguments.key.with_suffix(".seen")
    while True:
        code = look(arguments.log.rstrip("/"), own=own, log=log, state=state, now=datetime.now(UTC))
        if not arguments.every or code == REFUSED:
            return code
        time.sleep(arguments.every)


def look(url: str, *, own: Own, log: list[Verifier], state: Path, now: datetime) -> int:
    """Once: fetch, check, remember, cosign, hand in. Prints one line."""
    try:
        raw = _get(f"{url}/checkpoint")
        last = open_checkpoint(state.read_bytes(), log=log) if state.exists() else None
        opened = consider(raw, log=log, last=last, fetch=lambda wanted: _tiles(url, wanted))
    except NotProven as refusal:
        kept = _keep_evidence(state, raw, now) if isinstance(refusal, NotConsistent) else None
        print(
            f"{now:%Y-%m-%d %H:%M:%S} ✗ 不见证：{refusal_words(refusal, 'zh')}" + (f" 证据存在 {kept}" if kept else "")
        )
        return REFUSED
    except (OSError, HTTPException) as fault:
        print(f"{now:%Y-%m-%d %H:%M:%S} … 连不上：{fault}")
        return AWAY
    _remember(state, opened)
    note = cosigned(opened, name=own.name, key=own.key, now=now)
    try:
        _post(f"{url}/cosignatures", note.spelled().encode())
    except HTTPError as fault:
        print(f"{now:%Y-%m-%d %H:%M:%S} … 签了，但镇里没有收：{_answer(fault)} 本单位的公钥：{own.vkey}")
        return AWAY
    except (OSError, HTTPException) as fault:
        print(f"{now:%Y-%m-%d %H:%M:%S} … 签了，但没有送到：{fault}")
        return AWAY
    print(f"{now:%Y-%m-%d %H:%M:%S} ✓ 见证 {opened.checkpoint.origin} 到 {opened.checkpoint.size} 条")
    return DONE


def _get(url: str) -> bytes:
    with urlopen(url, timeout=SECONDS) as answer:
        return bytes(answer.read(LONGEST))


def _answer(fault: HTTPError) -> str:
    """What the town said, in its first line."""
    said = fault.read(2000).decode("utf-8", "replace").strip().partition("\n")[0][:300]
    return said if said and not said.startswith("<") else f"{fault.code} {fault.reason}"


def _post(url: str, body: bytes) -> None:
    request = Request(url, data=body, headers={"Content-Type": "text/plain; charset=utf-8"}, method="POST")
    with urlopen(request, timeout=SECONDS) as answer:
        answer.read(LONGEST)


def _tiles(url: str, wanted: Iterable[Tile]) -> Mapping[Tile, bytes]:
    tiles = list(wanted)
    with ThreadPoolExecutor(8) as pool:
        return {
            tile: body for tile, body in zip(tiles, pool.map(lambda one: _tile(url, one), tiles), strict=True) if body
        }


def _tile(url: str, tile: Tile) -> bytes:
    """The full tile stands in where the partial one is gone."""
    try:
        return _get(f"{url}/{tile.path()}")
    except HTTPError as fault:
        if fault.code != 404 or tile.width == WIDTH:
            raise
        return _get(f"{url}/{Tile(level=tile.level, n=tile.n).path()}")[: tile.width * 32]


def _remember(state: Path, opened: Opened) -> None:
    write_whole(state, opened.note.spelled())


def _keep_evidence(state: Path, raw: bytes, now: datetime) -> Path:
    """Two signed notes that cannot both be true."""
    path = state.with_name(f"{state.name}.inconsistent-{now:%Y%m%dT%H%M%SZ}")
    path.write_bytes(state.read_bytes() + b"\n----\n" + raw if state.exists() else raw)
    return path


def _make(path: Path, name: str, algorithm: str) -> Own:
    if not is_name(name):
        raise ValueError(f"不能这样起名：{name}")
    key = Ed25519PrivateKey.generate() if algorithm == "ed25519" else mldsa().MLDSA44PrivateKey.generate()
    seed = base64.b64encode(key.private_bytes_raw()).decode()
    write_new(path, json.dumps({"name": name, algorithm: seed}))
    return Own(name=name, key=key)


def _read(path: Path) -> Own:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ValueError(f"密钥文件别人也能读，请 chmod 600：{path}")
    content = json.loads(path.read_text("utf-8"))
    if "ed25519" in content:
        return Own(name=content["name"], key=Ed25519PrivateKey.from_private_bytes(_seed(content["ed25519"])))
    return Own(name=content["name"], key=mldsa().MLDSA44PrivateKey.from_seed_bytes(_seed(content["ml-dsa-44"])))


def _seed(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
