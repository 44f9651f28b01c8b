"""The words of a Chinese text 分词, for ranking what a search finds. Only masked text comes here."""

import re

import rjieba

MOST = 200
WORD = re.compile(r"\w")


def lexemes_of(text: str) -> tuple[str, ...]:
    """Distinct words of two characters or more, lower case, in the order in which they first appear."""
    found = dict.fromkeys(word for word in rjieba.cut_for_search(text) if len(word) > 1)
    words = (word.strip().lower() for word in found if word.isalnum() or WORD.search(word))
    return tuple(dict.fromkeys(word[:40] for word in words if len(word) > 1))[:MOST]
