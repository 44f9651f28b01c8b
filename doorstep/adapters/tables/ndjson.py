"""Rows as JSON objects, one a line. Columns are the names found in the first thousand rows, in the order they appear."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import msgspec

from doorstep.adapters.tables import MIXED_ENCODING, NOT_JSON, Line, NotATable
from doorstep.adapters.tables.decoding import Decoded, is_mangled

LOOKED_AT = 1000
MOST_NAMES = 1000
_decode = msgspec.json.Decoder().decode


def read_ndjson(text: Decoded) -> tuple[tuple[str, ...], Callable[[], Iterator[Line]]]:
    """The names of the columns, and the reader. Raises NotATable."""
    names: dict[str, None] = {}
    for line in islice(text.lines(), LOOKED_AT):
        if isinstance(row := _object(line), dict):
            names.update(dict.fromkeys(str(name).replace("\x00", "")[:80] for name in row))
        if len(names) > MOST_NAMES:  # every row is read by every name
            raise NotATable("JSON")
    header = tuple(names)

    def lines() -> Iterator[Line]:
        for number, line in enumerate(text.lines(), start=1):
            if not line.strip():
                continue
            row = _object(line)
            if isinstance(row, dict):
                yield Line(number=number, cells=tuple(_text(row.get(name)) for name in header))
            else:
                fault = MIXED_ENCODING if is_mangled(line) else NOT_JSON
                yield Line(number=number, cells=(line.strip()[:80],), fault=fault)

    return header, lines


def _object(line: str) -> Any:
    try:
        return _decode(line.strip())
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value.replace("\x00", "").strip()
        case bool():
            return "是" if value else "否"
        case int() | float():
            return str(value)
    return msgspec.json.encode(value).decode()
