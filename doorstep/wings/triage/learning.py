"""Learns from rows of text and label 学习. The same rows give the same model. Knows neither cases nor files.

What it says of itself was measured on messages that were kept from it (`FOLDS` parts, twins always in one part): the
confidence, and the threshold above which the wanted share of its answers was right. It is asked besides about messages whose
label is too rare to be learned: whatever it answers there is a miss, as it will be when such a message comes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from doorstep.kernel.refusals import Refusal
from doorstep.wings.triage.acquainting import SEED, Sheet, learn_features, sheet_of
from doorstep.wings.triage.model import Model, shares
from doorstep.wings.triage.reading import Floats, words_of
from doorstep.wings.triage.report import Report, leads, measure
from doorstep.wings.triage.teaching import teach
from doorstep.wings.triage.twins import groups_of

FOLDS = 5
FEWEST = 10  # messages of a label, below which it is not learned
STRANGE = -1  # stands for every label that is not learned


class TooLittleToLearn(Refusal):
    """能学的还太少：至少要两类、每类 %(least)s 条。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Row:
    """A message and what it is about."""

    text: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Learned:
    """A model, and how it did on messages it had not seen."""

    model: Model
    report: Report


def learn(
    rows: Sequence[Row], *, precision: float = 0.97, fewest: int = FEWEST, besides: Sequence[str] = ()
) -> Learned:
    """Learn from rows; `besides` are messages without a label, from which the weight and the company of words is learnt.

    Raises TooLittleToLearn.
    """
    rows = [row for row in rows if row.text.strip()]
    labels = sorted({row.label for row in enough_of(rows, fewest)})
    messages = [words_of(row.text) for row in rows]
    wanted = np.array([labels.index(row.label) if row.label in labels else STRANGE for row in rows])
    features = learn_features([*messages, *(words_of(text) for text in besides)])
    sheet = sheet_of(features, messages)
    scores, folds = out_of_fold(sheet, wanted, len(labels), groups_of(messages))
    known = wanted != STRANGE
    slopes, shifts = calibrate(scores[known], wanted[known])
    sure = shares(scores, slopes, shifts)
    report = measure(sure, wanted, folds, tuple(labels), precision=precision)
    taught = teach(sheet[known], wanted[known], len(labels), of=int(known.sum()))
    marks, measured = reliability(sure, wanted)
    model = Model(
        labels=tuple(labels),
        features=features,
        weights=taught.weights,
        bias=taught.bias,
        net=taught.net,
        slopes=slopes,
        shifts=shifts,
        marks=marks,
        measured=measured,
        threshold=report.threshold,
    )
    return Learned(model=model, report=report)


def enough_of(rows: Sequence[Row], fewest: int = FEWEST) -> list[Row]:
    """The rows of labels that occur often enough. Raises TooLittleToLearn when fewer than two labels are left."""
    often = Counter(row.label for row in rows)
    kept = [row for row in rows if often[row.label] >= fewest]
    if len({row.label for row in kept}) < 2:
        raise TooLittleToLearn(least=fewest)
    return kept


def out_of_fold(
    sheet: Sheet, wanted: NDArray[np.int64], size: int, groups: Sequence[int], seed: int = SEED
) -> tuple[Floats, NDArray[np.int64]]:
    """The score of each message by weights and a net that have not seen it or its twins; and in which part it was. Strange ones
    teach nothing, and are asked in turn."""
    known, strange = np.flatnonzero(wanted != STRANGE), np.flatnonzero(wanted == STRANGE)
    of_known = np.array(groups)[known]
    if len(set(of_known.tolist())) < FOLDS:
        raise TooLittleToLearn(least=FOLDS)
    scores = np.zeros((len(wanted), size), dtype=np.float32)
    folds = np.zeros(len(wanted), dtype=np.int64)
    from sklearn.model_selection import StratifiedGroupKFold  # 60 MB: only where something is learned

    cut = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for fold, (learnt, kept) in enumerate(cut.split(wanted[known], wanted[known], of_known)):
        taught, asked = known[learnt], np.concatenate([known[kept], strange[fold::FOLDS]])
        scores[asked] = teach(sheet[taught], wanted[taught], size, of=len(known)).scores(sheet[asked])
        folds[asked] = fold
    return scores, folds


def calibrate(scores: Floats, wanted: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """A slope for all labels and a shift for each (Platt 1999, many labels), from scores of messages not seen."""
    size = scores.shape[1]
    shifts = np.zeros(size, dtype=np.float32)
    best, slope = np.inf, 1.0
    for candidate in np.geomspace(0.5, 20, 60):
        sure = shares(scores, np.full(size, candidate, dtype=np.float32), shifts)
        loss = -np.log(np.maximum(sure[np.arange(len(wanted)), wanted], 1e-9)).mean()
        if loss < best:
            best, slope = loss, candidate
    return np.full(size, slope, dtype=np.float32), shifts


def reliability(sure: Floats, wanted: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """How often an answer with that lead was right: rising steps (isotonic regression; Zadrozny, Elkan 2002), on messages
    not seen. One miss at the top and one hit at the bottom are added, so that nothing is ever certain."""
    ahead = np.append(leads(sure), [1.0, 0.0])
    hit = np.append(sure.argmax(axis=1) == wanted, [False, True]).astype(float)
    from sklearn.isotonic import IsotonicRegression  # 60 MB: only where something is learned

    risen = IsotonicRegression(y_min=0, y_max=1).fit(ahead, hit)
    return risen.X_thresholds_.astype(np.float32), risen.y_thresholds_.astype(np.float32)
