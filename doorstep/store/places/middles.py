"""The middle of each community: as near as the public may be led to where something happened."""

from collections.abc import Mapping

from doorstep.store.places.atlas import atlas


def middles() -> Mapping[str, tuple[float, float]]:
    """The middle of each community's bounds, WGS-84 (longitude, latitude), by code."""
    return atlas().middles
