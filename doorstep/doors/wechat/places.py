"""The map as a conversation asks it: communities by point and by name, as people write names."""

import re

from doorstep.adapters.traditional import to_simplified
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.chat.rules import Option, Point

ENDINGS = re.compile("(?:社区居委会|居委会|村委会|社区|村)$")
SHORTEST = 2


class TownMap:
    """Communities and villages of the jurisdiction being served; a point may lead to something finer."""

    def at(self, point: Point) -> Option | None:
        found = atlas().place_at(*point)
        return Option(code=found.code, label=atlas().label(found.path)) if found else None

    def named(self, text: str) -> tuple[Option, ...]:
        wanted = to_simplified("".join(text.split()))
        communities = atlas().of_level("community")
        held = [spot for spot in communities if spot.label.zh in wanted or spot.label.en.casefold() in text.casefold()]
        longest = [
            one for one in held if not any(one is not other and one.label.zh in other.label.zh for other in held)
        ]
        if longest:
            return tuple(map(_option, longest))
        bare = ENDINGS.sub("", wanted)
        if len(bare) < SHORTEST:
            return ()
        return tuple(_option(spot) for spot in communities if bare in spot.label.zh or _bare(spot) in bare)


def _bare(spot: Spot) -> str:
    found = ENDINGS.sub("", spot.label.zh)
    return found if len(found) >= SHORTEST else spot.label.zh


def _option(spot: Spot) -> Option:
    return Option(code=spot.code, label=atlas().label(spot.path))
