"""Reads a row as an order 读单: which cell is what, and what is wrong with it. Pure: places, categories and keys are given.

Every fault of a row is found, not only the first. Values that do not matter for opening are left out with a remark.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from doorstep.kernel.datums import Point, is_in_china, wgs_from_bd, wgs_from_gcj
from doorstep.kernel.phones import MOBILE, NumberUnreadable, read_number
from doorstep.wings.transfer.dates import read_moment
from doorstep.wings.transfer.faults import Found
from doorstep.wings.transfer.fields import FIELDS
from doorstep.wings.transfer.meanings import CLOSED, OPEN, STATES, URGENCIES
from doorstep.wings.transfer.whereabouts import Whereabouts

MARK = 4
UNMARKED = bytes(MARK)
# What is said of a cell with nothing in it.
ABSENT = frozenset({"missing", "place_missing"})
# Fields of which a file has a few values, which come again and again.
OF_A_FEW = frozenset({"place", "street", "request_type", "category", "urgency", "state"})
REMEMBERED = 4096
LONGEST_REFERENCE, LONGEST_WHAT, LONGEST_SPOT, LONGEST_NAME = 80, 2000, 200, 60
LONGEST_PAST = 10_000
# A decimetre: what is beyond comes from reckoning, not from a file.
DECIMALS = 6
DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,15})?")
ROUNDED = re.compile(r"[\d.]+[eE]\+?\d+")
PERSONAL = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")
# How the file's coordinates are to be read, and what is made of them. Town systems mostly export what their maps show.
DATUMS: Mapping[str, Callable[[Point], Point]] = {
    "wgs84": lambda point: point,
    "gcj02": wgs_from_gcj,
    "bd09": wgs_from_bd,
}
DATUM = "datum"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A row that can become a case. Moments are aware; `place` is the path of a community or something below it."""

    row: int
    reference: str
    what: str
    result: str
    place: str
    spot: str
    near: tuple[float, float] | None
    category: str
    request_type: str
    urgency: str
    name: str
    phone: str
    received_at: datetime | None
    finished_at: datetime | None
    is_closed: bool
    marks: bytes


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a row may name: places, and codes by the words for them. `usual` is the type of a request that names none."""

    places: Whereabouts
    place_at: Callable[[float, float], str]
    categories: Mapping[str, str]
    request_types: Mapping[str, str]
    usual: str
    usual_label: Mapping[str, str]
    now: datetime
    key: bytes


@dataclass(kw_only=True)
class Reader:
    """Reads the rows of one file by one mapping. `columns`: field → place of its column, from 0."""

    ground: Ground
    columns: Mapping[str, int]
    fixed: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    _places: dict[tuple[str, str], str] = field(default_factory=dict)
    _known_marks: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tomorrow = self.ground.now + timedelta(days=1)
        self._true = DATUMS.get(self.fixed.get(DATUM, ""), DATUMS["wgs84"])

    def read(self, row: int, cells: Sequence[str], odd: Mapping[int, str], found: list[Found]) -> Order | None:
        """The order; None when something fatal was found. What is found goes into `found`."""
        before = len(found)
        given = self._given(cells)
        order = self._order(row, given, found)
        if odd:
            # A cell that could not be read reads as empty: it is told of by its own fault, not by that of an empty one as well.
            unread = {name: odd[at] for name, at in self.columns.items() if at in odd}
            told = [one for one in found[before:] if one.field not in unread or one.code not in ABSENT]
            found[before:] = [Found(row=row, field=name, value="", code=code) for name, code in unread.items()] + told
        if len(found) > before and any(one.is_fatal for one in found[before:]):
            return None
        return order

    def _given(self, cells: Sequence[str]) -> dict[str, str]:
        count = len(cells)
        given = {name: text for name, at in self.columns.items() if at < count and (text := cells[at])}
        for name, text in self.fixed.items():
            given.setdefault(name, text)
        return given

    def _order(self, row: int, given: Mapping[str, str], found: list[Found]) -> Order | None:
        get = given.get
        reference = self._reference(row, get("reference", ""), found)
        is_closed = self._is_closed(row, given, found)
        what = self._what(row, given, LONGEST_PAST if is_closed else LONGEST_WHAT, found)
        received = self._moment(row, "received_at", get("received_at", ""), found)
        finished = self._moment(row, "finished_at", get("finished_at", ""), found)
        if received and finished and finished < received:
            found.append(Found(row=row, field="finished_at", value=given["finished_at"], code="date_order"))
        near = self._near(row, given, found)
        place = self._place(row, given, near, found)
        spot = get("spot", "")
        if len(spot) > LONGEST_SPOT:
            found.append(Found(row=row, field="spot", value=spot, code="too_long", params={"limit": LONGEST_SPOT}))
        return Order(
            row=row,
            reference=reference,
            what=what,
            result=get("result", "")[:LONGEST_PAST],
            place=place,
            spot=spot,
            near=near,
            category=self._category(row, get("category", ""), found),
            request_type=self._type(row, get("request_type", ""), found),
            urgency=self._urgency(row, get("urgency", ""), found),
            name=get("name", "")[:LONGEST_NAME],
            phone=self._phone(row, get("phone", ""), found),
            received_at=received,
            finished_at=finished,
            is_closed=is_closed,
            marks=self._marks(given),
        )

    def _marks(self, given: Mapping[str, str]) -> bytes:
        get = given.get
        return b"".join([self._mark(name, text) if (text := get(name)) is not None else UNMARKED for name in FIELDS])

    def _mark(self, name: str, text: str) -> bytes:
        mark = self._known_marks.get(text)
        if mark is None:
            mark = blake2b(text.encode("utf-8", "replace"), digest_size=MARK, key=self.ground.key).digest()
            if name in OF_A_FEW and len(self._known_marks) < REMEMBERED:
                self._known_marks[text] = mark
        return mark

    def _reference(self, row: int, text: str, found: list[Found]) -> str:
        code = ""
        if not text:
            code = "missing"
        elif len(text) > LONGEST_REFERENCE:
            code = "reference_long"
        elif not text.isprintable():
            code = "reference_odd"
        elif PERSONAL.fullmatch(text):
            code = "reference_personal"
        elif ("e" in text or "E" in text) and ROUNDED.fullmatch(text):
            code = "reference_rounded"
        if code:
            found.append(Found(row=row, field="reference", value=text, code=code))
        return text

    def _what(self, row: int, given: Mapping[str, str], limit: int, found: list[Found]) -> str:
        title, what = given.get("title", ""), given.get("what", "")
        text = what if not title or title in what else f"{title}。{what}" if what else title
        if not text:
            found.append(Found(row=row, field="what", value="", code="missing"))
        elif len(text) > limit:
            found.append(Found(row=row, field="what", value=text, code="too_long", params={"limit": limit}))
        return text

    def _is_closed(self, row: int, given: Mapping[str, str], found: list[Found]) -> bool:
        written = given.get("state", "")
        if not written:
            return "finished_at" in given
        state = self.values.get("state", {}).get(written) or STATES.get(written.lower())
        if state not in (OPEN, CLOSED):
            found.append(Found(row=row, field="state", value=written, code="state_unknown"))
        return state == CLOSED

    def _moment(self, row: int, name: str, written: str, found: list[Found]) -> datetime | None:
        if not written:
            return None
        moment = read_moment(written)
        if moment is None:
            found.append(Found(row=row, field=name, value=written, code="date_unreadable"))
        elif moment > self._tomorrow:
            found.append(Found(row=row, field=name, value=written, code="date_future"))
        return moment.astimezone(UTC) if moment else None

    def _near(self, row: int, given: Mapping[str, str], found: list[Found]) -> tuple[float, float] | None:
        east, north = given.get("longitude", ""), given.get("latitude", "")
        if not east and not north:
            return None
        code = "point_unreadable"
        if DEGREES.fullmatch(east) and DEGREES.fullmatch(north):
            given_at = float(east), float(north)
            if is_in_china(given_at):
                point = self._true(given_at)
                if self.ground.place_at(*point):
                    return round(point[0], DECIMALS), round(point[1], DECIMALS)
            elif is_in_china(given_at[::-1]):
                code = "point_swapped"
        found.append(Found(row=row, field="longitude", value=f"{east},{north}", code=code, is_fatal=False))
        return None

    def _place(self, row: int, given: Mapping[str, str], near: Any, found: list[Found]) -> str:
        written, street = given.get("place", ""), given.get("street", "")
        written = self.values.get("place", {}).get(written, written)
        where = self._places.get((written, street))
        if where is None and written:
            where = self._places[written, street] = self.ground.places.named(written, street)
        if where and where[0] == "/":
            return where
        for text in (given.get("spot", ""), given.get("title", ""), given.get("what", "")):
            if text and (seen := self.ground.places.mentioned(text, street)):
                return seen
        if near:
            return self.ground.place_at(*near)
        code = where or ("place_unknown" if written else "place_missing")
        found.append(Found(row=row, field="place" if "place" in self.columns else "spot", value=written, code=code))
        return ""

    def _category(self, row: int, written: str, found: list[Found]) -> str:
        if not written:
            return ""
        code = self.ground.categories.get(self.values.get("category", {}).get(written, written))
        if code is None:
            found.append(Found(row=row, field="category", value=written, code="category_unknown", is_fatal=False))
        return code or ""

    def _type(self, row: int, written: str, found: list[Found]) -> str:
        if not written:
            return self.ground.usual
        code = self.ground.request_types.get(self.values.get("request_type", {}).get(written, written))
        if code is None:
            params = {"instead": dict(self.ground.usual_label)}
            found.append(
                Found(row=row, field="request_type", value=written, code="type_unknown", params=params, is_fatal=False)
            )
        return code or self.ground.usual

    def _urgency(self, row: int, written: str, found: list[Found]) -> str:
        if not written:
            return "ordinary"
        code = self.values.get("urgency", {}).get(written) or URGENCIES.get(written.lower())
        if code is None:
            found.append(Found(row=row, field="urgency", value=written, code="urgency_unknown", is_fatal=False))
        return code or "ordinary"

    def _phone(self, row: int, written: str, found: list[Found]) -> str:
        if not written:
            return ""
        if MOBILE.fullmatch(written):
            return written
        try:
            return read_number(written)
        except NumberUnreadable:
            found.append(Found(row=row, field="phone", value=written, code="phone_unreadable", is_fatal=False))
        return ""
