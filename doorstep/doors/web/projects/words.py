"""How the states of projects look, and at which step their questions are asked."""

from doorstep.doors.web.law_words import LawWords
from doorstep.doors.web.shapes import Option, Tone
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import current_law

TONES: dict[str, Tone] = {
    "reserved": "none",
    "set_up": "soon",
    "under_way": "soon",
    "handed_over": "soon",
    "accepted": "ok",
    "assessed": "ok",
    "carried_on": "ok",
    "finished": "done",
    "withdrawn": "rest",
    "dropped": "rest",
}
ASKED_AT = {
    "side": "open",
    "kind": "open",
    "provider": "open",
    "price_basis": "open",
    "counted_in": "open",
    "passes": "set_up",
    "source": "fund",
}


class Law(LawWords):
    """The law of projects as pages need it."""

    def label(self, field: str, code: str, verb: str = "") -> Words:
        return super().label(field, code, verb or ASKED_AT[field])

    def choices(self, field: str, verb: str = "") -> tuple[Option, ...]:
        return super().choices(field, verb or ASKED_AT[field])


def project_law() -> Law:
    """The law in force now."""
    return Law(mechanism=current_law("project").mechanism)
