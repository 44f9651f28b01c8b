"""Which features count, and how much 词表: learnt from messages, applied to messages. Weights as in TF-IDF, sublinear, each
kind of feature of length one. Features stand as 64-bit keys; two that share a key are taken for one.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from doorstep.wings.triage.reading import Keys, Reading, Rows

Matrix: TypeAlias = Any  # scipy.sparse.csr_matrix, which brings no types
SPREAD = 4  # slots for each key of the table that finds it
NONE = np.int32(-1)
SHARES = (1.0, 1.0, 0.5, 0.5)  # the front counts half as much again


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """`keys` ascending; `rarity` the weight of each (inverse document frequency)."""

    keys: Keys
    rarity: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def _slots(self) -> tuple[NDArray[np.int32], np.uint64]:
        """A table by the leading bits of a key, with the first of those that share a slot; the others are sought in order."""
        bits = max(1, int(np.ceil(np.log2(max(2, len(self.keys) * SPREAD)))))
        shift = np.uint64(64 - bits)
        return np.searchsorted(self.keys >> shift, np.arange((1 << bits) + 1, dtype=np.uint64)).astype(np.int32), shift

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """The place of each key, -1 for one that is not known."""
        if not len(self.keys):
            return np.full(len(keys), NONE)
        starts, shift = self._slots
        slot = keys >> shift
        place, end = starts[slot], starts[slot + np.uint64(1)]
        found = np.full(len(keys), NONE)
        open_ = np.flatnonzero(place < end)
        while len(open_):
            here = place[open_]
            hit = self.keys[here] == keys[open_]
            found[open_[hit]] = here[hit]
            open_ = open_[~hit]
            place[open_] += 1
            open_ = open_[place[open_] < end[open_]]
        return found

    def weigh(self, rows: Rows, keys: Keys, size: int) -> Matrix:
        """The messages as rows of weights."""
        found = self.find(keys)
        known = found >= 0
        return weighed(rows[known], found[known], size, self.rarity)


def weighed(rows: Rows, found: NDArray[np.int32], size: int, rarity: NDArray[np.float32]) -> Matrix:
    """1 + log of how often, times rarity, each message brought to length one."""
    from scipy import sparse  # 16 MB: only where something is weighed

    ones = np.ones(len(found), dtype=np.float32)
    starts = np.searchsorted(rows, np.arange(size + 1)) if _ascending(rows) else None
    if starts is None:
        counts = sparse.coo_matrix((ones, (rows, found)), shape=(size, len(rarity))).tocsr()
    else:
        counts = sparse.csr_matrix((ones, found, starts), shape=(size, len(rarity)))
        counts.sum_duplicates()
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(np.add.reduceat(np.append(counts.data**2, 0), counts.indptr[:-1]))
    lengths[np.diff(counts.indptr) == 0] = 1
    counts.data /= np.repeat(lengths, np.diff(counts.indptr)).astype(np.float32)
    return counts


def _ascending(rows: Rows) -> bool:
    return bool(np.all(rows[1:] >= rows[:-1]))


def learn_vocabulary(rows: Rows, keys: Keys, size: int, *, least: int, most: int) -> Vocabulary:
    """Keys in at least `least` messages, the `most` most frequent of them."""
    known, place = np.unique(keys, return_inverse=True)
    pairs = np.unique(rows * np.int64(len(known) + 1) + place)
    frequency = np.bincount(pairs % (len(known) + 1), minlength=len(known))
    chosen = frequency >= min(least, max(1, size))
    if chosen.sum() > most:
        chosen &= frequency > np.sort(frequency)[-most]
    rarity = np.log((1 + size) / (1 + frequency[chosen])) + 1
    return Vocabulary(keys=known[chosen], rarity=rarity.astype(np.float32))


@dataclass(frozen=True, kw_only=True)
class Features:
    """One vocabulary for each part of a reading, beside one another; `shares`: how much each part counts."""

    parts: tuple[Vocabulary, ...]
    shares: tuple[float, ...]

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts)

    def matrix(self, reading: Reading) -> Matrix:
        """A batch of messages as rows of weights."""
        from scipy import sparse  # 16 MB: only where something is weighed

        weighed_parts = [
            part.weigh(*found, reading.size) * np.float32(share)
            for part, found, share in zip(self.parts, reading.parts, self.shares, strict=True)
        ]
        return sparse.hstack(weighed_parts, format="csr", dtype=np.float32)


def learn_features(reading: Reading, *, least: int = 2, most: int = 250_000) -> Features:
    """Of all messages, labelled or not."""
    return Features(
        parts=tuple(learn_vocabulary(*part, reading.size, least=least, most=most) for part in reading.parts),
        shares=SHARES,
    )
