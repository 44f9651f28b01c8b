"""Which words keep company 相伴: each known word or run has a direction, near to those it is met with in all messages, labelled or
not. A message points where its words point together. So “公交” teaches about “班车” that stood in no labelled message.

Directions are kept as whole numbers of eight bits with a scale for each row. Holds no words, only the places of features.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from doorstep.wings.triage.reading import Floats
from doorstep.wings.triage.vocabulary import Weighed

STEPS = 127


@dataclass(frozen=True, kw_only=True)
class Company:
    """Features `places` of part `part` point along the rows of `table` times `scales`; `size` features has the part. `share`: how
    much the direction of a message counts beside its words."""

    part: int
    share: float
    size: int
    places: NDArray[np.int32]
    scales: Floats
    table: NDArray[np.int8]

    @property
    def width(self) -> int:
        """Numbers in a direction."""
        return int(self.table.shape[1])

    @cached_property
    def _row_of(self) -> NDArray[np.int32]:
        found = np.full(self.size, -1, dtype=np.int32)
        found[self.places] = np.arange(len(self.places), dtype=np.int32)
        return found

    def direct(self, weighed: Weighed) -> Floats:
        """Where each message points, of length `share`; zeros where it has no word with a direction."""
        rows = self._row_of[weighed.places]
        known = rows >= 0
        starts = np.concatenate([[0], np.cumsum(known)])[weighed.starts]
        rows = rows[known]
        values = weighed.values[known] * self.scales[rows]
        found = np.zeros((len(starts) - 1, self.width), dtype=np.float32)
        for turn, (start, end) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)):
            if end > start:
                found[turn] = values[start:end] @ self.table.take(rows[start:end], axis=0).astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", found, found))
        lengths[lengths == 0] = 1
        return np.asarray(found * (np.float32(self.share) / lengths)[:, None], dtype=np.float32)


def company_of(part: int, share: float, size: int, places: NDArray[np.int32], directions: Floats) -> Company:
    """Directions as they are kept: rounded to `STEPS` steps of the greatest number of each row."""
    scales = np.abs(directions).max(axis=1, initial=1e-12).astype(np.float32) / STEPS
    table = np.rint(directions / scales[:, None]).astype(np.int8)
    return Company(part=part, share=share, size=size, places=places, scales=scales, table=table)
