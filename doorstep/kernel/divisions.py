"""Division codes 区划代码 and the paths built from them: where a place stands in the tree is written in its code.

A code is the twelve digits of the national statistical division codes (2 province, 2 city, 2 county, 3 street or
town, 3 community), then `g05` for a grid or `s01` for a special grid, then `m02` for a micro-grid. The parent, the
level and the path follow from it, so they can never disagree. It knows shapes of codes only, not whether such a place
exists. Numbers 600 to 999 of streets and communities are unassigned in the national rules: a pack with an invented
geography uses 9xx.
"""

import re
from typing import Literal, get_args

Level = Literal["district", "street", "community", "grid", "special_grid", "micro_grid"]
LEVELS: tuple[Level, ...] = get_args(Level)
CODE = re.compile(r"(\d{6})(\d{3})(\d{3})(?:(?P<grid>g\d{2,3})(?P<micro>m\d{2,3})?|(?P<special>s\d{2,3}))?", re.ASCII)
FIRST_UNASSIGNED = 600


class CodeMalformed(ValueError):
    """地点代码要写成 12 位区划代码，网格在后面加 g05，专属网格加 s01，微网格再加 m02。"""


def segments_of(code: str) -> tuple[str, ...]:
    """ "510181901903g05m02" → ("510181", "901", "903", "g05", "m02"). Raises CodeMalformed."""
    match = CODE.fullmatch(code)
    if match is None:
        raise CodeMalformed(code)
    county, street, community = match.group(1, 2, 3)
    finer = [part for part in match.group("grid", "special", "micro") if part]
    if (street == "000" and community != "000") or (community == "000" and finer) or county.startswith("00"):
        raise CodeMalformed(code)
    return tuple(part for part in (county, street, community) if part != "000") + tuple(finer)


def level_of(code: str) -> Level:
    """What kind of place a code names. Raises CodeMalformed."""
    segments = segments_of(code)
    match len(segments):
        case 1:
            return "district"
        case 2:
            return "street"
        case 3:
            return "community"
        case 4:
            return "special_grid" if segments[3].startswith("s") else "grid"
        case _:
            return "micro_grid"


def path_of(code: str) -> str:
    """ "510181901903g05" → "/510181/901/903/g05/"; a subtree is every path that begins so. Raises CodeMalformed."""
    return f"/{'/'.join(segments_of(code))}/"


def code_of(path: str) -> str:
    """The code a path was built from: the inverse of `path_of`. Raises CodeMalformed."""
    county, *rest = path.strip("/").split("/")
    divisions = [part for part in rest[:2] if part.isdecimal()]
    code = county + "".join(divisions).ljust(6, "0") + "".join(rest[len(divisions) :])
    if path_of(code) != path:
        raise CodeMalformed(path)
    return code


def parent_of(code: str) -> str | None:
    """Code of the place directly above, None for a district. Raises CodeMalformed."""
    above = segments_of(code)[:-1]
    return code_of(f"/{'/'.join(above)}/") if above else None


def is_invented(code: str) -> bool:
    """Whether the street or community number is one that the national rules leave unassigned. Raises CodeMalformed."""
    return any(int(part) >= FIRST_UNASSIGNED for part in segments_of(code)[1:3])
