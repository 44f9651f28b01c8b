"""Where a page of a list ends and the next begins: the sort value and the id of its last row, as one word for an address."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
T = TypeVar("T")


@dataclass(frozen=True)
class Mark:
    """The last row seen. `moment` is None for rows that have none and stand at the end."""

    moment: datetime | None
    id: UUID

    def __str__(self) -> str:
        moment = (self.moment - EPOCH) // MICROSECOND if self.moment else ""
        return f"{moment}~{self.id.hex}"


def read_mark(text: str) -> Mark | None:
    """The mark that was written into an address; None for anything else, which begins the list anew."""
    moment, between, case_id = text.partition("~")
    if not between:
        return None
    try:
        return Mark(EPOCH + int(moment) * MICROSECOND if moment else None, UUID(hex=case_id))
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Up to PAGE rows. `after` continues the list, `before` goes back; "" where there is nothing more."""

    rows: list[T]
    after: str = ""
    before: str = ""
