"""Weights and net from one sheet of messages 教: what is learned from all of it, and once more without each part."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doorstep.wings.triage.acquainting import SEED, Sheet
from doorstep.wings.triage.net import Net, learn_net
from doorstep.wings.triage.reading import Floats
from doorstep.wings.triage.solving import solve

FEWEST = 3_000  # messages: a net of 200 costs a point, of 500 half a one, of 1,500 brings nothing


@dataclass(frozen=True, kw_only=True)
class Taught:
    """`net` None where messages have no direction, or are too few."""

    weights: Floats
    bias: Floats
    net: Net | None

    def scores(self, sheet: Sheet) -> Floats:
        """One row a message, one column a label."""
        found = sheet @ self.weights + self.bias
        return found + self.net.scores(sheet.pointed, sheet.begun) if self.net else found


def teach(sheet: Sheet, wanted: NDArray[np.int64], size: int, *, of: int) -> Taught:
    """From messages whose label is known, `of` so many in all: each part is then learned as the whole is."""
    weights, bias = solve(sheet, wanted, size)
    net = learn_net(sheet.pointed, sheet.begun, wanted, size, SEED) if sheet.pointed.shape[1] and of >= FEWEST else None
    return Taught(weights=weights, bias=bias, net=net)
