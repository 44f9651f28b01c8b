"""Names of versions, digests of rows, and the difference of two versions. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from doorstep.kernel.canonical import canonical
from doorstep.kernel.catalogue import Row

LISTS = ("categories", "words", "request_types", "urgencies", "assisting", "copies")
TEXTS = ("place_path", "ownership", "lead", "basis")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What one version has that the other has not, and the same scope with another content (before, after)."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def next_name(known: Iterable[str], year: int) -> str:
    """ "2026-4" after "2026-3"; the first of a year is "2026-1"."""
    numbers = [int(number) for name in known if name.startswith(f"{year}-") and (number := name[5:]).isdigit()]
    return f"{year}-{max(numbers, default=0) + 1}"


def plain(row: Row) -> dict[str, Any]:
    """The row in JSON types; open dates are None."""
    return {
        "line": row.line,
        **{name: list(getattr(row, name)) for name in LISTS},
        **{name: getattr(row, name) for name in TEXTS},
        "from_on": None if row.from_on == date.min else row.from_on.isoformat(),
        "until_on": None if row.until_on == date.max else row.until_on.isoformat(),
    }


def row_of(raw: Mapping[str, Any]) -> Row:
    """The row that `plain` wrote."""
    lists: dict[str, Any] = {name: tuple(raw[name]) for name in LISTS}
    texts: dict[str, Any] = {name: raw[name] for name in TEXTS}
    return Row(
        line=raw["line"],
        **lists,
        **texts,
        from_on=date.fromisoformat(raw["from_on"]) if raw["from_on"] else date.min,
        until_on=date.fromisoformat(raw["until_on"]) if raw["until_on"] else date.max,
    )


def digest_of(rows: Sequence[Row]) -> str:
    """64 hex digits over the canonical rows."""
    return hashlib.sha256(canonical({"rows": [plain(row) for row in rows]})).hexdigest()


def difference(before: Iterable[Row], after: Iterable[Row]) -> Difference:
    """Line numbers make no difference; a row with the same scope and another lead or basis has changed."""
    old, new = _by_scope(before), _by_scope(after)
    changed = []
    for scope in old.keys() & new.keys():
        pairs = zip(old[scope], new[scope], strict=False)
        changed += [(was, now) for was, now in pairs if replace(was, line=0) != replace(now, line=0)]
    return Difference(
        added=_left_over(new, old),
        removed=_left_over(old, new),
        changed=tuple(sorted(changed, key=lambda pair: pair[1].line)),
    )


def _by_scope(rows: Iterable[Row]) -> dict[tuple[object, ...], list[Row]]:
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        scope = (row.categories, row.place_path, row.ownership, row.words, row.request_types, row.urgencies)
        found.setdefault(scope, []).append(row)
    return found


def _left_over(
    mine: dict[tuple[object, ...], list[Row]], others: dict[tuple[object, ...], list[Row]]
) -> tuple[Row, ...]:
    rows = [row for scope, found in mine.items() for row in found[len(others.get(scope, ())) :]]
    return tuple(sorted(rows, key=lambda row: row.line))
