"""Names of kinds, sources, reasons and states, read from the law of projects, so that a pack may say them its own way."""

from dataclasses import dataclass

from doorstep.doors.web.shapes import Option, Tone
from doorstep.kernel.mechanism import Mechanism
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
    "counted_in": "open",
    "passes": "set_up",
    "source": "fund",
}


@dataclass(frozen=True, kw_only=True)
class Law:
    """The law of projects as pages need it."""

    mechanism: Mechanism

    def label(self, field: str, code: str, verb: str = "") -> Words:
        """The label of an answer; the code itself where an older law had another."""
        found = next((one.label for one in self.choices(field, verb) if one.code == code), None)
        return found if isinstance(found, Words) else Words(zh=code, en=code)

    def choices(self, field: str, verb: str = "") -> tuple[Option, ...]:
        """All answers to a question."""
        asked = self.mechanism.step(verb or ASKED_AT[field]).field(field)
        return tuple(Option(code=one.code, label=one.label) for one in (asked.choices if asked else ()))

    def state(self, name: str) -> Words:
        return self.mechanism.state(name).label

    def plain(self, name: str) -> Words:
        return self.mechanism.state(name).plain

    @property
    def states(self) -> tuple[Option, ...]:
        return tuple(Option(code=one.name, label=one.label) for one in self.mechanism.states)


def project_law() -> Law:
    """The law in force now."""
    return Law(mechanism=current_law("project").mechanism)
