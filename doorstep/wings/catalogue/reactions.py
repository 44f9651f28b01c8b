"""Hears what was ruled and keeps it as a proposal for the catalogue. May run twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.kernel.notices import COPIED
from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.locking import find
from doorstep.store.cases.telling import tell_units
from doorstep.wings.catalogue.rulings import note_ruling
from doorstep.wings.catalogue.services import copies_of

TOKEN = "SELECT facts->>'catalogue_row' FROM cases_event WHERE case_id = %s AND seq = %s"


def note_upheld_objection(told: Told, *, now: datetime) -> None:
    """The unit named after the review may be the rule from now on."""
    note_ruling(told.case_id, told.seq, "objection")


def note_meetings_ruling(told: Told, *, now: datetime) -> None:
    """Whoever leads by the meeting's ruling."""
    note_ruling(told.case_id, told.seq, "coordination")


def tell_copied(told: Told, *, now: datetime) -> None:
    """Those to whom the row cited copies the case learn that it went out."""
    held = find(told.case_id)
    rows = sheets.run(TOKEN, [told.case_id, told.seq])
    if held is None or not rows or not rows[0][0]:
        return
    units = [unit for unit in copies_of(rows[0][0], held.case.place_path) if unit != held.case.lead_unit]
    tell_units(held.case, seq=told.seq, event=COPIED, units=units, now=now)


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "case.dispatched": [tell_copied],
    "case.reassigned": [note_upheld_objection, tell_copied],
    "coordination.ruled": [note_meetings_ruling],
}
