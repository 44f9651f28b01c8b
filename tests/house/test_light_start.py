"""What serves and what works starts light: the heavy tools are loaded where something is computed, not before."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# NumPy stays: outlines of places are read by shapely, which brings it (10 MB in each process).
HEAVY = ("cv2", "openpyxl", "pandas", "scipy", "sklearn", "xlsxwriter")
LOADS = """
import sys
from django.conf import settings

# As in all tests, files straight from the source folders: `doorstep prepare` gathers them on a server.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
import doorstep.config.wsgi
from django.urls import get_resolver
from procrastinate.contrib.django import app
import doorstep.doors.cli.main
import doorstep.doors.worker.running

get_resolver().reverse_dict
assert app.tasks
print(*(name for name in sys.argv[1].split(",") if name in sys.modules), "loaded")
"""


def test_neither_web_nor_worker_loads_the_heavy_tools_at_start() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADS, ",".join(HEAVY)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "loaded", done.stdout + done.stderr[-3000:]
