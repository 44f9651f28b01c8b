"""Places by what somebody typed: characters of the name in either script, or its sounds in letters. Names only, no SQL.

The sounds of all names are reckoned once for each atlas. Who may see what happens at a place is not asked here.
"""

from functools import lru_cache

from doorstep.adapters.pinyin import readings
from doorstep.adapters.traditional import to_simplified
from doorstep.kernel.spelling import Readings, letters_of, where_spelt
from doorstep.store.places.atlas import Atlas, Spot, atlas

LEVELS = ("street", "community", "grid")
MOST = 6


@lru_cache(maxsize=4)
def _sounds(book: Atlas) -> tuple[tuple[Spot, Readings], ...]:
    return tuple((spot, readings(spot.label.zh)) for spot in book.of_level(*LEVELS))


def places_called(typed: str, *, within: tuple[str, ...] = (), most: int = MOST) -> tuple[Spot, ...]:
    """Best first: names that begin so, then larger places. `within`: paths below or above which they must lie; () for anywhere."""
    plain = to_simplified(typed.strip())[:40]
    letters = letters_of(plain)
    if letters:
        found = [(at, spot) for spot, sounds in _sounds(atlas()) if (at := where_spelt(letters, sounds)) is not None]
    elif len(plain) > 1:
        found = [(at, spot) for spot in atlas().of_level(*LEVELS) if (at := spot.label.zh.find(plain)) >= 0]
    else:
        return ()
    near = [(at, spot) for at, spot in found if not within or any(_touch(spot.path, path) for path in within)]
    ordered = sorted(near, key=lambda pair: (pair[0] > 0, pair[1].path.count("/"), pair[0], pair[1].path))
    return tuple(spot for _, spot in ordered[:most])


def _touch(path: str, other: str) -> bool:
    return path.startswith(other) or other.startswith(path)
