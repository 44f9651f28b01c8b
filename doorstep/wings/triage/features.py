"""What a message is to the model 特征: its words and runs by weight, part by part, and where they point together.

NumPy alone does all of it: whoever only asks a model loads nothing heavier.
"""

from dataclasses import dataclass

import numpy as np

from doorstep.wings.triage.company import Company
from doorstep.wings.triage.reading import Floats, Reading
from doorstep.wings.triage.vocabulary import Vocabulary, Weighed

SHARES = (0.7, 1.0, 0.7, 0.7)  # of squares: the front counts as much again as the words of the whole


@dataclass(frozen=True, kw_only=True)
class Features:
    """One vocabulary for each part of a reading, beside one another; `shares`: how much each part counts; then the numbers of
    each company."""

    parts: tuple[Vocabulary, ...]
    shares: tuple[float, ...]
    companies: tuple[Company, ...] = ()

    def __len__(self) -> int:
        return sum(len(part) for part in self.parts) + self.width

    @property
    def width(self) -> int:
        """Numbers that say where a message points."""
        return sum(company.width for company in self.companies)

    def weigh(self, reading: Reading) -> tuple[Weighed, ...]:
        """Part by part, before its share."""
        return tuple(part.weigh(*found, reading.size) for part, found in zip(self.parts, reading.parts, strict=True))

    def direct(self, weighed: tuple[Weighed, ...]) -> Floats:
        """Where the messages point, company beside company."""
        found = [company.direct(weighed[company.part]) for company in self.companies]
        return np.concatenate([np.zeros((len(weighed[0].starts) - 1, 0), dtype=np.float32), *found], axis=1)

    def begin(self, reading: Reading) -> Floats:
        """Where the first words of the messages point, by the same companies."""
        if not self.companies:
            return np.zeros((reading.size, 0), dtype=np.float32)
        beginnings = zip(self.parts, reading.beginnings, strict=False)  # the front has no companies of its own
        return self.direct(tuple(part.weigh(*found, reading.size) for part, found in beginnings))

    def scores(self, weighed: tuple[Weighed, ...], pointed: Floats, weights: Floats) -> Floats:
        """Each message by the weights, one row a feature: the sum of what its features and its direction say."""
        found = np.asarray(pointed @ weights[len(weights) - pointed.shape[1] :], dtype=np.float32)
        first = 0
        for part, share, rows in zip(self.parts, self.shares, weighed, strict=True):
            of_part, values = weights[first : first + len(part)], rows.values * np.float32(share)
            for turn, (start, end) in enumerate(zip(rows.starts[:-1].tolist(), rows.starts[1:].tolist(), strict=True)):
                found[turn] += values[start:end] @ of_part[rows.places[start:end]]
            first += len(part)
        return found
