"""What was learned 模型: a table of weights that says which label a message bears, how sure that is, and why.

Weights are plain arrays, kept and loaded as such: nothing of a file is ever run. Below the threshold it abstains.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from doorstep.wings.triage.features import Features
from doorstep.wings.triage.net import Net
from doorstep.wings.triage.reading import Floats, Reading, read, read_words, words_of
from doorstep.wings.triage.report import leads

BATCH = 500
REASONS = 4
CANDIDATES = 4  # for each reason shown, words that are looked at


@dataclass(frozen=True, kw_only=True)
class Judged:
    """`confidence` is the share of such messages that bear the label, as measured; 0 where nothing was measured.
    `because`: words of the message that led to it, the weightiest first. `is_sure`: at or above the threshold."""

    label: str
    confidence: float
    is_sure: bool
    because: tuple[str, ...] = ()
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Model:
    """`weights` has a column for each label; `slopes` and `shifts` turn scores into shares (multinomial Platt scaling). Of
    messages with lead `marks[i]` (`leads`) the share `measured[i]` was right: that is the confidence. From lead `threshold` on an
    answer counts as sure. `net`: what directions say together, added to the weights; None where there are no directions."""

    labels: tuple[str, ...]
    features: Features
    weights: Floats
    bias: Floats
    slopes: Floats
    shifts: Floats
    marks: Floats
    measured: Floats
    threshold: float
    net: Net | None = None

    def scores(self, reading: Reading) -> Floats:
        """One row a message, one column a label."""
        weighed = self.features.weigh(reading)
        pointed = self.features.direct(weighed)
        found = np.asarray(self.features.scores(weighed, pointed, self.weights) + self.bias, dtype=np.float32)
        return found + self.net.scores(pointed, self.features.begin(reading)) if self.net else found

    def shares(self, scores: Floats) -> Floats:
        """Scores as shares that add up to one."""
        return shares(scores, self.slopes, self.shifts)

    def confidence(self, ahead: Floats) -> Floats:
        """The share of such answers that was right, as measured."""
        return np.asarray(np.interp(ahead, self.marks, self.measured), dtype=np.float32)

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """The label of each message, without the words that led to it."""
        found: list[Judged] = []
        for start in range(0, len(texts), BATCH):
            sure = self.shares(self.scores(read(texts[start : start + BATCH])))
            ahead = leads(sure)
            found += [
                Judged(label=self.labels[label], confidence=confidence, is_sure=lead >= self.threshold)
                for label, lead, confidence in zip(
                    sure.argmax(axis=1).tolist(), ahead.tolist(), self.confidence(ahead).tolist(), strict=True
                )
            ]
        return found

    def explain(self, text: str, most: int = REASONS) -> Judged:
        """One message, with the words that led to its label and what else it might be."""
        words = words_of(text)
        rows = self.shares(self.scores(read_words([words])))
        sure, ahead = rows[0], leads(rows)
        order = np.argsort(-sure, kind="stable")
        best = int(order[0])
        confidence = float(self.confidence(ahead)[0])
        left = (1 - confidence) / max(1e-6, 1 - float(sure[best]))
        return Judged(
            label=self.labels[best],
            confidence=confidence,
            is_sure=bool(ahead[0] >= self.threshold),
            because=self._because(words, best, most),
            others=tuple((self.labels[other], min(confidence, float(sure[other]) * left)) for other in order[1:4]),
        )

    def _because(self, words: Sequence[str], label: int, most: int) -> tuple[str, ...]:
        """Words by how much the lead of the label over the others falls when they are left out; of those that by themselves
        speak most for it."""
        unique = list(dict.fromkeys(word for word in words if not word.isdigit()))
        if not unique:
            return ()
        alone = self._leads(read_words([[word] for word in unique]), label)
        likely = sorted(range(len(unique)), key=lambda turn: (-alone[turn], turn))[: most * CANDIDATES]
        without = [[word for word in words if word != unique[turn]] for turn in likely]
        leads = self._leads(read_words([list(words), *without]), label)
        lost = dict(zip(likely, (leads[0] - leads[1:]).tolist(), strict=True))
        order = sorted(likely, key=lambda turn: (-lost[turn], turn))
        return tuple(unique[turn] for turn in order[:most] if lost[turn] > 0)

    def _leads(self, reading: Reading, label: int) -> Floats:
        """By how much the score of the label is above that of the next best, message by message."""
        scores = self.scores(reading)
        others = np.delete(scores, label, axis=1)
        return np.asarray(scores[:, label] - others.max(axis=1), dtype=np.float32)


def shares(scores: Floats, slopes: Floats, shifts: Floats) -> Floats:
    """Softmax of the scaled scores."""
    raised = scores * slopes + shifts
    raised = np.exp(raised - raised.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
