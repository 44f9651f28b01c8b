"""How well a model does 报告: macro-F1 with its spread over the parts, each class, and what it files by itself at which precision.

Computed from shares that were given to messages not seen. Refuses to round anything up.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

Z = 0.5  # one-sided 69%


@dataclass(frozen=True, kw_only=True)
class OfClass:
    """One label: `n` messages bear it; `precision` and `recall` of those given it."""

    label: str
    n: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return (
            2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0
        )


@dataclass(frozen=True, kw_only=True)
class Report:
    """Of `n` messages whose label is learned, and of `strange` ones whose label is too rare for that: each of those a miss.
    `folds`: macro-F1 of each part. `threshold`: from which lead (`leads`) an answer counts as sure; above 1 when no
    threshold reached the wanted precision. `files`: share of messages that are sure; `right`: share of those that are right,
    measured part by part with thresholds set on the other parts."""

    n: int
    classes: tuple[OfClass, ...]
    folds: tuple[float, ...]
    accuracy: float
    wanted: float
    threshold: float
    files: float
    right: float
    strange: int = 0

    @property
    def macro_f1(self) -> float:
        return sum(self.folds) / len(self.folds) if self.folds else 0.0

    @property
    def spread(self) -> float:
        """Standard deviation over the parts."""
        return float(np.std(self.folds)) if self.folds else 0.0


def measure(
    sure: NDArray[np.float32],
    wanted: NDArray[np.int64],
    folds: NDArray[np.int64],
    labels: tuple[str, ...],
    *,
    precision: float,
) -> Report:
    """Of shares out of fold. `wanted` below zero: a label that is not learned."""
    best = sure.argmax(axis=1)
    ahead = leads(sure)
    hit = best == wanted
    parts = np.unique(folds)
    filed = np.zeros(len(hit), dtype=bool)
    for part in parts:
        inside = folds == part
        others = ~inside if len(parts) > 1 else inside
        filed[inside] = ahead[inside] >= threshold_for(ahead[others], hit[others], precision)
    return Report(
        n=int((wanted >= 0).sum()),
        strange=int((wanted < 0).sum()),
        classes=tuple(of_class(label, turn, best, wanted) for turn, label in enumerate(labels)),
        folds=tuple(macro_f1(best[folds == part], wanted[folds == part]) for part in parts),
        accuracy=float(hit.mean()) if len(hit) else 0.0,
        wanted=precision,
        threshold=threshold_for(ahead, hit, precision),
        files=float(filed.mean()) if len(filed) else 0.0,
        right=float(hit[filed].mean()) if filed.any() else 0.0,
    )


def leads(sure: NDArray[np.float32]) -> NDArray[np.float32]:
    """How the best label stands against the next best alone, 0.5 to 1. Tells right from wrong better than the share among all
    labels does: many unlikely ones beside say little."""
    two = np.partition(sure, -2, axis=1)[:, -2:]
    return np.asarray(two[:, 1] / two.sum(axis=1), dtype=np.float32)


def threshold_for(ahead: NDArray[np.float32], hit: NDArray[np.bool_], precision: float) -> float:
    """The least lead from which the share of right answers is at least `precision`, less chance taken off."""
    order = np.argsort(-ahead, kind="stable")
    right = np.cumsum(hit[order])
    n = np.arange(1, len(order) + 1)
    good = np.flatnonzero(lower_bound(right, n) >= precision)
    if not len(good):
        return 1.01
    return float(ahead[order][good[-1]])


def lower_bound(right: NDArray[Any], n: NDArray[Any]) -> NDArray[Any]:
    """Wilson's lower bound of a share (Wilson 1927)."""
    share = right / n
    middle = share + Z * Z / (2 * n)
    width = Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return np.asarray((middle - width) / (1 + Z * Z / n))


def macro_f1(best: NDArray[np.int64], wanted: NDArray[np.int64]) -> float:
    """The mean over the labels that occur, each counting the same."""
    found = [of_class("", int(turn), best, wanted).f1 for turn in np.unique(wanted[wanted >= 0])]
    return sum(found) / len(found) if found else 0.0


def of_class(label: str, turn: int, best: NDArray[np.int64], wanted: NDArray[np.int64]) -> OfClass:
    """How one label did: `best` are those given, `wanted` those borne."""
    given, borne = best == turn, wanted == turn
    both = int((given & borne).sum())
    return OfClass(
        label=label,
        n=int(borne.sum()),
        precision=both / int(given.sum()) if given.any() else 0.0,
        recall=both / int(borne.sum()) if borne.any() else 0.0,
    )


def as_data(report: Report) -> dict[str, Any]:
    """For JSON."""
    return dict(msgspec.to_builtins(report))


def from_data(data: dict[str, Any]) -> Report:
    """From JSON. Raises msgspec.ValidationError."""
    return msgspec.convert(data, Report)
