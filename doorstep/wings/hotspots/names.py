"""Names of places that no list holds: estates, roads, schools, told by how they end and by how freely they stand. Pure.

Where a name begins is nowhere marked in Chinese. Of all stretches that end like a place, the name is the one that the most
different letters stand before: “丽发新城” follows many words, “发新城” always the same letter.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ENDINGS = (
    "小区|新城|花园|花苑|家园|公寓|广场|大厦|国际|公馆|山庄|新村|名城|华府|豪庭|社区|街道|幼儿园|小学|中学|学校|学院|大学|医院"
    "|市场|工业园|公园|车站|地铁站|工地|大道|路口|苑|园|城|湾|郡|庭|院|阁|墅|村|镇|乡|路|街|巷|桥|湖|厂|站"
)
ENDING = re.compile(ENDINGS)
ALONE = re.compile(f"(?:.?期)?(?:{ENDINGS})*")
RUN = re.compile(r"[\u4e00-\u9fff0-9a-z]+")
# Letters of grammar, of pointing and of being somewhere, which no name holds.
LOOSE = frozenset(
    "的了在是和与对有我们你您他她该此本各某个这那些等及或到从向请求把被给为让使就都也不没很将旁边近附内外周至于去来住买影导还问感谢找希"
)
LONGEST = 7
SHORTEST = 3
WIDE = ("街道", "镇", "乡")  # a whole district of the town is no spot
COMMON = 0.02  # nor is what more than this share of the texts name
FEW = 30
Choices = list[tuple[str, str]]  # stretches that end alike, each with the letter before it


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """The names that texts share: how freely each stands (before how many different letters), and which of them are spots."""

    stands: Mapping[str, int]
    spots: frozenset[str]

    def spots_in(self, text: str) -> frozenset[str]:
        """The spots that a text names."""
        return self.spots.intersection(chosen(candidates(text), self.stands))


def candidates(text: str) -> list[Choices]:
    """For each ending the stretches that may be the name, with the letter before each ("" where the words begin)."""
    found = []
    for run in RUN.finditer(unicodedata.normalize("NFKC", text).casefold()):
        words = run.group()
        for ending in ENDING.finditer(words):
            choices = list(_back_from(words, ending.start(), ending.end()))
            if choices:
                found.append(choices)
    return found


def _back_from(words: str, start: int, end: int) -> Iterable[tuple[str, str]]:
    for begin in range(start - 1, max(-1, end - LONGEST - 1), -1):
        if words[begin] in LOOSE:
            return
        if end - begin >= SHORTEST and not ALONE.fullmatch(words[begin:start]):
            yield words[begin:end], words[begin - 1] if begin else ""


def learn(texts: Sequence[str]) -> Gazetteer:
    """The names that at least two of these texts share."""
    places = [candidates(text) for text in texts]
    stands = _stands(places)
    named = Counter(name for each in places for name in chosen(each, stands))
    most = max(FEW, COMMON * len(texts))
    spots = (name for name, count in named.items() if count <= most and not name.endswith(WIDE))
    return Gazetteer(stands=stands, spots=frozenset(spots))


def _stands(texts: Sequence[Sequence[Choices]]) -> dict[str, int]:
    """For each stretch that two texts hold, the number of different letters before it."""
    before: dict[str, set[str]] = defaultdict(set)
    count: Counter[str] = Counter()
    for places in texts:
        count.update({name for choices in places for name, _ in choices})
        for choices in places:
            for name, letter in choices:
                before[name].add(letter)
    return {name: len(before[name]) for name, number in count.items() if number > 1}


def chosen(places: Sequence[Choices], stands: Mapping[str, int]) -> set[str]:
    """The names in a text: for each ending the stretch that stands most freely, then the longest."""
    fit = ([name for name, _ in choices if name in stands] for choices in places)
    return {max(names, key=lambda name: (stands[name], len(name), name)) for names in fit if names}
