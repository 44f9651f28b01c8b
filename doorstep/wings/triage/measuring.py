"""How a model does on rows it has not seen 评测. Measures with the model as the product uses it; learns nothing."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from doorstep.wings.triage.learning import Row
from doorstep.wings.triage.model import BATCH, Model
from doorstep.wings.triage.reading import Floats, read
from doorstep.wings.triage.report import Report, leads, macro_f1, of_class


def evaluate(model: Model, rows: Sequence[Row]) -> Report:
    """One part, with the model's own threshold. A label that the model does not know counts as missed."""
    labels = [*model.labels, *sorted({row.label for row in rows} - set(model.labels))]
    wanted = np.array([labels.index(row.label) for row in rows], dtype=np.int64)
    best, ahead = _judged(model, [row.text for row in rows])
    hit, filed = best == wanted, ahead >= model.threshold
    return Report(
        n=len(rows),
        classes=tuple(of_class(label, turn, best, wanted) for turn, label in enumerate(labels)),
        folds=(macro_f1(best, wanted),),
        accuracy=float(hit.mean()) if len(rows) else 0.0,
        wanted=0.0,
        threshold=model.threshold,
        files=float(filed.mean()) if len(rows) else 0.0,
        right=float(hit[filed].mean()) if filed.any() else 0.0,
    )


def _judged(model: Model, texts: Sequence[str]) -> tuple[NDArray[np.int64], Floats]:
    shares = [model.shares(model.scores(read(texts[start : start + BATCH]))) for start in range(0, len(texts), BATCH)]
    if not shares:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    sure = np.concatenate(shares)
    return sure.argmax(axis=1), leads(sure)
