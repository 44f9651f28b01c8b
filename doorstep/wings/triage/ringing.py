"""Words of danger ring 响铃: each place where one stands is looked at by itself. Pure; the same text, the same answer.

An exception silences only the place it speaks of, never the text: “旁边的落水管” says nothing against “孩子落水” two sentences
before. Where it is not clear, it rings: a wrong ring costs a look, a missed one may cost a life.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from doorstep.wings.triage.rules import Danger, TriageRules

NEAR = 8  # characters between “演练” and a word after it
SENTENCE = re.compile(r"[^。！？!?；;…]+")
PAUSE = re.compile(r"[，,、：:]")


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A danger, and the words that told of it."""

    danger: Danger
    words: tuple[str, ...]


def ring(rules: TriageRules, text: str) -> Rung | None:
    """The first danger, in the order of the pack, one of whose words stands in the text and is not excepted there."""
    sentences = SENTENCE.findall("".join(text.split()))
    for danger in rules.dangers:
        told = {word for sentence in sentences for word in _told(danger, sentence, rules.really)}
        if told:
            return Rung(danger=danger, words=tuple(word for word in danger.words if word in told))
    return None


def _told(danger: Danger, sentence: str, really: Sequence[str]) -> Iterable[str]:
    """Words of danger in a sentence, but those at which every place is excepted."""
    places = [(word, start) for word in danger.words for start in _starts(word, sentence)]
    if not places:
        return
    inside = [(start, start + len(word)) for word in danger.unless for start in _starts(word, sentence)]
    is_real = any(word in sentence for word in really)
    beside = (
        [] if is_real else [(start, start + len(word)) for word in danger.beside for start in _starts(word, sentence)]
    )
    for word, start in places:
        end = start + len(word)
        if any(start < last and first < end for first, last in inside):
            continue
        if not any(_is_beside(sentence, start, end, first, last) for first, last in beside):
            yield word


def _is_beside(sentence: str, start: int, end: int, first: int, last: int) -> bool:
    """Close before the word (“演练，着火了怎么跑”), or close after it without a pause (“着火演练”)."""
    if first < end:
        return start - last <= NEAR
    return first - end <= NEAR and not PAUSE.search(sentence, end, first)


def _starts(word: str, sentence: str) -> Iterable[int]:
    start = sentence.find(word)
    while start >= 0:
        yield start
        start = sentence.find(word, start + 1)
