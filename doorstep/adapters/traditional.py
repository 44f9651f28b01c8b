"""Turns simplified Chinese into traditional and back, for names and sentences that come from records rather than from a catalogue.

Uses OpenCC's `s2tw`: Taiwan's standard shapes of the characters and nobody's vocabulary. A clerk's 信息 stays 信息 in other
shapes, because official terms are quoted, not translated; quotation marks become 「」. Refuses to touch other languages.
"""

from functools import lru_cache

from opencc import OpenCC

CONFIGURATION = "s2tw"
BACK = "t2s"
QUOTES = str.maketrans("“”‘’", "「」『』")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC(CONFIGURATION)


@lru_cache(maxsize=20_000)
def to_traditional(text: str) -> str:
    """The same text in traditional characters; Latin letters, figures and placeholders come back untouched."""
    return text if text.isascii() else _converter().convert(text).translate(QUOTES)


@lru_cache(maxsize=1)
def _back() -> OpenCC:
    return OpenCC(BACK)


def to_simplified(text: str) -> str:
    """What somebody typed in traditional characters, as records have it; kept in no cache, since it may be personal."""
    return text if text.isascii() else _back().convert(text)


@lru_cache(maxsize=1)
def _plainly() -> OpenCC:
    return OpenCC("s2t")


def scripts_of(text: str) -> tuple[str, ...]:
    """What somebody typed as it may stand in records: simplified first, then traditional as in OpenCC's own standard and as in
    Taiwan. Kept in no cache, since it may be personal."""
    plain = to_simplified(text)
    if plain.isascii():
        return (plain,)
    return tuple(dict.fromkeys((plain, _plainly().convert(plain), _converter().convert(plain))))
