"""What may be seen, as conditions of a query: the whole view as one condition, and the indexed strands it consists of.

A strand is an equality on a column whose index is ordered by newness, so that a page of a view is merged from the first
rows of each strand, and costs the same at ten thousand cases and at a million.
"""

from dataclasses import dataclass
from typing import Any

from doorstep.kernel.case import KEEPER
from doorstep.kernel.visibility import Visibility
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas


@dataclass(frozen=True)
class Condition:
    """A piece of SQL about `c`, the case, with its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Strand:
    """Cases with one of these values in an indexed column."""

    column: str
    values: tuple[str, ...]


# What is sealed waits for its keeper alone, and stands in nobody's lists.
NOT_SEALED = Condition(f"c.owed_by <> '{KEEPER}'")


def in_view(view: Visibility) -> list[Condition]:
    """The view as conditions; none when everything is in view."""
    if view.everything:
        return []
    return [
        Condition(
            "(c.lead_path ^@ ANY(%s::text[]) OR c.place_path ^@ ANY(%s::text[]))",
            (list(view.unit_paths), list(view.place_paths)),
        )
    ]


def strands_of(view: Visibility) -> tuple[Strand, ...]:
    """The strands that together hold the view; none when it must be read from the whole."""
    if view.everything:
        return ()
    places = [strand_at(path) for path in view.place_paths]
    if any(strand is None for strand in places):
        return ()
    units = tuple(code for path in view.unit_paths for code in unit_tree().within(path))
    return tuple(strand for strand in [Strand("lead_unit", units) if units else None, *places] if strand)


def strand_at(path: str) -> Strand | None:
    """The cases at a place and below it; None for the whole jurisdiction."""
    parts = path.strip("/").split("/")
    match len(parts):
        case 1:
            return None
        case 2:
            return Strand("street", ("".join(parts),))
        case 3:
            return Strand("community", ("".join(parts),))
        case _:
            return Strand("place_path", tuple(spot.path for spot in atlas().within(path)) or (path,))
