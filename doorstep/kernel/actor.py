"""Who acts: a person on a post, a resident who holds a receipt, or the house itself."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A role in a unit, over a place, as one person holds it now. Paths end with "/" so that a prefix is a subtree."""

    role: str
    unit: str
    unit_path: str
    place_path: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """`receipts` are the ids of the cases whose receipts a resident has shown."""

    kind: Literal["staff", "resident", "system"]
    id: UUID | None = None
    posts: tuple[Post, ...] = ()
    receipts: frozenset[UUID] = frozenset()


SYSTEM = Actor(kind="system")
ANONYMOUS = Actor(kind="resident")
