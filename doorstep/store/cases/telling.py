"""How a wing has units, and people only it knows, told of something without knowing who delivers it: the wiring names the one that does.

A wing that knows people by numbers of its own keeps a book: for each, the sealed phone number. Refuses nothing and keeps nothing;
where nobody delivers, nobody is told.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from doorstep.kernel.case import Case

Book = Callable[[int], bytes | None]


class Teller(Protocol):
    """Tells everybody once of each event, however often it is asked. Answers how many notices were new."""

    def tell_units(self, case: Case, *, seq: int, event: str, units: Sequence[str], now: datetime) -> int:
        """A notice in the house to each unit's desk."""
        ...

    def tell_people(
        self,
        case: Case,
        *,
        event: str,
        party: str,
        people: Sequence[str],
        unit: str,
        link: str,
        due_at: datetime,
        now: datetime,
    ) -> int:
        """A message to each of these keys, “kind:number” by somebody's book."""
        ...

    def forget_told(self, case_id: UUID, *, event: str) -> None:
        """Keep nothing of who was told of this."""
        ...


_tellers: list[Teller] = []
_books: dict[str, Book] = {}


def connect(teller: Teller) -> None:
    """Let this one deliver."""
    if teller not in _tellers:
        _tellers.append(teller)


def keep_book(kind: str, book: Book) -> None:
    """Whose numbers of this kind it knows."""
    _books[kind] = book


def number_of(key: str) -> bytes | None:
    """The sealed phone number behind “kind:number”; None where no book, or no number, is kept any more."""
    kind, _, known = key.partition(":")
    book = _books.get(kind)
    return book(int(known)) if book and known.isdigit() else None


def tell_units(case: Case, *, seq: int, event: str, units: Sequence[str], now: datetime) -> int:
    """How many notices were new. `event` names the pack's words, for the party "desk"."""
    return sum(teller.tell_units(case, seq=seq, event=event, units=units, now=now) for teller in _tellers)


def tell_people(
    case: Case, *, event: str, party: str, people: Sequence[str], unit: str, link: str, due_at: datetime, now: datetime
) -> int:
    """How many messages were new. `event` and `party` name the pack's words; `unit`, `link` and `due_at` fill their holes."""
    return sum(
        teller.tell_people(case, event=event, party=party, people=people, unit=unit, link=link, due_at=due_at, now=now)
        for teller in _tellers
    )


def forget_told(case_id: UUID, *, event: str) -> None:
    """Whatever would still say who was told of this."""
    for teller in _tellers:
        teller.forget_told(case_id, event=event)
