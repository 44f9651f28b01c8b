"""Gathers messages that say the same: groups in which, on average, any two are more alike than a threshold. Pure.

Maximises the sum over all pairs within groups of (likeness − TIGHTNESS), the constant Potts model (Traag, Van Dooren and
Nesterov 2011): first messages move one by one, then whole groups join. Likeness is the cosine of the wording, twice that
where both name the same spot, less where they name different ones. It is counted in whole millionths and ties are broken
by age, so that the same messages give the same groups, in whatever order they come.

Short messages share stock phrases (“三天了没人管”) and lie far above the threshold for them alone. So two groups, each of which
says one thing in its own words, stay two where they are much less alike than either is within.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from doorstep.wings.hotspots.grams import Floats, Ints, Text, Vectors, Vocabulary, read
from doorstep.wings.hotspots.names import Gazetteer, learn

MILLION = 1_000_000
TIGHTNESS = 45_000  # in millionths: pairs of one trouble lie around 100,000, strangers below 10,000
SAME_SPOT, OTHER_SPOT = 200, 70  # per cent of the wording's likeness
APART = 50  # per cent of the looser group's likeness within; less than that between two groups keeps them apart
COPIED = 900_000  # said word for word again, or nearly so of the same spot: tells nothing of how alike a group's own words are
ROUNDS = 50
Edges = tuple[list[int], list[int]]  # neighbours, and how alike in millionths


@dataclass(kw_only=True)
class Gathered:
    """Messages and their groups, ready for the next message. `labels[i]` is the oldest message of the group of message i."""

    vocabulary: Vocabulary
    postings: "Postings"
    gazetteer: Gazetteer
    spots: list[frozenset[str]]
    labels: list[int]
    sizes: dict[int, int] = field(default_factory=dict)


class Postings:
    """For each stretch the messages that hold it: how alike a message is to all others, without looking at each."""

    def __init__(self, vectors: Vectors, width: int) -> None:
        rows = np.repeat(np.arange(len(vectors), dtype=np.int64), np.diff(vectors.starts))
        order = np.argsort(vectors.columns, kind="stable")
        self.rows, self.weights = rows[order], vectors.weights[order]
        self.starts = np.searchsorted(vectors.columns[order], np.arange(width + 1))
        self.count = len(vectors)

    def alike(self, columns: Ints, weights: Floats) -> Ints:
        """The cosine with every message, in millionths."""
        begins, lengths = self.starts[columns], self.starts[columns + 1] - self.starts[columns]
        ends = np.cumsum(lengths)
        where = np.repeat(begins - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)
        parts = np.repeat(weights, lengths) * self.weights[where]
        sums = np.bincount(self.rows[where], weights=parts, minlength=self.count)
        return np.rint(sums * MILLION).astype(np.int64)


def gather(texts: Sequence[Text]) -> Gathered:
    """Groups of texts, which come in the order of their age."""
    vocabulary, vectors = read(texts)
    gazetteer = learn([text.whole for text in texts])
    spots = [gazetteer.spots_in(text.whole) for text in texts]
    postings = Postings(vectors, len(vocabulary.grams))
    graph = [_without(turn, _edges(postings, *vectors.row(turn), spots[turn], spots)) for turn in range(len(vectors))]
    labels = _join(graph, _move(graph))
    sizes: dict[int, int] = defaultdict(int)
    for label in labels:
        sizes[label] += 1
    return Gathered(
        vocabulary=vocabulary,
        postings=postings,
        gazetteer=gazetteer,
        spots=spots,
        labels=labels,
        sizes=dict(sizes),
    )


def _edges(
    postings: Postings, columns: Ints, weights: Floats, own: frozenset[str], spots: Sequence[frozenset[str]]
) -> Edges:
    """Those alike enough to matter: what is far below the threshold counts as nothing."""
    alike = postings.alike(columns, weights)
    near = np.nonzero(alike > TIGHTNESS // 2)[0].tolist()
    return near, [_on_the_spot(int(alike[other]), own, spots[other]) for other in near]


def _on_the_spot(alike: int, one: frozenset[str], other: frozenset[str]) -> int:
    if not one or not other:
        return alike
    return alike * (OTHER_SPOT if one.isdisjoint(other) else SAME_SPOT) // 100


def _without(turn: int, edges: Edges) -> Edges:
    """Nobody is their own neighbour."""
    pairs = [(other, strength) for other, strength in zip(*edges, strict=True) if other != turn]
    return [other for other, _ in pairs], [strength for _, strength in pairs]


def place(gathered: Gathered, text: Text) -> int | None:
    """The group that a new message belongs to, by its label; None when it says something else."""
    own = gathered.gazetteer.spots_in(text.whole)
    edges = _edges(gathered.postings, *gathered.vocabulary.vector(text), own, gathered.spots)
    return _best(_drawn(edges, gathered.labels), gathered.sizes, None)


def _drawn(edges: Edges, labels: Sequence[int]) -> dict[int, int]:
    """How strongly each group draws a message."""
    draws: dict[int, int] = defaultdict(int)
    for other, strength in zip(*edges, strict=True):
        draws[labels[other]] += strength
    return draws


def _best(draws: dict[int, int], sizes: dict[int, int], own: int | None) -> int | None:
    """The group whose sum gains most by the message; its own, then the oldest, when two gain alike."""
    best, most = None, 0
    for label in sorted(draws, key=lambda label: (label != own, label)):
        gain = draws[label] - TIGHTNESS * (sizes[label] - (label == own))
        if gain > most:
            best, most = label, gain
    return best


def _move(graph: Sequence[Edges]) -> list[int]:
    """Each message moves to where it gains most, the oldest first, until none moves."""
    labels = list(range(len(graph)))
    sizes = dict.fromkeys(labels, 1)
    for _ in range(ROUNDS):
        moved = 0
        for turn, edges in enumerate(graph):
            own = labels[turn]
            best = _best(_drawn(edges, labels), sizes, own)
            if best is None:
                best = own if sizes[own] == 1 else next(label for label in sizes if not sizes[label])
            if best != own:
                sizes[own] -= 1
                sizes[best] += 1
                labels[turn] = best
                moved += 1
        if not moved:
            break
    return _oldest(labels)


def _join(graph: Sequence[Edges], labels: list[int]) -> list[int]:
    """Groups join in pairs, those that gain most first, until none gains."""
    while True:
        sizes: dict[int, int] = defaultdict(int)
        within: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        between: dict[tuple[int, int], int] = defaultdict(int)
        for turn, (others, strengths) in enumerate(graph):
            own = labels[turn]
            sizes[own] += 1
            for other, strength in zip(others, strengths, strict=True):
                if own == labels[other]:
                    sum_, copies = within[own]
                    within[own] = (sum_, copies + 1) if strength >= COPIED else (sum_ + strength, copies)
                elif own < labels[other]:
                    between[own, labels[other]] += strength
        gains = [
            (sum_ - TIGHTNESS * sizes[a] * sizes[b], a, b)
            for (a, b), sum_ in between.items()
            if not _stay_apart(sum_, (sizes[a], *within[a]), (sizes[b], *within[b]))
        ]
        joined: dict[int, int] = {}
        for gain, one, other in sorted(gains, key=lambda each: (-each[0], each[1], each[2])):
            if gain > 0 and one not in joined and other not in joined:
                joined |= {one: one, other: one}
        if not joined:
            return labels
        labels = _oldest([joined.get(label, label) for label in labels])


def _stay_apart(between: int, *groups: tuple[int, int, int]) -> bool:
    """Whether two groups say two things: each by its size, the likeness within it (every pair twice) and its pairs of copies, which
    do not count. A single message, or one that is only repeated, says nothing of how alike its group is."""
    (one, _, _), (other, _, _) = groups
    pairs = [(within, size * (size - 1) - copies) for size, within, copies in groups]
    told = [(within, count) for within, count in pairs if count]
    return bool(told) and all(100 * between * count < APART * within * one * other for within, count in told)


def _oldest(labels: Sequence[int]) -> list[int]:
    """Each group named after its oldest message."""
    first: dict[int, int] = {}
    for turn, label in enumerate(labels):
        first.setdefault(label, turn)
    return [first[label] for label in labels]
