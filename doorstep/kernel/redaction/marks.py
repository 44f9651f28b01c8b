"""A mark: a stretch of a text that must not be published, with what it is, why it was found and what stands in its place."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "identity", "card", "email", "plate", "account", "door", "name"]
STRUCTURED: frozenset[Kind] = frozenset({"phone", "identity", "card", "email", "plate", "account"})
HIDDEN = "***"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """`text[start:end]` of the original. `reason` is a short name of the rule that found it."""

    start: int
    end: int
    kind: Kind
    reason: str
    replacement: str = HIDDEN


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_TO_NARROW = re.compile("[０-９Ａ-Ｚａ-ｚ＠＋－．＿　\xa0]")
_AS_DIGITS = str.maketrans("零〇○洞一壹幺二贰三叁四肆五伍六陆七柒八捌九玖OolI", "000011122334455667788990011")


def plain(text: str) -> str:
    """The text with full-width letters, digits and signs as ASCII, if it has any; every character keeps its place."""
    return text.translate(_FULL_WIDTH) if _TO_NARROW.search(text) else text


def spoken(shown: str) -> str:
    """A plain text with digits written in Chinese, and the letters that pass for 0 and 1, as digits."""
    return shown.translate(_AS_DIGITS)
