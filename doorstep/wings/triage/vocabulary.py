"""Which features count, and how much 词表: learnt from messages, applied to messages. Weights as in TF-IDF, sublinear, each
kind of feature of length one. Features stand as 64-bit keys; two that share a key are taken for one.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doorstep.wings.triage.reading import Floats, Keys, Rows

SPREAD = 4  # slots for each key of the table that finds it
NONE = np.int32(-1)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Messages as rows of weights: of message `i` those from `starts[i]` to `starts[i + 1]`, `places` ascending in each."""

    starts: Rows
    places: NDArray[np.int32]
    values: Floats


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

    def weigh(self, rows: Rows, keys: Keys, size: int) -> Weighed:
        """1 + log of how often, times rarity, each message brought to length one."""
        found = self.find(keys)
        known = found >= 0
        span = np.int64(max(1, len(self.keys)))
        pairs, counts = np.unique(rows[known] * span + found[known], return_counts=True)
        of_message, places = np.divmod(pairs, span)
        values = (1 + np.log(counts)) * self.rarity[places]
        lengths = np.sqrt(np.bincount(of_message, values * values, minlength=size))
        return Weighed(
            starts=np.searchsorted(of_message, np.arange(size + 1)),
            places=places.astype(np.int32),
            values=(values / lengths[of_message]).astype(np.float32),
        )


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
