"""Grows the tiles of a log by further leaves: from its right edge and new leaf hashes to the tiles that changed, and the root."""

from collections.abc import Mapping, Sequence

from doorstep_proof.merkle import HASH, fold
from doorstep_proof.proving import perfect_subtrees
from doorstep_proof.tiles import HEIGHT, WIDTH, TileBroken, perfect_root

# (level, n) → the hashes of that tile, as many as there are.
Grown = dict[tuple[int, int], bytes]


def edge_tiles(size: int) -> list[tuple[int, int]]:
    """(level, n) of the partial tiles of a tree of `size`: all that is needed to go on."""
    return [(level, size >> HEIGHT) for level, size in _levels(size) if size % WIDTH]


def _levels(size: int) -> list[tuple[int, int]]:
    levels: list[tuple[int, int]] = []
    while size:
        levels.append((len(levels), size))
        size >>= HEIGHT
    return levels


def check_edge(size: int, edge: Mapping[tuple[int, int], bytes]) -> None:
    """Raises TileBroken unless the edge is as wide as the size says."""
    for level, at_level in _levels(size):
        if width := at_level % WIDTH:
            content = edge.get((level, at_level >> HEIGHT))
            if content is None or len(content) != width * HASH:
                raise TileBroken(f"tile/{level}/{at_level >> HEIGHT}: not {width} hashes wide")


def root_of_edge(size: int, edge: Mapping[tuple[int, int], bytes]) -> bytes:
    """The root of a tree of `size` from its partial tiles."""
    check_edge(size, edge)
    peaks = []
    for height, n in perfect_subtrees(0, size):
        level, above = divmod(height, HEIGHT)
        first = n << above
        at = first % WIDTH * HASH
        peaks.append(perfect_root(edge[level, first >> HEIGHT][at : at + (HASH << above)]))
    return fold(peaks)


def grow(size: int, edge: Mapping[tuple[int, int], bytes], leaves: Sequence[bytes]) -> Grown:
    """Every tile that is new or wider than before, the new edge among them. Raises TileBroken when the edge does not fit."""
    check_edge(size, edge)
    changed: Grown = {}
    fresh, level = list(leaves), 0
    while fresh:
        before = size >> level * HEIGHT
        above = []
        n, content = before >> HEIGHT, edge.get((level, before >> HEIGHT), b"") if before % WIDTH else b""
        at = 0
        while at < len(fresh):
            take = WIDTH - len(content) // HASH
            content += b"".join(fresh[at : at + take])
            at += take
            changed[level, n] = content
            if len(content) == WIDTH * HASH:
                above.append(perfect_root(content))
                n, content = n + 1, b""
        fresh, level = above, level + 1
    return changed


def edge_after(size: int, edge: Mapping[tuple[int, int], bytes], changed: Grown) -> Grown:
    """The partial tiles of the grown tree of `size`."""
    return {key: changed[key] if key in changed else edge[key] for key in edge_tiles(size)}
