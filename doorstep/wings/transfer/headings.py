"""Finds the row of headings in a file and proposes which column is which field 列对应. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

from doorstep.wings.transfer.fields import FIELDS

LOOKED_AT = 15
LONGEST = 80
# Stars, remarks in brackets, blanks: what people put around a heading.
AROUND = re.compile(r"[\s*＊:：]|（必填）|\(必填\)|（选填）|【.*?】")
_KNOWN = {AROUND.sub("", name).casefold() for field in FIELDS.values() for name in field.names}


def find_header(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[int, tuple[str, ...]]:
    """Number and cells of the row of headings: the one among the first that names most fields; else the first with two cells."""
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    for looked_at, (number, cells) in enumerate(rows):
        if looked_at >= LOOKED_AT:
            break
        names = {plain(cell) for cell in cells if cell}
        score = 2 * len(names & _KNOWN) or min(1, len(names) - 1)
        if score > best[0]:
            best = (score, number, tuple(cells))
    return best[1], distinct(best[2])


def distinct(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings told apart: the second of one name is called “name (2)”, an empty one by its place."""
    seen: dict[str, int] = {}
    found = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:LONGEST] or f"第 {place} 列"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def repeated(cells: Sequence[str]) -> tuple[str, ...]:
    """Headings that stand over more than one column."""
    names = [" ".join(cell.split()) for cell in cells]
    return tuple(dict.fromkeys(name for name in names if name and names.count(name) > 1))


def plain(heading: str) -> str:
    """A heading without what stands around it."""
    return AROUND.sub("", heading).casefold()


def propose(header: Sequence[str]) -> dict[str, str]:
    """Field → heading. A column serves one field; names that fit exactly come before those that fit in part."""
    free = {heading: plain(heading) for heading in header}
    chosen: dict[str, str] = {}
    for fits in (str.__eq__, _holds):
        for field in FIELDS.values():
            if field.name in chosen:
                continue
            for name in field.names:
                wanted = plain(name)
                found = next((heading for heading, bare in free.items() if fits(bare, wanted)), None)
                if found is not None:
                    chosen[field.name] = found
                    del free[found]
                    break
    return {name: chosen[name] for name in FIELDS if name in chosen}


def _holds(bare: str, wanted: str) -> bool:
    return len(wanted) >= 4 and not wanted.isascii() and wanted in bare


def columns_of(mapping: Mapping[str, str], header: Sequence[str]) -> dict[str, int]:
    """Field → place of its column; fields whose column the file lacks are left out."""
    places = {heading: place for place, heading in enumerate(header)}
    return {name: places[heading] for name, heading in mapping.items() if name in FIELDS and heading in places}
