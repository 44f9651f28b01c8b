"""Tiles of a log (c2sp.org/tlog-tiles): their addresses, what is in them, hashes and proofs read from them. Strict, pure.

A tile holds 256 hashes, a partial one fewer; level 0 holds leaf hashes, each hash above stands for a full tile below.
"""

import hashlib
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from doorstep_proof.merkle import HASH
from doorstep_proof.proving import consistency_ranges, inclusion_ranges, perfect_subtrees, range_hash
from doorstep_proof.refusals import Malformed

HEIGHT = 8
WIDTH = 1 << HEIGHT
LONGEST_ENTRY = 0xFFFF
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<n>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?",
    re.ASCII,
)
ENTRIES = -1  # the level under which entry bundles are kept


class TileBroken(Malformed):
    """日志的瓦片残缺或被改动过。"""


@dataclass(frozen=True, kw_only=True, order=True)
class Tile:
    """Where a tile is: `level` 0–63, or ENTRIES; `width` 1–256, 256 being a full one."""

    level: int
    n: int
    width: int = WIDTH

    def path(self) -> str:
        """Its address below the log's prefix, such as `tile/0/x001/x234/067.p/8`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{spell(self.n)}" + (f".p/{self.width}" if self.width < WIDTH else "")


def spell(n: int) -> str:
    """1234067 → x001/x234/067."""
    parts = [f"{n % 1000:03}"]
    while n := n // 1000:
        parts.append(f"x{n % 1000:03}")
    return "/".join(parts[::-1])


def read_path(path: str) -> Tile:
    """The other way round; one tile has one address. Raises Malformed."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise Malformed(path[:200])
    level = ENTRIES if found["level"] == "entries" else int(found["level"])
    digits = found["n"].replace("x", "").replace("/", "")
    width = int(found["width"] or WIDTH)
    tile = Tile(level=level, n=int(digits), width=width)
    if level > 63 or len(digits) > 21 or (found["width"] and width >= WIDTH) or tile.path() != path:
        raise Malformed(path[:200])
    return tile


def tiles_of(size: int, *, since: int = 0) -> Iterator[Tile]:
    """Hash tiles of a tree of `size` that a tree of `since` did not have in this width, entry bundles first."""
    yield from _row(ENTRIES, size, since)
    level = 0
    while size:
        yield from _row(level, size, since)
        level, size, since = level + 1, size >> HEIGHT, since >> HEIGHT


def _row(level: int, size: int, since: int) -> Iterator[Tile]:
    if size == since:
        return
    for n in range(since >> HEIGHT, size >> HEIGHT):
        yield Tile(level=level, n=n)
    if width := size % WIDTH:
        yield Tile(level=level, n=size >> HEIGHT, width=width)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries, each with its length before it in two bytes. Raises Malformed when one is too long."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise Malformed(f"an entry of {len(entry)} bytes")
        parts.append(struct.pack(">H", len(entry)) + entry)
    return b"".join(parts)


def read_bundle(content: bytes, *, width: int) -> list[bytes]:
    """Exactly `width` entries. Raises TileBroken."""
    entries, at = [], 0
    while at < len(content):
        if at + 2 > len(content):
            raise TileBroken("the bundle ends within a length")
        (length,) = struct.unpack_from(">H", content, at)
        entry = content[at + 2 : at + 2 + length]
        if len(entry) != length:
            raise TileBroken("the bundle ends within an entry")
        entries.append(entry)
        at += 2 + length
    if len(entries) != width:
        raise TileBroken(f"{len(entries)} entries instead of {width}")
    return entries


def hashes_in(content: bytes, *, width: int) -> list[bytes]:
    """Exactly `width` hashes. Raises TileBroken."""
    if len(content) != width * HASH:
        raise TileBroken(f"{len(content)} bytes instead of {width * HASH}")
    return [content[at : at + HASH] for at in range(0, len(content), HASH)]


Fetch = Callable[[Iterable[Tile]], Mapping[Tile, bytes]]


class TiledTree:
    """A tree of `size` leaves whose tiles `fetch` brings: all that a question needs are asked for at once."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self.size, self._fetch = size, fetch
        self._tiles: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        """Over all leaves."""
        return self._hashes([(0, self.size)])[0]

    def inclusion_proof(self, index: int) -> list[bytes]:
        """From the leaf's sibling up."""
        return self._hashes(inclusion_ranges(index, self.size))

    def consistency_proof(self, old: int) -> list[bytes]:
        """That this tree continues the one of `old` leaves."""
        return self._hashes(consistency_ranges(old, self.size))

    def leaf(self, index: int) -> bytes:
        """A leaf's hash."""
        return self._hashes([(index, index + 1)])[0]

    def _hashes(self, ranges: list[tuple[int, int]]) -> list[bytes]:
        subtrees = [subtree for one in ranges for subtree in perfect_subtrees(*one)]
        wanted = {self._tile_at(h // HEIGHT, n << h % HEIGHT >> HEIGHT) for h, n in subtrees}
        missing = {tile for tile in wanted if (tile.level, tile.n) not in self._tiles}
        for tile, content in self._fetch(sorted(missing)).items():
            if len(content) != tile.width * HASH:
                raise TileBroken(f"{tile.path()}: {len(content)} bytes instead of {tile.width * HASH}")
            self._tiles[tile.level, tile.n] = content
        if lacking := [tile.path() for tile in missing if (tile.level, tile.n) not in self._tiles]:
            raise TileBroken(f"missing: {', '.join(sorted(lacking)[:3])}")
        return [range_hash(start, end, self._subtree) for start, end in ranges]

    def _tile_at(self, level: int, n: int) -> Tile:
        return Tile(level=level, n=n, width=min(WIDTH, (self.size >> level * HEIGHT) - n * WIDTH))

    def _subtree(self, height: int, n: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        first = n << above
        at = first % WIDTH * HASH
        return _kept_root(self._tiles[level, first >> HEIGHT][at : at + (HASH << above)])


def perfect_root(hashes: bytes) -> bytes:
    """Over a power of two of hashes, one after the other. Pairs are hashed as they lie: that is half the time of a proof."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH:
        hashes = b"".join([sha256(b"\x01" + hashes[i : i + 64]).digest() for i in range(0, len(hashes), 64)])
    return hashes


# Upper tiles and the right edge come up in every proof. Keyed by content, so that it cannot be stale; 8 MB at most.
_kept_root = lru_cache(maxsize=2048)(perfect_root)
