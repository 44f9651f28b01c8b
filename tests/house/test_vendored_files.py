"""Files by others are the files they were when somebody looked at them."""

import hashlib
import re
from pathlib import Path

import doorstep

VENDOR = Path(doorstep.__file__).parent / "doors" / "web" / "static" / "vendor"
ROW = re.compile(
    r"^\| (?P<file>\S+) \| \S+ \| (?P<version>[\d.]+) \| (?P<licence>[\w.-]+) \| (?P<sha>[0-9a-f]{64}) \|$", re.M
)
OURS = {"README.md", "htmx.LICENSE", "leaflet/LICENSE"}


def rows() -> dict[str, str]:
    return {row["file"]: row["sha"] for row in ROW.finditer((VENDOR / "README.md").read_text("utf-8"))}


def test_every_vendored_file_has_the_hash_that_the_readme_gives() -> None:
    assert rows(), "the README lists no files"
    for name, sha in rows().items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sha, name


def test_every_vendored_file_is_listed() -> None:
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert present - OURS == set(rows())
