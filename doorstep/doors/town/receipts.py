"""Receipts of simulated residents that a visitor may try: what a resident sees who waits, and one who is asked to rate.

A tracking code follows from the key under which its word came in. Only for a town that is simulated: refuses any other.
"""

from dataclasses import dataclass

from doorstep.kernel.words import Words
from doorstep.store.cases.codes import code_from
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.models import Event
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import Entry
from doorstep.wings.intake.services import MECHANISM
from doorstep.wings.town.hiring import NotASimulation

STATES = ("awaiting_rating", "handling", "collected")
SPOKEN = "open:resident::town:"


@dataclass(frozen=True, kw_only=True)
class ReceiptToTry:
    """A case's number, its tracking code, and how it stands."""

    number: str
    code: str
    state: Words


def receipts_to_try(entry: Entry) -> tuple[ReceiptToTry, ...]:
    """For each of STATES the last word that came in by the web and still stands there. Raises NotASimulation."""
    if not entry.is_simulated:
        raise NotASimulation
    found = []
    with serving(entry.schema):
        for state in STATES:
            said = Event.objects.filter(seq=1, key__startswith=SPOKEN, case__state=state).select_related("case")
            if (last := said.order_by("-at").first()) is not None:
                label = current_law(MECHANISM).mechanism.state(state).label
                found.append(ReceiptToTry(number=last.case.number, code=code_from(last.key or ""), state=label))
    return tuple(found)
