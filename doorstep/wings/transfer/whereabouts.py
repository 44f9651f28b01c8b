"""Finds the community a text names 认地点: by code, by name, by a name within an address. Built from names and paths alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SUFFIXES = ("社区", "村")
UNKNOWN, AMBIGUOUS = "place_unknown", "place_ambiguous"


@dataclass(frozen=True, kw_only=True)
class Known:
    """A community: its code, path and name, and the name of the street above it."""

    code: str
    path: str
    name: str
    street: str


class Whereabouts:
    """Built once from all communities, then only asked."""

    def __init__(self, known: Iterable[Known]) -> None:
        rows = list(known)
        self._by_code = {row.code: row.path for row in rows}
        self._by_name: dict[str, list[Known]] = {}
        for row in rows:
            for name in {row.name, *(row.name.removesuffix(suffix) for suffix in SUFFIXES)}:
                self._by_name.setdefault(name, []).append(row)
        # A name without its suffix may be a road or a shop: within a text the whole name is asked for.
        whole = sorted({row.name for row in rows}, key=len, reverse=True)
        self._within = re.compile("|".join(map(re.escape, whole)) or r"(?!)")

    def named(self, written: str, street: str = "") -> str:
        """The path (it begins with a slash), or the code of what is wrong."""
        text = "".join(written.split())
        if text in self._by_code:
            return self._by_code[text]
        if rows := self._by_name.get(text):
            return self._one(rows, f"{street}{text}")
        return self.mentioned(text, street) or UNKNOWN

    def mentioned(self, text: str, street: str = "") -> str:
        """The path of the first community that a text names; "" when it names none, or it cannot be told which."""
        match = self._within.search(text)
        if match is None:
            return ""
        path = self._one(self._by_name[match[0]], f"{street}{text}")
        return path if path[0] == "/" else ""

    def _one(self, rows: list[Known], beside: str) -> str:
        if len(rows) == 1:
            return rows[0].path
        fitting = [row for row in rows if row.street and row.street in beside]
        return fitting[0].path if len(fitting) == 1 else AMBIGUOUS
