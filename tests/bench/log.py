"""The log: leaves a second, how soon after an event a checkpoint stands, proofs from ten million leaves, checking a receipt.

Events are written past the house, by plain INSERTs, so that nothing but the log is measured.
"""

import hashlib
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bench.figures import Figure
from tests.bench.ground import SCHEMA, begin, database

BACKLOG, RATE, SECONDS, LEAVES = 200_000, 200, 15, 10_000_000
PROOFS = 500
EVENTS = """
INSERT INTO cases_event (case_id, seq, name, verb, leaves, enters, at, actor_kind, actor_id, actor_role, actor_unit, law_id, facts,
    seals, previous, digest)
SELECT e.case_id, s, e.name, e.verb, e.leaves, e.enters, e.at, e.actor_kind, e.actor_id, e.actor_role, e.actor_unit, e.law_id,
    e.facts, e.seals, e.previous, sha256(s::text::bytea)
FROM cases_event e, generate_series(%s::int, %s::int) s WHERE e.position = (SELECT min(position) FROM cases_event)
"""

WRITER = """
import sys, time, psycopg
url, schema, statement, rate, seconds = sys.argv[1:]
with psycopg.connect(url, options=f"-c search_path={schema}", autocommit=True) as connection:
    started = time.perf_counter()
    for turn in range(int(rate) * int(seconds)):
        time.sleep(max(0, started + turn / int(rate) - time.perf_counter()))
        connection.execute(statement, [1_000_001 + turn, 1_000_001 + turn])
        print(1_000_001 + turn, time.perf_counter())
"""


def measure() -> list[Figure]:
    """All of it, in a folder and a database of its own."""
    with database("bench_log") as url, TemporaryDirectory(prefix="bench-log-") as folder:
        begin(url)
        from django.conf import settings

        from doorstep.store.jurisdictions.current import serving

        settings.LOG_KEYS, settings.LOG_MIRROR = Path(folder) / "keys", Path(folder) / "mirror"
        bare = _bare()
        with serving(SCHEMA):
            _backlog()
            appended = _append()
            latencies = _latencies(url)
            proof, receipt = _proofs(), _receipt(Path(folder))
    return [
        *_references(bare),
        _appended(appended, bare),
        *_seen(latencies),
        *_proven(proof, bare),
        *_checked(receipt, bare),
    ]


def _bare() -> dict[str, float]:
    """What the machine does at all: SHA-256 of 64 bytes, Ed25519 signing and checking."""
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key(), key.sign(b"x" * 120)
    return {
        "sha256": _rate(lambda: hashlib.sha256(b"x" * 65).digest(), 200_000),
        "sign": _rate(lambda: key.sign(b"x" * 120), 3_000),
        "check": _rate(lambda: public.verify(signature, b"x" * 120), 3_000),
    }


def _rate(work: Any, times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        work()
    return times / (time.perf_counter() - started)


def _company() -> str:
    """How many others wanted the machine: a waiting proof is no slow proof."""
    return f"load average {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores while measuring"


def _references(bare: dict[str, float]) -> list[Figure]:
    return [
        Figure("reference: SHA-256 of 65 bytes, hashlib", bare["sha256"], "hashes/s", note=_company()),
        Figure("reference: Ed25519 signing, cryptography", bare["sign"], "signatures/s"),
        Figure("reference: Ed25519 checking, cryptography", bare["check"], "checks/s"),
    ]


def _backlog() -> None:
    from doorstep.store.cases.sheets import run
    from tests.living import word

    word("路灯坏了")
    run(EVENTS, [1001, 1000 + BACKLOG])


def _append() -> float:
    from doorstep.wings.log.sequencing import sequence_all

    started = time.perf_counter()
    leaves = sequence_all(now=datetime.now(UTC))
    assert leaves > BACKLOG
    return leaves / (time.perf_counter() - started)


def _appended(rate: float, bare: dict[str, float]) -> Figure:
    return Figure("append, signed and mirrored, backlog of 200,000", rate, "leaves/s", rate / bare["sha256"], "≥ 5,000")


def _latencies(url: str) -> list[float]:
    """Seconds from an event's commit until a signed checkpoint over it can be read, at 200 events a second."""
    from doorstep.doors.worker.sequencing import Rounds

    rounds = Rounds()
    rounds.start()
    seen: list[tuple[float, int]] = []
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, stop), daemon=True)
    watcher.start()
    time.sleep(2)
    written = _write_steadily(url)
    time.sleep(3)
    stop.set()
    watcher.join(5)
    rounds.stop()
    from doorstep.store.cases.sheets import run

    index_of = dict(
        run("SELECT e.seq, l.index FROM log_entry l JOIN cases_event e USING (position) WHERE e.seq > 1000000", [])
    )
    return [next(at for at, size in seen if size > index_of[seq]) - moment for seq, moment in written]


