"""The digest of a word 摘要 that lists, search and ranking may hold: names, numbers and doors masked before anything is kept."""

import re
from functools import lru_cache

from doorstep.kernel.form import clean_text
from doorstep.kernel.redaction.hiding import redact

LONGEST_TITLE = 40
MOST_LEXEMES = 200
# A town's words come again and again; this many take less than a megabyte.
REMEMBERED = 8192
# Marks that turn the direction of what follows: harmless in a paragraph of their own, a trap in a list.
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
END = re.compile(r"[。！？!?\n；;]|\.\s")
WORD = re.compile(r"\w")


def straight(text: str) -> str:
    """The text without control characters and marks of direction."""
    clean = clean_text(text)
    return TURNS.sub("", clean).strip() if TURNS.search(clean) else clean


def masked(text: str) -> str:
    """The text with personal data masked."""
    return redact(straight(text)).text


def title_of(masked_text: str) -> str:
    """The first sentence, cut to forty characters at a comma or space where there is one."""
    first = " ".join(END.split(masked_text.strip(), maxsplit=1)[0].split())
    if not first:
        first = " ".join(masked_text.split())
    if len(first) <= LONGEST_TITLE:
        return first
    cut = first[: LONGEST_TITLE - 1]
    comma = max(cut.rfind(mark) for mark in "，、, ")
    return f"{cut[:comma] if comma >= LONGEST_TITLE // 2 else cut}…"


def lexemes_of(text: str) -> tuple[str, ...]:
    """Distinct words of two characters or more, lower case, in the order in which they first appear. For masked text only."""
    import rjieba  # its words take 30 MB: only where words are cut

    found = dict.fromkeys(map(_lexeme, rjieba.cut_for_search(text)))
    found.pop("", None)
    return tuple(found)[:MOST_LEXEMES]


@lru_cache(maxsize=REMEMBERED)
def _lexeme(word: str) -> str:
    """A word as it is kept; "" for what is none."""
    if len(word) < 2 or not (word.isalnum() or WORD.search(word)):
        return ""
    kept = word.strip().lower()
    return kept[:40] if len(kept) > 1 else ""
