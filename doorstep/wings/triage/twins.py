"""Messages that are one another's twins 孪生: the same words sent twice, or once plain and once cut into words.

Whoever measures how well a model does keeps twins on one side, else it is asked what it was told. Groups are the same
whenever the messages are the same.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

RARE = 8  # words of a message by which its twins are sought
COMMON = 60  # a word in more messages than that finds nobody
CANDIDATES = 5
SHARED = 0.7  # of the words of the shorter one
FEWEST = 4


def groups_of(messages: Sequence[Sequence[str]]) -> list[int]:
    """For each message the number of its group, the first of the group."""
    sets = [frozenset(word for word in words if len(word) > 1) for words in messages]
    frequency = Counter(word for words in sets for word in words)
    leads = list(range(len(sets)))
    holding: dict[str, list[int]] = defaultdict(list)
    for turn, words in enumerate(sets):
        rare = sorted((word for word in words if frequency[word] > 1), key=lambda word: (frequency[word], word))[:RARE]
        rare = [word for word in rare if frequency[word] <= COMMON]
        met = Counter(other for word in rare for other in holding[word])
        for other, _ in met.most_common(CANDIDATES):
            if _alike(words, sets[other]):
                leads[_lead(leads, turn)] = _lead(leads, other)
        for word in words:
            if 1 < frequency[word] <= COMMON:
                holding[word].append(turn)
    return [_lead(leads, turn) for turn in range(len(sets))]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared >= FEWEST and shared >= SHARED * shorter


def _lead(leads: list[int], turn: int) -> int:
    while leads[turn] != turn:
        leads[turn] = leads[leads[turn]]
        turn = leads[turn]
    return turn