def _write_steadily(url: str) -> list[tuple[int, float]]:
    """By a process of its own, as in life: events come from web servers, not from the worker."""
    line = [sys.executable, "-c", WRITER, url, SCHEMA, EVENTS, str(RATE), str(SECONDS)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    return [(int(seq), float(at)) for seq, at in (row.split() for row in done.stdout.splitlines())]


def _watch(seen: list[tuple[float, int]], stop: threading.Event) -> None:
    from django.db import connection

    from doorstep.store.jurisdictions.current import serving
    from doorstep.wings.log.queries import signed_size

    with serving(SCHEMA):
        while not stop.wait(0.02):
            size = signed_size()
            if not seen or size > seen[-1][1]:
                seen.append((time.perf_counter(), size))
    connection.close()


def _seen(latencies: list[float]) -> list[Figure]:
    cuts = statistics.quantiles(latencies, n=100)
    note = f"{len(latencies):,} events, one transaction each, {RATE} a second"
    return [
        Figure("event → signed checkpoint, p50", cuts[49], "s", note=note),
        Figure("event → signed checkpoint, p99", cuts[98], "s", target="≤ 1 s"),
        Figure("event → signed checkpoint, the slowest", max(latencies), "s"),
    ]


def _proofs() -> dict[str, Any]:
    """From tiles in the database, of a tree of ten million random leaves."""
    from doorstep.store.cases.sheets import run
    from doorstep.wings.log import tables
    from doorstep.wings.log.mirroring import read_tiles
    from doorstep_proof.growing import Grown, edge_after, grow
    from doorstep_proof.merkle import check_inclusion
    from doorstep_proof.tiles import TiledTree

    run("DELETE FROM log_tile", [])
    edge: Grown = {}
    for start in range(0, LEAVES, 500_000):
        block = os.urandom(500_000 * 32)
        changed = grow(start, edge, [block[at : at + 32] for at in range(0, len(block), 32)])
        tables.put_tiles(changed)
        edge = edge_after(start + 500_000, edge, changed)
    run("ANALYZE log_tile", [])
    root = TiledTree(LEAVES, read_tiles).root()
    reads = [_one_read(n) for n in random.Random(8).sample(range(LEAVES >> 8), PROOFS)]
    times, checks, longest, busy = [], [], 0, time.process_time()
    for index in random.Random(7).sample(range(LEAVES), PROOFS):
        started = time.perf_counter()
        tree = TiledTree(LEAVES, read_tiles)
        proof = tree.inclusion_proof(index)
        times.append(time.perf_counter() - started)
        leaf, longest = tree.leaf(index), max(longest, len(proof))
        started = time.perf_counter()
        check_inclusion(index=index, size=LEAVES, leaf=leaf, proof=proof, root=root)
        checks.append(time.perf_counter() - started)
    return {
        "times": times,
        "reads": reads,
        "checks": checks,
        "longest": longest,
        "cpu": (time.process_time() - busy) / PROOFS,
    }


def _one_read(n: int) -> float:
    """The reference: one row of the same table by its key, by a plain statement."""
    from doorstep.store.cases.sheets import run

    started = time.perf_counter()
    run("SELECT hashes FROM log_tile WHERE level = 0 AND n = %s", [n])
    return time.perf_counter() - started


def _proven(proof: dict[str, Any], bare: dict[str, float]) -> list[Figure]:
    cuts = statistics.quantiles(proof["times"], n=100)
    check, read = statistics.median(proof["checks"]), statistics.median(proof["reads"])
    return [
        Figure("reference: one tile read by its key, p50", read * 1000, "ms"),
        Figure(
            "inclusion proof from tiles at 10,000,000 leaves, p50",
            cuts[49] * 1000,
            "ms",
            cuts[49] / read,
            note=f"{PROOFS} leaves by chance; ratio to reading one tile",
        ),
        Figure("inclusion proof from tiles at 10,000,000 leaves, p99", cuts[98] * 1000, "ms", target="≤ 5 ms"),
        Figure("… our processor's part of it, checking included", proof["cpu"] * 1000, "ms"),
        Figure(
            "checking such a proof",
            check * 1e6,
            "µs",
            check * bare["sha256"],
            note=f"{proof['longest']} hashes; ratio in hashes",
        ),
    ]


def _receipt(folder: Path) -> dict[str, float]:
    """A receipt of five steps in a log of ten million, cosigned."""
    path = folder / "receipt.json"
    from doorstep_proof.receipts import check_receipt
    from tests.bench.log_receipt import made_receipt

    path.write_bytes(made_receipt(LEAVES))

    raw = path.read_bytes()
    checked = 1 / _rate(lambda: check_receipt(raw), 100)
    line = [str(Path(sys.executable).parent / "doorstep-proof"), "check", str(path)]
    started = time.perf_counter()
    done = subprocess.run(line, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    return {"checked": checked, "command": time.perf_counter() - started}


def _checked(receipt: dict[str, float], bare: dict[str, float]) -> list[Figure]:
    ratio = receipt["checked"] * bare["check"]
    return [
        Figure(
            "checking a receipt of five steps, after start",
            receipt["checked"] * 1000,
            "ms",
            ratio,
            "≤ 50 ms",
            "ratio in bare checks",
        ),
        Figure("doorstep-proof check receipt.json, start included", receipt["command"] * 1000, "ms"),
    ]
