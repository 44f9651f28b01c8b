"""The pages and pictures under docs/mechanisms say what the mechanisms say now.

`DOORSTEP_WRITE=1 .venv/bin/pytest tests/house/test_mechanism_pages.py` writes them anew.
"""

import os
from pathlib import Path

from doorstep.kernel.mechanism_page import mechanism_files
from doorstep.kernel.pack import load_pack

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "mechanisms"


def expected() -> dict[str, str]:
    pack = load_pack("dujiangyan", ROOT / "packs")
    files = [mechanism_files(law, pack.parties, pack.clocks) for law in pack.mechanisms.values()]
    return {name: content for found in files for name, content in found.items()}


def test_the_pages_of_the_mechanisms_are_current():
    files = expected()
    if os.environ.get("DOORSTEP_WRITE"):
        PAGES.mkdir(exist_ok=True)
        for old in PAGES.iterdir():
            old.unlink()
        for name, content in files.items():
            (PAGES / name).write_text(content, encoding="utf-8")
    written = {path.name: path.read_text(encoding="utf-8") for path in PAGES.iterdir()}
    stale = sorted(name for name in files.keys() | written.keys() if files.get(name) != written.get(name))
    assert not stale, f"write them anew with DOORSTEP_WRITE=1: {stale}"
