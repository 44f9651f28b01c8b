"""Names of places in a text 找地名: communities, streets, grids and estates of the jurisdiction, and roads by their shape.

Pure and deterministic: the longest name counts, a deeper place before a wider one. A road alone says nothing of where.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from doorstep.kernel.words import Words

ENDINGS = ("社区", "村", "街道", "镇", "乡", "小区", "网格")
LEAST = 2
ROAD = re.compile(r"[\u4e00-\u9fff]{1,4}?(?:大道|路|街|巷|桥)(?:[东南西北中]?[一二三四五六七八九十]?段)?(?:\d+号)?")
NOT_A_ROAD = re.compile(
    r"马路|道路|公路|铁路|路边|修路|这条|那条|一条|的路|条路|条街|走路|上街|门口|线路|思路|电路|网路|出路|半路|过路|让路"
)


class Named(Protocol):
    """A place with its name."""

    @property
    def label(self) -> Words: ...
    @property
    def path(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Spotted:
    """`path` is "" for a road that is in no list."""

    name: str
    path: str
    start: int


def spot_places(text: str, places: Iterable[Named]) -> tuple[Spotted, ...]:
    """What is named, the deepest first."""
    found: list[Spotted] = []
    taken = [False] * len(text)
    names = [(name, place.path) for place in places for name in names_of(place.label.zh)]
    for name, path in sorted(names, key=lambda pair: (-len(pair[0]), -pair[1].count("/"), pair[1])):
        start = text.find(name)
        if start >= 0 and not any(taken[start : start + len(name)]):
            taken[start : start + len(name)] = [True] * len(name)
            found.append(Spotted(name=name, path=path, start=start))
    found.sort(key=lambda one: (-one.path.count("/"), one.start))
    return (*found, *_roads(text, taken))


def names_of(label: str) -> tuple[str, ...]:
    """A name as written, and without its ending where enough is left: “莲花社区”, “莲花”."""
    bare = next((label.removesuffix(end) for end in ENDINGS if label.endswith(end)), label)
    return tuple(name for name in dict.fromkeys((label, bare)) if len(name) >= LEAST)


def _roads(text: str, taken: list[bool]) -> tuple[Spotted, ...]:
    return tuple(
        Spotted(name=match.group(), path="", start=match.start())
        for match in ROAD.finditer(text)
        if not NOT_A_ROAD.search(match.group()) and not any(taken[match.start() : match.end()])
    )
