"""Which subtrees an inclusion or consistency proof consists of (RFC 6962 §2.1.1, §2.1.2), whoever holds their hashes."""

from collections.abc import Callable

from doorstep_proof.merkle import fold

Range = tuple[int, int]
# (height, n) → hash of the n-th perfect subtree of 2^height leaves.
Subtrees = Callable[[int, int], bytes]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Half-open ranges of leaves whose roots prove that leaf `index` is in a tree of `size`, from the leaf up."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size}")
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Ranges whose roots prove that the tree of `new` leaves begins with that of `old`."""
    if not 0 <= old <= new:
        raise ValueError(f"{old} of {new}")
    if old in (0, new):
        return []
    start, end, ranges, is_whole = 0, new, [], True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, is_whole = middle, False
    return ([] if is_whole else [(start, end)]) + ranges[::-1]


def perfect_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """(height, n) of the perfect subtrees that make up a range, largest first; `start` is aligned to the range."""
    found = []
    while start < end:
        height = (end - start).bit_length() - 1
        found.append((height, start >> height))
        start += 1 << height
    return found


def range_hash(start: int, end: int, subtree: Subtrees) -> bytes:
    """The root over a range."""
    return fold(subtree(height, n) for height, n in perfect_subtrees(start, end))


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)
