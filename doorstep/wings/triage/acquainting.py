"""Learns features, and which of them keep company 学相伴, from all messages, labelled or not. The same messages give the same.

Runs of characters: latent semantic analysis (Deerwester et al. 1990) of how they stand in messages. Words: positive pointwise mutual
information of words within five of one another (Levy, Goldberg 2014). Both by randomised singular values (Halko et al. 2011).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from doorstep.wings.triage.company import Company, company_of
from doorstep.wings.triage.features import SHARES, Features
from doorstep.wings.triage.reading import PARTS, Floats, Rows, read_words
from doorstep.wings.triage.vocabulary import Vocabulary, Weighed, learn_vocabulary

Matrix: TypeAlias = Any  # scipy.sparse.csr_matrix, which brings no types
SEED = 20_20
FEWEST = 400  # messages, below which company says nothing
SHARE = 0.7  # of a direction beside the words
RUNS, RUN_WIDTH = 60_000, 300
WORDS, WORD_WIDTH = 20_000, 200
REACH = 5  # words to either side
SMOOTHED = 0.75  # so that rare words do not seem everybody's friends
ROUNDS = 5


def learn_features(messages: Sequence[Sequence[str]], *, least: int = 2, most: int = 250_000) -> Features:
    """Of all messages."""
    reading = read_words(messages)
    parts = tuple(learn_vocabulary(*part, reading.size, least=least, most=most) for part in reading.parts)
    bare = Features(parts=parts, shares=SHARES)
    if len(messages) < FEWEST:
        return bare
    runs = bare.parts[PARTS.index("runs")].weigh(*reading.parts[PARTS.index("runs")], reading.size)
    return Features(parts=parts, shares=SHARES, companies=(_of_runs(runs, parts), _of_words(messages, parts)))


def sparse_of(weighed: Weighed, width: int) -> Matrix:
    """For the tools of learning."""
    from scipy import sparse  # 16 MB: only where something is learned

    shape = (len(weighed.starts) - 1, width)
    return sparse.csr_matrix((weighed.values, weighed.places, weighed.starts), shape=shape)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Messages as rows, as `Model.scores` sees them: `words` of which each has few, `pointed` where it points, `begun` where its
    first words do."""

    words: Matrix
    pointed: Floats
    begun: Floats

    def __getitem__(self, rows: NDArray[Any]) -> "Sheet":
        return Sheet(words=self.words[rows], pointed=self.pointed[rows], begun=self.begun[rows])

    def __matmul__(self, weights: Floats) -> Floats:
        """By weights, one row a feature: words, then directions."""
        size = self.words.shape[1]
        return np.asarray(self.words @ weights[:size] + self.pointed @ weights[size:], dtype=np.float32)


def sheet_of(features: Features, messages: Sequence[Sequence[str]]) -> Sheet:
    """To learn from."""
    from scipy import sparse  # 16 MB: only where something is learned

    reading = read_words(messages)
    weighed = features.weigh(reading)
    blocks = [
        sparse_of(found, len(part)) * np.float32(share)
        for found, part, share in zip(weighed, features.parts, features.shares, strict=True)
    ]
    words = sparse.hstack(blocks, format="csr", dtype=np.float32)
    return Sheet(words=words, pointed=features.direct(weighed), begun=features.begin(reading))


def _of_runs(weighed: Weighed, parts: Sequence[Vocabulary]) -> Company:
    part = PARTS.index("runs")
    frequency = np.bincount(weighed.places, minlength=len(parts[part]))
    chosen = np.sort(np.argsort(-frequency, kind="stable")[:RUNS]).astype(np.int32)
    matrix = sparse_of(weighed, len(parts[part])).tocsc()[:, chosen].tocsr()
    _, strengths, across = _singular(matrix, RUN_WIDTH)
    directions = np.asarray((across / np.sqrt(np.maximum(strengths, 1e-6))[:, None]).T, dtype=np.float32)
    return company_of(part, SHARE, len(parts[part]), chosen, directions)


def _of_words(messages: Sequence[Sequence[str]], parts: Sequence[Vocabulary]) -> Company:
    part = PARTS.index("words")
    frequency = Counter(word for words in messages for word in set(words))
    often = sorted(frequency, key=lambda word: (-frequency[word], word))[:WORDS]
    places = parts[part].find(read_words([[word] for word in often]).parts[part][1])
    often, places = [word for word, place in zip(often, places, strict=True) if place >= 0], places[places >= 0]
    along, strengths, _ = _singular(_met(messages, often), WORD_WIDTH)
    directions = along * np.sqrt(strengths)
    directions /= np.sqrt((directions**2).sum(axis=1, keepdims=True)) + 1e-9
    rarity = np.log(len(messages) / np.array([frequency[word] for word in often])) / parts[part].rarity[places]
    directions = np.asarray(directions * rarity[:, None], dtype=np.float32)
    return company_of(part, SHARE, len(parts[part]), places, directions)


def _met(messages: Sequence[Sequence[str]], often: Sequence[str]) -> Matrix:
    """How much more often than by chance two words stand near one another, the nearer the more; never below zero."""
    from scipy import sparse  # 16 MB: only where something is learned

    number = {word: turn for turn, word in enumerate(often)}
    gap = [-1] * REACH
    line: Rows = np.array(
        [turn for words in messages for turn in (*(number.get(w, -1) for w in words if w in number), *gap)]
    )
    found = sparse.csr_matrix((len(often), len(often)))
    for apart in range(1, REACH + 1):
        one, other = line[:-apart], line[apart:]
        both = (one >= 0) & (other >= 0)
        near = (np.full(int(both.sum()), 1 / apart), (one[both], other[both]))
        found = found + sparse.coo_matrix(near, shape=found.shape).tocsr()
    met = (found + found.T).tocoo()
    alone = np.asarray(met.sum(axis=1)).ravel()
    chance = alone**SMOOTHED / (alone**SMOOTHED).sum()
    gain = np.log(met.data / (alone[met.row] * chance[met.col]))
    return sparse.csr_matrix((gain[gain > 0], (met.row[gain > 0], met.col[gain > 0])), shape=met.shape)


def _singular(matrix: Matrix, width: int) -> tuple[Floats, Floats, Floats]:
    from sklearn.utils.extmath import randomized_svd  # 60 MB: only where something is learned

    width = max(1, min(width, min(matrix.shape) // 2))
    along, strengths, across = randomized_svd(matrix, width, n_iter=ROUNDS, random_state=SEED)
    return along, strengths, across
