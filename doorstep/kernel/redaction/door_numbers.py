"""Finds door numbers 门牌: building, unit and room where they lead to one home.

What stays: the street and its number (中山路19号), the estate, and a building by itself (3栋), which is dozens of homes and
often the very thing a case is about. What goes: a building with a unit or room, a unit, a room, and the short form 3-2-501.
"""

import re

from doorstep.kernel.redaction.marks import Span

_NUMBER = r"(?:[A-Za-z]?\d{1,4}[A-Za-z]?|[A-Za-z]|[一二三四五六七八九十百]{1,4})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_JOIN = r"[ ,，-]?"
_NO_MORE = r"(?![\dA-Za-z.:：年月日元万亿平米吨度%多余套个名人型辆])"
_BUILDING = rf"{_NUMBER} ?(?:栋|幢|座|号楼|号院)"
_UNIT = rf"{_SMALL} ?(?:单元(?![测考格])|门洞|号门(?=[ ,，-]?\d{{3}}))"
_FLOOR = rf"{_SMALL} ?(?:楼|层)"
_DIGIT_ROOM = r"[A-Za-z]?\d{3,4}[A-Za-z]?(?: ?(?:号房间?|室|房间?|户|号))?"
_NAMED_ROOM = r"(?:\d{1,2}|[一二三四五六七八九〇零]{3,4}) ?(?:号房间?|室|房间|户)"
_ROOM = rf"(?:{_DIGIT_ROOM}|{_NAMED_ROOM}){_NO_MORE}"
_ROOMS = rf"{_ROOM}(?:[、,，/和]{_ROOM})*"

_WITH_BUILDING = re.compile(
    rf"(?<![\dA-Za-z]){_BUILDING}{_JOIN}"
    rf"(?:{_UNIT}(?:{_JOIN}{_FLOOR})?(?:{_JOIN}{_ROOMS})?|(?:{_FLOOR}{_JOIN})?{_ROOMS})"
)
_UNIT_ALONE = re.compile(rf"(?<![\dA-Za-z个]){_UNIT}(?:{_JOIN}{_FLOOR})?(?:{_JOIN}{_ROOMS})?")
_ROOM_ALONE = re.compile(
    r"(?<![\dA-Za-z.])(?:[A-Za-z]?\d{3,4}[A-Za-z]?|[一二三四五六七八九〇零]{3,4}) ?(?:室|号房间?)(?![内外温友])"
)
_DASHED = re.compile(
    r"(?<![\dA-Za-z-])(?:[A-Za-z]?\d{1,2}|[A-Za-z])-(?:[1-9]|1\d)-(?!(?:19|20)\d{2})\d{1,2}0[1-9](?![\d-]|[年月日])"
)

_GATE = re.compile(r"号门[ ,，-]?\d{3}")


def find_doors(shown: str, *, plainly: bool = False) -> list[Span]:
    """Every door number found in a plain text; they may overlap. `plainly`: no rule is left out for want of its sign."""
    found: list[Span] = []
    if plainly or "栋" in shown or "幢" in shown or "座" in shown or "号楼" in shown or "号院" in shown:
        found += _marks(_WITH_BUILDING, shown, "building with unit or room")
    if plainly or "单元" in shown or "门洞" in shown or _GATE.search(shown):
        found += _marks(_UNIT_ALONE, shown, "unit")
    if plainly or "室" in shown or "号房" in shown:
        found += _marks(_ROOM_ALONE, shown, "room")
    if plainly or "-" in shown:
        found += _marks(_DASHED, shown, "building-unit-room")
    return found


def _marks(pattern: re.Pattern[str], shown: str, reason: str) -> list[Span]:
    return [Span(start=match.start(), end=match.end(), kind="door", reason=reason) for match in pattern.finditer(shown)]
