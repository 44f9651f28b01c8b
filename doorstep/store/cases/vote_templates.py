"""Templates of votes in this town: the common ones, and the jurisdiction's own laid over them. Those whose figures are open decide nothing."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from doorstep.kernel.voting.template_reading import FILE, read_templates
from doorstep.kernel.voting.thresholds import Template
from doorstep.store.cases import towns


@lru_cache(maxsize=16)
def _read(files: tuple[tuple[Path, int], ...]) -> Mapping[str, Template]:
    found: Mapping[str, Template] = {}
    for path, _changed_at in files:
        found = read_templates(path, found)
    return found


def templates() -> Mapping[str, Template]:
    """Those whose figures stand, by name."""
    paths = [path for folder in towns.pack().folders if (path := folder / FILE).exists()]
    found = _read(tuple((path, path.stat().st_mtime_ns) for path in paths))
    return {name: one for name, one in found.items() if not one.is_open}
