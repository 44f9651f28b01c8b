"""Who owes what until when: one line for each case that is tied to the one in hand. Formats; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.doors.web.dues import due_of
from doorstep.doors.web.shapes import Due
from doorstep.store.cases.ties import Tied


@dataclass(frozen=True, kw_only=True)
class PartyRow:
    """`due` is None where no clock runs."""

    tied: Tied
    due: Due | None


def rows_of(tied: Sequence[Tied], now: datetime) -> list[PartyRow]:
    """In the order given."""
    return [PartyRow(tied=one, due=None if one.is_final else due_of(one.due_at, one.due_clock, now)) for one in tied]
