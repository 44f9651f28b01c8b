"""What is wrong with a pack, said so that a person who does not program can mend it.

A fault names the file, the line and the key, and its sentence names the mend, in Chinese and in
English. Nothing here decides what is a fault; the readers do.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One mistake in one place. ``line`` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    key: str
    zh: str
    en: str

    def say(self, lang: str = "zh-hans") -> str:
        """The whole line as shown to a person: place first, then the sentence."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        english = lang.lower().startswith("en")
        key = f"{self.key}{': ' if english else '：'}" if self.key else ""
        return f"{place}  {key}{self.en if english else self.zh}"

    def __str__(self) -> str:
        return self.say()


class PackError(Exception):
    """机制包里有要改的地方，下面每一行说明是哪个文件、哪一行、怎么改。"""

    code = "pack_error"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def say(self, lang: str = "zh-hans") -> str:
        """Every fault, one a line."""
        return "\n".join(fault.say(lang) for fault in self.faults)


def nearest(word: str, known: Iterable[str], *, closeness: float = 0.6) -> str | None:
    """The known word that was probably meant, or None when nothing is close. `closeness`: 1 is the same word."""
    options = sorted(set(known))
    by_plain = {option.casefold().replace("-", "_").replace(" ", "_"): option for option in options}
    plain = word.strip().casefold().replace("-", "_").replace(" ", "_")
    close = difflib.get_close_matches(plain, by_plain, n=1, cutoff=closeness)
    return by_plain[close[0]] if close else None


def suggestion(word: str, known: Iterable[str]) -> tuple[str, str]:
    """The mend for a word nobody knows, in Chinese and English: the near miss, or what may be written."""
    options = sorted(set(known))
    if near := nearest(word, options):
        return f"是不是“{near}”？", f"did you mean “{near}”?"
    if not options:
        return "这里还没有任何可选的名字，请先定义一个", "nothing is defined to choose from; define one first"
    shown, more = options[:12], len(options) > 12
    return (
        f"可以写的有：{'、'.join(shown)}{' 等' if more else ''}",
        f"it may be one of: {', '.join(shown)}{', …' if more else ''}",
    )
