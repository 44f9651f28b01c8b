"""Hears what was ruled and keeps it as a proposal for the catalogue. May run twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.catalogue.rulings import note_ruling


def note_upheld_objection(told: Told, *, now: datetime) -> None:
    """The unit named after the review may be the rule from now on."""
    note_ruling(told.case_id, told.seq, "objection")


def note_meetings_ruling(told: Told, *, now: datetime) -> None:
    """Whoever leads by the meeting's ruling."""
    note_ruling(told.case_id, told.seq, "coordination")


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "case.reassigned": [note_upheld_objection],
    "coordination.ruled": [note_meetings_ruling],
}
