"""Rows of separated text (CSV): comma, tab, semicolon or bar, quotes doubled. Row numbers are those a spreadsheet shows."""

import csv
from collections.abc import Callable, Iterator

from doorstep.adapters.tables import MIXED_ENCODING, Line, QuoteOpen
from doorstep.adapters.tables.decoding import Decoded, is_mangled

SEPARATORS = ",\t;|"
LONGEST_CELL = 131_072


def read_separated(text: Decoded) -> Callable[[], Iterator[Line]]:
    """The reader, which starts anew at each call."""
    separator = _separator(text.sample)

    def lines() -> Iterator[Line]:
        reader = csv.reader(text.lines(), delimiter=separator)
        number = 0
        try:
            for row in reader:
                number += 1
                if not any(row):
                    continue
                cells = tuple(cell.strip() for cell in row)
                fault = MIXED_ENCODING if text.is_mixed and any(map(is_mangled, cells)) else ""
                yield Line(number=number, cells=cells, fault=fault)
        except csv.Error:
            raise QuoteOpen(number + 1) from None

    return lines


def _separator(sample: str) -> str:
    """The one that stands most often, and in most lines, of the first."""
    first = [line for line in sample.splitlines()[:20] if line.strip()]
    return max(SEPARATORS, key=lambda mark: (sum(mark in line for line in first), sum(map(str(mark).__eq__, sample))))
