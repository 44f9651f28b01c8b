"""What serves and what works starts light: the heavy tools are loaded where something is computed, not before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# NumPy stays: outlines of places are read by shapely, which brings it (10 MB in each process).
# The words of rjieba (30 MB) come with the first text that is cut: a sixth of a second, once in each process.
HEAVY = ("cv2", "openpyxl", "pandas", "rfc3161_client", "rjieba", "scipy", "sklearn", "typst", "xlsxwriter")
WEB = """
from django.conf import settings

# As in all tests, files straight from the source folders: `doorstep prepare` gathers them on a server.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
import doorstep.config.wsgi
from django.urls import get_resolver

get_resolver().reverse_dict
"""
WORKER = """
import django

django.setup()
import doorstep.doors.worker.running
from procrastinate.contrib.django import app

assert app.tasks
"""
SAYS = """
import sys

print(*(name for name in sys.argv[1].split(",") if name in sys.modules), "loaded")
"""


@pytest.mark.parametrize(("loads", "heavy"), [(WEB, HEAVY), (WORKER, HEAVY)], ids=["web", "worker"])
def test_nothing_heavy_is_loaded_at_start(loads: str, heavy: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", loads + SAYS, ",".join(heavy)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "loaded", done.stdout + done.stderr[-3000:]
