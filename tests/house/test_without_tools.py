"""The product runs where only `requirements.lock` is installed: nothing it loads needs what only the tests need."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = re.compile(r"^([A-Za-z0-9_.-]+)==", re.MULTILINE)
LOADS = """
import sys
from importlib.metadata import packages_distributions

only_tests = set(sys.argv[1].split(","))
found = packages_distributions()
forbidden = {name for name, made_by in found.items() if {one.lower().replace("_", "-") for one in made_by} <= only_tests}

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in forbidden:
            raise ModuleNotFoundError(f"{name} is for tests only")

sys.meta_path.insert(0, Absent())
from django.conf import settings

# As in all tests, files straight from the source folders: `doorstep prepare` gathers them on a server.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
import doorstep.config.wsgi
from django.core.checks import run_checks
from django.template import engines
from django.urls import get_resolver
from doorstep.doors.cli import main
from procrastinate.contrib.django import app

engines.all()
get_resolver().reverse_dict
main._overview()
assert app.tasks
faults = [fault for fault in run_checks() if fault.is_serious()]
assert not faults, faults
assert "pytest" in forbidden and "pytest" not in sys.modules
print("well")
"""


def _locked(name: str) -> set[str]:
    return {found.lower().replace("_", "-") for found in NAMES.findall((ROOT / name).read_text())}


def test_nothing_that_is_served_needs_the_tools_of_the_tests() -> None:
    only_tests = _locked("requirements-dev.lock") - _locked("requirements.lock")
    assert "pytest" in only_tests
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADS, ",".join(sorted(only_tests))],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "doorstep.config.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "well", done.stderr[-3000:]
