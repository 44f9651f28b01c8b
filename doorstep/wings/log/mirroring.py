"""The log as plain files laid out as C2SP tlog-tiles says: any web server can serve them, anybody may copy them.

Kept up to date by the sequencer, before each signature; written whole by `doorstep log export`.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from doorstep.wings.log import tables
from doorstep_proof.checkpoints import read_checkpoint
from doorstep_proof.entries import Entry
from doorstep_proof.merkle import HASH
from doorstep_proof.notes import read_note
from doorstep_proof.refusals import Malformed
from doorstep_proof.tiles import ENTRIES, WIDTH, Tile, bundle, tiles_of

CHECKPOINT = "checkpoint"
AT_ONCE = 64


def bring_up(folder: Path, *, size: int) -> int:
    """Write the tiles that a log of `size` has and the folder does not; answers how many files."""
    since, written = size_of(folder), 0
    wanted = list(tiles_of(size, since=since if since <= size else 0))
    for start in range(0, len(wanted), AT_ONCE):
        for tile, content in contents(wanted[start : start + AT_ONCE]):
            _write(folder / tile.path(), content)
            written += 1
            if tile.width == WIDTH:
                shutil.rmtree(folder / f"{tile.path()}.p", ignore_errors=True)
    return written


def put_checkpoint(folder: Path, note: str) -> None:
    """Last, so that whoever reads it finds its tiles."""
    _write(folder / CHECKPOINT, note.encode())


def size_of(folder: Path) -> int:
    """How many leaves the folder's files hold, as its checkpoint says; 0 where it says nothing readable."""
    try:
        return read_checkpoint(read_note((folder / CHECKPOINT).read_bytes()).text).size
    except (OSError, Malformed):
        return 0


def contents(wanted: Iterable[Tile]) -> Iterator[tuple[Tile, bytes]]:
    """Each tile with its bytes from the tables; those that are not there are left out."""
    asked = list(wanted)
    hashed = read_tiles(tile for tile in asked if tile.level != ENTRIES)
    for tile in asked:
        content = read_bundle(tile) if tile.level == ENTRIES else hashed.get(tile)
        if content is not None:
            yield tile, content


def read_tiles(wanted: Iterable[Tile]) -> Mapping[Tile, bytes]:
    """Hash tiles, cut to the width asked for; left out where they are not as wide yet."""
    asked = list(wanted)
    found = tables.tiles({(tile.level, tile.n) for tile in asked})
    return {
        tile: content[: tile.width * HASH]
        for tile in asked
        if (content := found.get((tile.level, tile.n))) is not None and len(content) >= tile.width * HASH
    }


def read_bundle(tile: Tile) -> bytes | None:
    """The entries of a bundle; None where there are not as many yet."""
    start = tile.n * WIDTH
    rows = tables.entries(start, start + tile.width)
    if len(rows) != tile.width:
        return None
    return bundle(Entry(kind=kind, commitment=commitment).spelled() for _, kind, commitment in rows)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    fresh.replace(path)
