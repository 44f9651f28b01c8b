"""Loads a pack 机制包 from its folder and the folders it stands on.

Reads every part, lays the jurisdiction's own over the common ones, and has judged what only shows between
files. Answers a whole pack, or one PackError with every fault of every file.
"""

from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.calendar_reading import read_calendar
from doorstep.kernel.catalogue import Row
from doorstep.kernel.catalogue_pack import known_to, read_catalogue, read_negative_list, with_usual_units
from doorstep.kernel.categories import Categories, read_categories
from doorstep.kernel.clocks import ClockScheme
from doorstep.kernel.faults import PackError
from doorstep.kernel.geography import Place, Unit, read_places, read_units
from doorstep.kernel.gridwork.gathering import read_gridwork
from doorstep.kernel.judging import FILE as JUDGING
from doorstep.kernel.judging import read_judging
from doorstep.kernel.levels import Levels, read_levels
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.mechanism_reading import load_mechanism
from doorstep.kernel.notices import Notices, read_notices
from doorstep.kernel.pack_checks import check_pack, misspelt_files, same_name
from doorstep.kernel.pack_content import Pack
from doorstep.kernel.pack_gathering import ANY_NAME, ANY_PARTY, Gathering
from doorstep.kernel.pack_settings import no_jurisdiction, read_layers
from doorstep.kernel.parties import Party, read_parties
from doorstep.kernel.registers import Register, Screen, read_registers, read_screening
from doorstep.kernel.roles import Role, read_roles
from doorstep.kernel.routing import NegativeList
from doorstep.kernel.schemes_reading import read_schemes
from doorstep.kernel.voting.template_reading import FILE as VOTES
from doorstep.kernel.voting.template_reading import read_templates
from doorstep.kernel.voting.thresholds import Template
from doorstep.kernel.wording import FILE as WORDING
from doorstep.kernel.wording import reworded

__all__ = ["Pack", "load_pack"]
NO_CALENDAR = Calendar()
NO_ROLES: Mapping[str, Role] = {}
NO_PARTIES: Mapping[str, Party] = {}
NO_NOTICES: Notices = {}
NO_TEMPLATES: Mapping[str, Template] = {}
NO_REGISTERS: Mapping[str, Register] = {}
NO_SCREENING: Mapping[str, Screen] = {}
NO_PLACES: tuple[Place, ...] = ()
NO_UNITS: tuple[Unit, ...] = ()
NEGATIVE_LIST, CATALOGUE = "negative-list.toml", "catalogue.toml"


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
    schemes = read_schemes(gathering, layers, categories.request_types or None)
    clocks = schemes.chosen
    places = gathering.read_own("places.geojson", read_places, NO_PLACES)
    codes = ANY_NAME if "places.geojson" in gathering.failed else {place.code for place in places}
    units = gathering.read_own("units.toml", lambda path: read_units(path, codes), NO_UNITS)
    spared = _negative_list(gathering, categories)
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
        levels=_levels(gathering, parties, clocks, categories),
        registers=gathering.laid_over("lists.toml", read_registers, NO_REGISTERS),
        gridwork=read_gridwork(gathering, roles),
        screening=gathering.laid_over("screening.toml", read_screening, NO_SCREENING),
        notices=gathering.laid_over("notices.toml", read_notices, NO_NOTICES),
        units=units,
        places=places,
        folders=gathering.folders,
        negative_list=spared,
        catalogue=_catalogue(gathering, categories, places, units, spared),
        schemes=schemes.all,
    )
    templates = _check_read_later(gathering)
    gathering.faults += misspelt_files(gathering)
    if not gathering.failed:
        gathering.faults += check_pack(pack, own, gathering, templates)
    gathering.settle()
    return pack


def _check_read_later(gathering: Gathering) -> Mapping[str, Template]:
    """What is read when a vote is drafted or a round is begun; a bad file is refused here, not there. A pack may leave them out."""
    found = gathering.laid_over(VOTES, read_templates, NO_TEMPLATES) if gathering.has(VOTES) else NO_TEMPLATES
    if gathering.has(JUDGING):
        gathering.read_own(JUDGING, read_judging, None)
    return found


def _negative_list(gathering: Gathering, categories: Categories) -> NegativeList:
    """A pack without one spares nobody."""
    if "categories.toml" in gathering.failed or not gathering.has(NEGATIVE_LIST):
        return NegativeList()
    return gathering.laid_over(
        NEGATIVE_LIST, lambda path, under: read_negative_list(path, categories, under), NegativeList()
    )


def _catalogue(
    gathering: Gathering,
    categories: Categories,
    places: tuple[Place, ...],
    units: tuple[Unit, ...],
    forbidden: NegativeList,
) -> tuple[Row, ...]:
    """The rows of its own file, or of the common one, and what the usual units add. Waits until what it names is whole."""
    if gathering.failed & {"categories.toml", "places.geojson", "units.toml", NEGATIVE_LIST}:
        return ()
    known, none = known_to(categories, places, units), tuple[Row, ...]()
    if not gathering.has(CATALOGUE):
        return with_usual_units(none, categories)
    rows = gathering.read_own(CATALOGUE, lambda path: read_catalogue(path, known, forbidden, units), none)
    return with_usual_units(rows, categories)


def _read_roles(path: Path, under: Mapping[str, Role] | None) -> Mapping[str, Role]:
    return {**(under or {}), **read_roles(path)}


def _parties(gathering: Gathering, roles: Mapping[str, Role]) -> Mapping[str, Party]:
    known = ANY_NAME if "roles.toml" in gathering.failed else roles.keys()

    def read(path: Path, under: Mapping[str, Party] | None) -> Mapping[str, Party]:
        return {**(under or {}), **read_parties(path, known)}

    parties = gathering.laid_over("parties.toml", read, NO_PARTIES)
    return ANY_PARTY if "parties.toml" in gathering.failed else parties


def _levels(gathering: Gathering, parties: Mapping[str, Party], clocks: ClockScheme, categories: Categories) -> Levels:
    read = partial(
        read_levels,
        parties=parties if parties is not ANY_PARTY else None,
        clocks=ANY_NAME if "clocks.toml" in gathering.failed else clocks.names,
        categories=ANY_NAME if "categories.toml" in gathering.failed else categories.by_code.keys(),
        request_types=ANY_NAME if "categories.toml" in gathering.failed else categories.request_types.keys(),
    )
    return gathering.laid_over("levels.toml", read, Levels())


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
    return _in_own_words(gathering, found)


def _in_own_words(gathering: Gathering, found: dict[str, Mechanism]) -> dict[str, Mechanism]:
    """As the jurisdiction calls them, where it does."""
    path = gathering.folders[-1] / WORDING
    return gathering.read(lambda: reworded(path, found), path, found) if path.exists() else found
