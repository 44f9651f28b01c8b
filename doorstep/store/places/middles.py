"""The middle of each community: as near as the public may be led to where something happened."""

from functools import lru_cache

from doorstep.store.jurisdictions.current import schema
from doorstep.store.places.atlas import atlas
from doorstep.store.places.models import Place


def middles() -> dict[str, tuple[float, float]]:
    """The middle of each community's bounds, WGS-84 (longitude, latitude), by code."""
    return _read(schema(), len(atlas().of_level("community")))


@lru_cache(maxsize=64)
def _read(town: str, places: int) -> dict[str, tuple[float, float]]:
    """Read once a town, and again when there are more or fewer."""
    rows = Place.objects.filter(level="community").values_list("code", "west", "south", "east", "north")
    return {
        code: (round((west + east) / 2, 5), round((south + north) / 2, 5))
        for code, west, south, east, north in rows
        if west is not None and south is not None and east is not None and north is not None
    }
