"""Pairs of neighbouring characters 二元组: what finds Chinese text of two characters or more, without knowing its words.

Reckoned here and stored beside the text, since a function of the database took longer than all the rest of writing a case.
"""

import re

# What stands between words, named by range so that it does not depend on anybody's locale.
MARKS = re.compile(
    "[\\s!-/:-@\\[-`{-~\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\x00]+"
)


def parts_of(text: str) -> tuple[str, ...]:
    """The stretches between marks, in lower case."""
    return tuple(part for part in MARKS.split(text.lower()) if part)


def pairs_of(*texts: str) -> list[str]:
    """The distinct pairs within the stretches of these texts, in the order in which they first appear."""
    found: dict[str, None] = {}
    for text in texts:
        if not _is_within_another(text, texts):
            for part in parts_of(text):
                found.update(dict.fromkeys(map(str.__add__, part, part[1:])))
    return list(found)


def _is_within_another(text: str, texts: tuple[str, ...]) -> bool:
    """A title cut from the body brings no pair of its own."""
    cut = text.rstrip("…")
    return any(len(other) > len(text) and cut in other for other in texts)
