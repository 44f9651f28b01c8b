"""Smaller figures: point to grid, the weight of the report page, memory at rest."""

import gzip
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin

import numpy as np
import psutil
import shapely

from tests.bench.figures import Figure
from tests.bench.ground import ROOT, begin, database, web

POLYGONS = 2_000
POINTS = 200_000
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"')


def measure() -> list[Figure]:
    """All of them."""
    figures = [_points()]
    with database("bench_smaller") as url:
        begin(url)
        collect_styles(url)
        with _as_on_a_server(), web(url, threads=4) as (port, pid), _worker(url) as worker:
            figures += _weight(port)
            figures += _memory(port, pid, worker.pid)
            worker.terminate()
            worker.wait(20)
    return figures


@contextmanager
def _as_on_a_server() -> Iterator[None]:
    """Processes started meanwhile do not find `rich`: a tool of the tests that structlog loads wherever it is installed."""
    before = os.environ.get("PYTHONPATH")
    with TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text('import sys\n\nsys.modules["rich"] = None\n')
        os.environ["PYTHONPATH"] = folder
        try:
            yield
        finally:
            del os.environ["PYTHONPATH"]
            if before is not None:
                os.environ["PYTHONPATH"] = before


def _points() -> Figure:
    """2,000 hexagon-like outlines side by side, random points, found as an array."""
    from doorstep.store.places.locator import Locator

    side = int(POLYGONS**0.5) + 1
    angles = np.linspace(0, 2 * np.pi, 25)[:-1]
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * 0.55
    outlines = [
        (f"/510181/901/901/g{n:04d}/", shapely.Polygon(np.add(ring, (n % side, n // side)))) for n in range(POLYGONS)
    ]
    locator = Locator(outlines)
    points = np.random.default_rng(1).uniform(0, side - 1, (POINTS, 2))
    locator.indexes_of(points[:10])
    started = time.perf_counter()
    locator.indexes_of(points)
    rate = POINTS / (time.perf_counter() - started)
    return Figure(f"point → grid, {POLYGONS:,} outlines", rate, "points/s", target="≥ 50,000")


def collect_styles(url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"}
    line = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(line, env=environment, cwd=ROOT, check=True)


def _worker(url: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"}
    return subprocess.Popen([sys.executable, "-m", "doorstep.doors.cli.main", "worker"], env=environment, cwd=ROOT)


def _get(port: int, path: str) -> tuple[bytes, int]:
    """The content and the bytes that went over the line."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        sent = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(sent) if packed else sent), len(sent)


def _weight(port: int) -> list[Figure]:
    page, total = _get(port, "/report/")
    parts = sorted(set(LINKED.findall(page.decode())))
    for part in parts:
        total += _get(port, urljoin("/report/", part))[1]
    blocking = len(re.findall(rb"<script(?![^>]*\b(?:defer|async|type=\"module\"))[^>]*src", page))
    return [
        Figure(
            "report page with all it links, over the line",
            total / 1000,
            "kB",
            target="≤ 60",
            note=f"{len(parts)} files",
        ),
        Figure("scripts that the first render waits for", blocking, "", target="0"),
    ]


def _memory(port: int, web_pid: int, worker_pid: int) -> list[Figure]:
    for path in ("/", "/report/", "/public/", "/signin/") * 4:
        _get(port, path)
    time.sleep(8)
    found = {}
    for name, pid in (("web", web_pid), ("worker", worker_pid)):
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        found[name] = sum(process.memory_full_info().pss for process in family) / 2**20
    total = sum(found.values())
    note = ", ".join(f"{name} {size:.0f}" for name, size in found.items())
    return [Figure("memory of web (2 workers) and worker at rest, PSS", total, "MiB", target="≤ 400", note=note)]
