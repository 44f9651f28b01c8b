"""How the characters of a name are read aloud in Mandarin 拼音, without tones.

Uses pypinyin's table of characters and leaves its table of phrases out, which would cost 20 MB more: a character that is read
in several ways has several readings, and none is guessed away. What is no Chinese character is left out.
"""

import os
from collections.abc import Callable
from functools import lru_cache


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], list[list[str]]]:
    """Loaded when first asked for."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    return lambda text: pinyin(text, style=Style.NORMAL, heteronym=True, errors="ignore")


def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """For each character of a name the ways to read it: 重庆 → (("zhong", "chong", "tong"), ("qing",))."""
    return tuple(tuple(dict.fromkeys(each)) for each in _reader()(name))
