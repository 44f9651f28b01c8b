"""Strict reading of a pack's TOML files: every mistake is found, placed and given its mend.

A reader asks a `Table` for what it needs by type; the table notes a `Fault` (file, line, key, sentence
in Chinese and English) and hands back a harmless stand-in, so that one reading finds all mistakes.
Whatever the reader did not ask for is refused by `refuse_the_rest`. Nothing is ever guessed or mended.

    page = read_toml(path)
    for row in page.tables("unit", known_by="code"):
        unit = Unit(code=row.code("code"), label=row.words("label"), parent=row.text("parent", default=""))
        row.refuse_the_rest()
    page.refuse_the_rest()
    page.settle()                                   # raises PackError with every fault of the file
"""

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from doorstep.kernel.faults import Fault, PackError, nearest, suggestion
from doorstep.kernel.packfile_table import REQUIRED, Table
from doorstep.kernel.toml_lines import Spot, find_lines
from doorstep.kernel.toml_mistakes import (
    explain_absence,
    explain_bytes,
    explain_depth,
    explain_mark,
    explain_syntax,
)

__all__ = ["REQUIRED", "Fault", "PackError", "Table", "nearest", "read_toml", "suggestion"]


def read_toml(path: Path) -> Table:
    """The file as a table that knows the line of each key.

    Raises PackError at once when there is nothing to read on with: no file, not UTF-8, not TOML.
    """
    file = path.name
    text = _read_text(path, file)
    try:
        values, place = parse(text)
    except RecursionError:
        raise PackError([explain_depth(file)]) from None
    except ValueError as error:
        raise PackError([explain_syntax(file, text, str(error))]) from None
    return Table(file=file, name="", values=values, place=place, faults=[])


def parse(text: str) -> tuple[dict[str, Any], Callable[[], Spot]]:
    """What a TOML text says, and where (found when it is first asked for). Raises ValueError and RecursionError."""

    @cache
    def place() -> Spot:
        try:
            return find_lines(text)
        except RecursionError:  # nested deeper than we walk, though not deeper than tomllib reads: told at the top
            return Spot(1)

    return tomllib.loads(text), place


def _read_text(path: Path, file: str) -> str:
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise PackError([explain_absence(path, file)]) from None
    if raw.startswith(b"\xef\xbb\xbf"):
        raise PackError([explain_mark(file)])
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise PackError([explain_bytes(file, raw, error)]) from None
