"""On which line each key of a TOML text stands.

tomllib gives values without places. This room walks a text that tomllib has already accepted and
remembers where tables, keys and list items begin; it reads no values and judges nothing.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
BARE_KEY = re.compile(r"[^ \t\n.=\]]*+")
BARE_VALUE = re.compile(r"[^,\]}#\n]*+")
STRINGS = {
    '"""': re.compile(r'"""(?:[^"\\]|\\.|"{1,2}+(?!"))*+"{3,5}+', re.DOTALL),
    "'''": re.compile(r"'''(?:[^']|'{1,2}+(?!'))*+'{3,5}+"),
    '"': re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL),
    "'": re.compile(r"'[^']*+'"),
}
"""The longer quotes come first."""


@dataclass(slots=True)
class Spot:
    """Where one value begins, and the spots of what is inside it."""

    line: int
    keys: "dict[str, Spot]" = field(default_factory=dict)
    items: "list[Spot]" = field(default_factory=list)


def find_lines(text: str) -> Spot:
    """The spots of a valid TOML text; its root stands on line 1."""
    return _Walk(text).document()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.ends = [index for index, char in enumerate(self.text) if char == "\n"]

    def document(self) -> Spot:
        root = table = Spot(1)
        while self._skip_blank():
            line = self._line()
            if self._take("[["):
                table = _open_item(root, self._key(), line)
                self._pass("]]")
            elif self._take("["):
                table = _open_table(root, self._key(), line)
                self._pass("]")
            else:
                self._pair(table)
        return root

    def _pair(self, table: Spot) -> None:
        line, path = self._line(), self._key()
        self._pass("=")
        for name in path[:-1]:
            table = table.keys.setdefault(name, Spot(line))
        value = self._value()
        value.line = line
        table.keys[path[-1]] = value

    def _value(self) -> Spot:
        self._skip_blank()
        spot = Spot(self._line())
        if self._take("["):
            self._inside(spot, "]")
        elif self._take("{"):
            self._inside(spot, "}")
        elif not self._string():
            self._over(BARE_VALUE)
        return spot

    def _inside(self, spot: Spot, end: str) -> None:
        while self._skip_blank() and not self._take(end):
            if end == "}":
                self._pair(spot)
            else:
                spot.items.append(self._value())
            self._skip_blank()
            self._take(",")

    def _key(self) -> list[str]:
        path = []
        while True:
            self._skip_blank()
            start = self.at
            if not self._string():
                self._over(BARE_KEY)
            path.append(_plain(self.text[start : self.at]))
            self._skip_blank()
            if not self._take("."):
                return path

    def _string(self) -> bool:
        if self.text[self.at : self.at + 1] not in ('"', "'"):
            return False
        return any(self._over(string) for quote, string in STRINGS.items() if self.text.startswith(quote, self.at))

    def _over(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self.text, self.at)
        if found is None:
            return False
        self.at = found.end()
        return True

    def _skip_blank(self) -> bool:
        self._over(BLANK)
        return self.at < len(self.text)

    def _take(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def _pass(self, token: str) -> None:
        self._skip_blank()
        self.at += len(token)

    def _line(self) -> int:
        return bisect_right(self.ends, self.at - 1) + 1


def _plain(key: str) -> str:
    if key[:1] not in ("'", '"'):
        return key
    return next(iter(tomllib.loads(f"{key} = 0")))


def _step_into(spot: Spot, name: str, line: int) -> Spot:
    child = spot.keys.setdefault(name, Spot(line))
    return child.items[-1] if child.items else child


def _open_table(root: Spot, path: Sequence[str], line: int) -> Spot:
    spot = root
    for name in path[:-1]:
        spot = _step_into(spot, name, line)
    spot = spot.keys.setdefault(path[-1], Spot(line))
    spot.line = line
    return spot


def _open_item(root: Spot, path: Sequence[str], line: int) -> Spot:
    spot = root
    for name in path[:-1]:
        spot = _step_into(spot, name, line)
    spot = spot.keys.setdefault(path[-1], Spot(line))
    spot.items.append(Spot(line))
    return spot.items[-1]
