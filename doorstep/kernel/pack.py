"""Loads a pack 机制包 from its folder and the folders it stands on.

Reads every part, lays the jurisdiction's own over the common ones, and has judged what only shows between
files. Answers a whole pack, or one PackError with every fault of every file.
"""

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.calendar_reading import read_calendar
from doorstep.kernel.categories import Categories, read_categories
from doorstep.kernel.clocks import ClockScheme
from doorstep.kernel.clocks_reading import read_clocks
from doorstep.kernel.faults import PackError
from doorstep.kernel.geography import Place, Unit, read_places, read_units
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.mechanism_reading import load_mechanism
from doorstep.kernel.notices import Notices, read_notices
from doorstep.kernel.pack_checks import check_pack, misspelt_files, same_name
from doorstep.kernel.pack_content import Pack
from doorstep.kernel.pack_gathering import ANY_NAME, ANY_PARTY, Gathering
from doorstep.kernel.pack_settings import no_jurisdiction, read_layers
from doorstep.kernel.parties import Party, read_parties
from doorstep.kernel.roles import Role, read_roles
from doorstep.kernel.words import Words

__all__ = ["Pack", "load_pack"]
NO_CLOCKS = ClockScheme(name="", title=Words(zh="", en=""), rules=())
NO_CALENDAR = Calendar()
NO_ROLES: Mapping[str, Role] = {}
NO_PARTIES: Mapping[str, Party] = {}
NO_NOTICES: Notices = {}
NO_PLACES: tuple[Place, ...] = ()
NO_UNITS: tuple[Unit, ...] = ()


def load_pack(name: str, root: Path) -> Pack:
    """The pack called `name` under `root`. Raises PackError."""
    layers = read_layers(name, root)
    own = layers[-1]
    if own.jurisdiction is None:
        raise PackError([no_jurisdiction(own)])
    gathering = Gathering(root, tuple(root / layer.name for layer in layers))
    roles = gathering.laid_over("roles.toml", _read_roles, NO_ROLES)
    parties = _parties(gathering, roles)
    categories = gathering.laid_over("categories.toml", read_categories, Categories())
    clocks = gathering.laid_over("clocks.toml", lambda path, under: _clocks(path, under, categories), NO_CLOCKS)
    places = gathering.read_own("places.geojson", read_places, NO_PLACES)
    codes = ANY_NAME if "places.geojson" in gathering.failed else {place.code for place in places}
    pack = Pack(
        name=own.name,
        title=own.title,
        version=own.version,
        jurisdiction=own.jurisdiction,
        roles=roles,
        parties=parties,
        categories=categories,
        clocks=clocks,
        calendar=_calendar(gathering),
        mechanisms=_mechanisms(gathering, parties, clocks),
        notices=gathering.laid_over("notices.toml", read_notices, NO_NOTICES),
        units=gathering.read_own("units.toml", lambda path: read_units(path, codes), NO_UNITS),
        places=places,
        folders=gathering.folders,
    )
    gathering.faults += misspelt_files(gathering)
    if not gathering.failed:
        gathering.faults += check_pack(pack, own, gathering)
    gathering.settle()
    return pack


def _read_roles(path: Path, under: Mapping[str, Role] | None) -> Mapping[str, Role]:
    return {**(under or {}), **read_roles(path)}


def _parties(gathering: Gathering, roles: Mapping[str, Role]) -> Mapping[str, Party]:
    known = ANY_NAME if "roles.toml" in gathering.failed else roles.keys()

    def read(path: Path, under: Mapping[str, Party] | None) -> Mapping[str, Party]:
        return {**(under or {}), **read_parties(path, known)}

    parties = gathering.laid_over("parties.toml", read, NO_PARTIES)
    return ANY_PARTY if "parties.toml" in gathering.failed else parties


def _clocks(path: Path, under: ClockScheme | None, categories: Categories) -> ClockScheme:
    scheme = read_clocks(path, request_types=categories.request_types or None)
    return under.overlaid(scheme) if under else scheme


def _calendar(gathering: Gathering) -> Calendar:
    folders = gathering.having("calendar")
    return gathering.read(lambda: read_calendar(*folders), gathering.folders[-1] / "calendar", NO_CALENDAR)


def _law(path: Path, parties: Mapping[str, Party], clocks: Collection[str]) -> Mechanism | None:
    return load_mechanism(path, parties, clocks)


def _mechanisms(gathering: Gathering, parties: Mapping[str, Party], clocks: ClockScheme) -> dict[str, Mechanism]:
    """By name. A file of the jurisdiction stands in for the common file of the same name."""
    names = ANY_NAME if "clocks.toml" in gathering.failed else clocks.names
    paths = {path.name: path for folder in gathering.having("mechanisms") for path in sorted(folder.glob("*.toml"))}
    found: dict[str, Mechanism] = {}
    for path in paths.values():
        law = gathering.read(partial(_law, path, parties, names), path, None)
        if law is not None and law.name in found:
            gathering.faults.append(same_name(gathering, path, law, found[law.name]))
        elif law is not None:
            found[law.name] = law
    return found
