"""Reads messages into numbers 读成数: words, pairs of words, runs of one to three characters; the front once more by itself.

A message may be plain text or text that somebody has already cut into words; both are brought to the same form, so that one
teaches about the other. Whole batches are read at once with arrays. Keeps no text, and learns nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]
Rows = NDArray[np.int64]

LONGEST = 4000  # characters of a message that are read
HEAD = 20  # words at the front: what people say first is what it is about
BEGINNING = 10  # words, mostly the subject line: where a message begins to point
PARTS = ("words", "runs", "head_words", "head_runs")
BASE = np.uint64(0x9E3779B97F4A7C15)
MARKS = tuple(np.uint64(seed) for seed in (0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3))
WORD_MARK, PAIR_MARK = np.uint64(0x589965CC75374CC3), np.uint64(0x1D8E4E27C47D124F)
JUNK = re.compile(r"_x000[dD]_|https?://\S+|[\u200b-\u200f\ufeff]")
DIGITS = re.compile(r"\d+")
MEANT = re.compile(r"[\w\u4e00-\u9fff]")
# Words without a subject of their own: they say how something is told, not what it is about.
STOP = frozenset((Path(__file__).parent / "stop-words.txt").read_text("utf-8").split())


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a batch of messages is made of, part by part (`PARTS`): feature `keys[i]` stands in message `rows[i]`; repeated
    where it stands twice. `beginnings`: words and runs of the first words alone."""

    parts: tuple[tuple[Rows, Keys], ...]
    beginnings: tuple[tuple[Rows, Keys], ...]
    size: int


def words_of(text: str) -> list[str]:
    """The words that say what a message is about, in their order."""
    import rjieba  # its words take 30 MB: only where words are cut

    plain = JUNK.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST])).lower()
    found = plain.split() if is_cut(plain) else rjieba.cut(plain)
    return [  # most words are letters alone: the two patterns would only cost time there
        word if word.isalpha() else DIGITS.sub("0", word)
        for word in found
        if word not in STOP and (word.isalpha() or MEANT.search(word))
    ]


def is_cut(text: str) -> bool:
    """Whether somebody has already put spaces between the words."""
    return text.count(" ") * 6 > len(text)


def read(texts: Sequence[str]) -> Reading:
    """A batch of messages, each by its words and its runs of characters."""
    return read_words([words_of(text) for text in texts])


def read_words(messages: Sequence[Sequence[str]]) -> Reading:
    """The same from messages cut before."""
    heads = [words[:HEAD] for words in messages]
    beginnings = _parts([words[:BEGINNING] for words in messages])
    return Reading(parts=(*_parts(messages), *_parts(heads)), beginnings=beginnings, size=len(messages))


def _parts(messages: Sequence[Sequence[str]]) -> tuple[tuple[Rows, Keys], tuple[Rows, Keys]]:
    letters = np.frombuffer("".join("".join(words) for words in messages).encode("utf-32-le"), dtype=np.uint32)
    lengths = np.fromiter((len(word) for words in messages for word in words), dtype=np.int64)
    counts = np.fromiter((len(words) for words in messages), dtype=np.int64, count=len(messages))
    of_word = np.repeat(np.arange(len(messages), dtype=np.int64), counts)
    return _words(letters, lengths, of_word), _runs(letters.astype(np.uint64), np.repeat(of_word, lengths))


def _words(letters: NDArray[np.uint32], lengths: Rows, of_word: Rows) -> tuple[Rows, Keys]:
    """Each word and each pair of neighbours. A word's key adds its letters, each mixed with its place in the word."""
    if not len(lengths):
        return of_word, np.zeros(0, dtype=np.uint64)
    starts = np.cumsum(lengths) - lengths
    places = np.arange(len(letters), dtype=np.int64) - np.repeat(starts, lengths)
    mixed = _mix(letters.astype(np.uint64) + (places.astype(np.uint64) << np.uint64(32)))
    keys = np.add.reduceat(mixed, starts) ^ WORD_MARK
    beside = of_word[1:] == of_word[:-1]
    pairs = _mix(keys[:-1][beside] * BASE + keys[1:][beside]) ^ PAIR_MARK
    return np.concatenate([of_word, of_word[1:][beside]]), np.concatenate([keys, pairs])


def _runs(letters: Keys, of_letter: Rows) -> tuple[Rows, Keys]:
    """Each run of one, two or three characters within a message."""
    found_rows, found_keys = [], []
    packed = letters
    for length, mark in enumerate(MARKS, start=1):
        if length > 1:
            packed = (packed[:-1] << np.uint64(21)) | letters[length - 1 :] if len(packed) > 1 else packed[:0]
        rows = of_letter[: len(packed)]
        whole = rows == of_letter[length - 1 : length - 1 + len(packed)]
        found_rows.append(rows[whole])
        found_keys.append(_mix(packed[whole] ^ mark))
    return np.concatenate(found_rows), np.concatenate(found_keys)


def _mix(keys: Keys) -> Keys:
    """splitmix64 (Steele, Lea, Flood 2014): spreads keys evenly over 64 bits."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
