"""Texts as weighted stretches of two to four characters: what few say and somebody says again weighs most. Pure.

Chinese needs no words for this: a name nobody has listed, such as that of an estate, is a stretch that few texts share.
Stretches are numbered by their characters alone, so that neither the order of rows nor the run changes a weight.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Grams = NDArray[np.uint64]
Floats = NDArray[np.float64]

LENGTHS = (2, 3, 4)
LONGEST = 800
COMMON, FEW = 0.1, 30  # what more than this share of the texts say tells nothing, unless they are few
TITLE = 2
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A message's words: the headline counts twice."""

    title: str
    body: str

    @property
    def whole(self) -> str:
        """Headline and beginning."""
        return f"{self.title}\n{self.body[:LONGEST]}"


@dataclass(frozen=True, kw_only=True)
class Vectors:
    """Texts side by side: row i holds `columns[starts[i]:starts[i + 1]]` with `weights`, of length one together."""

    starts: Ints
    columns: Ints
    weights: Floats

    def row(self, turn: int) -> tuple[Ints, Floats]:
        """Columns and weights of one text."""
        part = slice(self.starts[turn], self.starts[turn + 1])
        return self.columns[part], self.weights[part]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Stretches that at least two texts hold, ascending by number, with what each weighs: nothing where too many hold it.

    `alone`: what a stretch weighs that a single text holds."""

    grams: Grams
    rarity: Floats
    alone: float

    def vector(self, text: Text) -> tuple[Ints, Floats]:
        """One text as its columns and weights."""
        return self.weigh(*counted(text))

    def weigh(self, grams: Grams, counts: Floats) -> tuple[Ints, Floats]:
        """Columns and weights of what was counted in one text. What nobody else says counts for its length alone."""
        if not len(self.grams):
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        at = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        known = self.grams[at] == grams
        often = 1 + np.log(counts)
        weights = often * np.where(known, self.rarity[at], self.alone)
        length = float(np.sqrt(np.sum(weights * weights)))
        shared = known & (self.rarity[at] > 0)
        return at[shared].astype(np.int64), weights[shared] / length if length else weights[shared]


def counted(text: Text) -> tuple[Grams, Floats]:
    """The distinct stretches of a text, ascending, and how often each is said."""
    parts = [(TITLE, _numbers(text.title)), (1, _numbers(text.body))]
    found = [(float(times), _stretches(points, length)) for times, points in parts for length in LENGTHS]
    every = np.concatenate([grams for _, grams in found])
    times = np.concatenate([np.full(len(grams), times) for times, grams in found])
    distinct, turn = np.unique(every, return_inverse=True)
    counts: Floats = np.bincount(turn, weights=times, minlength=len(distinct)).astype(np.float64)
    return distinct, counts


def _numbers(text: str) -> NDArray[np.uint32]:
    """Code points, in one width and case; 0 for whatever stands between words."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return np.array([ord(letter) if letter.isalnum() else 0 for letter in plain], dtype=np.uint32)


def _stretches(points: NDArray[np.uint32], length: int) -> Grams:
    """A number for each stretch of this length within the words."""
    count = len(points) - length + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    number = np.full(count, length, dtype=np.uint64)
    whole = np.ones(count, dtype=bool)
    for shift in range(length):
        letter = points[shift : shift + count]
        whole &= letter != 0
        number = (number ^ letter.astype(np.uint64)) * _PRIME
        number ^= number >> np.uint64(29)
    return number[whole] * _MIX


def read(texts: Sequence[Text]) -> tuple[Vocabulary, Vectors]:
    """The vocabulary of these texts and each of them weighed by it."""
    each = [counted(text) for text in texts]
    vocabulary = _vocabulary([grams for grams, _ in each], len(texts))
    rows = [vocabulary.weigh(grams, counts) for grams, counts in each]
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(columns) for columns, _ in rows], out=starts[1:])
    empty = [(np.zeros(0, dtype=np.int64), np.zeros(0))]
    columns = np.concatenate([columns for columns, _ in [*rows, *empty]])
    weights = np.concatenate([weights for _, weights in [*rows, *empty]])
    return vocabulary, Vectors(starts=starts, columns=columns, weights=weights)


def _vocabulary(each: Sequence[Grams], count: int) -> Vocabulary:
    every = np.concatenate([*each, np.zeros(0, dtype=np.uint64)])
    grams, said = np.unique(every, return_counts=True)
    shared = said >= 2
    rarity = np.where(said <= max(FEW, COMMON * count), np.log(1 + count / said), 0.0)
    return Vocabulary(grams=grams[shared], rarity=rarity[shared], alone=float(np.log(1 + count)))
