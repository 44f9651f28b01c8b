"""The places of the jurisdiction being served, in memory: names, tree, search, and the index of outlines.

Pages ask here and cost no SQL. Retired places still have names (old cases carry them) but are in no list and no index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import shapely

from doorstep.kernel.words import Words
from doorstep.store.kept import Kept
from doorstep.store.places.locator import Locator
from doorstep.store.places.models import Place, Survey


@dataclass(frozen=True, kw_only=True, slots=True)
class Spot:
    """A place as pages need it."""

    code: str
    label: Words
    level: str
    parent: str
    path: str
    is_retired: bool = False


class Atlas:
    """Built once from rows, then only read. `middles`: of each community's bounds, by code; WGS-84 (longitude, latitude)."""

    def __init__(self, rows: Iterable[Place]) -> None:
        ordered = sorted(rows, key=lambda row: row.path)
        self._spots = {row.code: _spot(row) for row in ordered}
        self._by_path = {spot.path: spot for spot in self._spots.values()}
        self._outlines = [(row.path, bytes(row.area)) for row in ordered if row.area and not row.is_retired]
        self.middles = {row.code: middle for row in ordered if row.level == "community" and (middle := _middle(row))}
        self._children: dict[str, list[Spot]] = {}
        for spot in self._spots.values():
            if not spot.is_retired:
                self._children.setdefault(spot.parent, []).append(spot)

    @cached_property
    def locator(self) -> Locator:
        """The index of outlines, built when first asked for."""
        return Locator((path, shapely.from_wkb(area)) for path, area in self._outlines)

    def __contains__(self, code: object) -> bool:
        spot = self._spots.get(code) if isinstance(code, str) else None
        return spot is not None and not spot.is_retired

    def get(self, code: str) -> Spot | None:
        """The place with this code, retired or not."""
        return self._spots.get(code)

    def called(self, said: str) -> Spot | None:
        """The place in force that people mean by its code, or by its own Chinese name; of several so named the first."""
        if said in self:
            return self._spots[said]
        return next((one for one in self.of_level("street", "community", "grid") if one.label.zh == said), None)

    def at(self, path: str) -> Spot | None:
        """The place with this path, retired or not."""
        return self._by_path.get(path)

    def children(self, code: str = "") -> tuple[Spot, ...]:
        """Places directly below, by code; of "" the topmost."""
        return tuple(self._children.get(code, ()))

    def of_level(self, *levels: str) -> tuple[Spot, ...]:
        """Places of these levels in the order of their paths."""
        return tuple(spot for spot in self._spots.values() if spot.level in levels and not spot.is_retired)

    def within(self, path: str) -> tuple[Spot, ...]:
        """The place with this path and all below it, retired ones too, since cases of the past name them."""
        return tuple(spot for spot in self._spots.values() if path and spot.path.startswith(path))

    def chain(self, path: str) -> tuple[Spot, ...]:
        """From the topmost place down to this one; steps that nobody knows are left out."""
        steps = accumulate((f"{part}/" for part in path.strip("/").split("/")), initial="/")
        return tuple(spot for step in steps if (spot := self._by_path.get(step)))

    def label(self, path: str) -> Words:
        """Where that is, below the topmost place: "幸福街道 莲花社区2号网格". Empty words for an unknown path."""
        chain = self.chain(path)
        shown = [spot for spot in chain[1:] if spot.level not in ("grid", "micro_grid")] or list(chain[:1])
        if chain and chain[-1].level in ("grid", "micro_grid"):
            shown = [*shown[:-1], chain[-1]]  # a grid's name begins with its community's
        return Words(zh=" ".join(spot.label.zh for spot in shown), en=", ".join(s.label.en for s in reversed(shown)))

    def search(self, text: str, limit: int = 20) -> tuple[Spot, ...]:
        """Places whose name holds the text, in Chinese or in English letters; larger places first."""
        wanted = text.strip().casefold()
        found = [
            spot
            for spot in self._spots.values()
            if wanted and not spot.is_retired and (wanted in spot.label.zh or wanted in spot.label.en.casefold())
        ]
        return tuple(sorted(found, key=lambda spot: (spot.path.count("/"), spot.path))[:limit])

    def place_at(self, lon: float, lat: float) -> Spot | None:
        """The finest place that holds the point (degrees WGS-84)."""
        path = self.locator.grid_of(lon, lat)
        return self._by_path[path] if path else None


def community_path(path: str) -> str:
    """The path of the community a path lies in, or the path itself above communities."""
    return "/".join(path.split("/")[:4]).rstrip("/") + "/"


def _spot(row: Place) -> Spot:
    return Spot(
        code=row.code,
        label=Words(zh=row.zh, en=row.en),
        level=row.level,
        parent=row.parent_code,
        path=row.path,
        is_retired=row.is_retired,
    )


def _middle(row: Place) -> tuple[float, float] | None:
    if row.west is None or row.south is None or row.east is None or row.north is None:
        return None
    return round((row.west + row.east) / 2, 5), round((row.south + row.north) / 2, 5)


def _version() -> str:
    return str(Survey.objects.filter(id=1).values_list("digest", flat=True).first() or "")


_kept = Kept(version=_version, read=lambda: Atlas(Place.objects.all()))


def atlas() -> Atlas:
    """The atlas of the jurisdiction being served."""
    return _kept.get()


def forget() -> None:
    """Read the places anew at the next question, in every jurisdiction."""
    _kept.forget_all()
