"""Words that people read: one sentence in Chinese and in English.

Keeps the two languages of a pack together and fills the holes of a sentence. It translates nothing
itself: traditional Chinese comes from a converter that the house hands over once, at start.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ZH_HANS, ZH_HANT, EN = "zh-hans", "zh-hant", "en"
HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

Converter = Callable[[str], str]
_traditional: Converter | None = None


def use_traditional(converter: Converter | None) -> None:
    """Set (or with None, forget) the function that turns simplified Chinese into traditional."""
    global _traditional
    _traditional = converter


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The same thing said in simplified Chinese and in English."""

    zh: str
    en: str

    def say(self, lang: str, *, traditional: Converter | None = None) -> str:
        """The text in ``lang`` (zh-hans, zh-hant, en and their regions, any case).

        A language nobody wrote is answered in simplified Chinese, the source language; zh-hant
        without a converter likewise.
        """
        lang = lang.lower().replace("_", "-")
        if lang.startswith("en"):
            return self.en
        if lang.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
            convert = traditional or _traditional
            return convert(self.zh) if convert else self.zh
        return self.zh

    @property
    def holes(self) -> frozenset[str]:
        """Names of the {holes} in either language."""
        return frozenset(HOLE.findall(self.zh)) | frozenset(HOLE.findall(self.en))

    def filled(self, values: "Mapping[str, str | Words]") -> "Words":
        """These words with every {hole} filled; a hole without a value stays visible as “…”."""

        def put(text: str, lang: str) -> str:
            def value(match: re.Match[str]) -> str:
                found = values.get(match[1], "…")
                return found.say(lang) if isinstance(found, Words) else found

            return HOLE.sub(value, text)

        return Words(zh=put(self.zh, ZH_HANS), en=put(self.en, EN))
