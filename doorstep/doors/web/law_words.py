"""Names of answers and states, read from a mechanism, so that a pack may say them its own way."""

from dataclasses import dataclass

from doorstep.doors.web.shapes import Option
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import current_law


@dataclass(frozen=True, kw_only=True)
class LawWords:
    """The words of the law in force."""

    mechanism: Mechanism

    def label(self, field: str, code: str, verb: str = "open") -> Words:
        """The label of an answer; the code itself where an older law had another."""
        found = next((one.label for one in self.choices(field, verb) if one.code == code), None)
        return found if isinstance(found, Words) else Words(zh=code, en=code)

    def choices(self, field: str, verb: str = "open") -> tuple[Option, ...]:
        """All answers to a question."""
        asked = self.mechanism.step(verb).field(field)
        return tuple(Option(code=one.code, label=one.label) for one in (asked.choices if asked else ()))

    def state(self, name: str) -> Words:
        return self.mechanism.state(name).label

    def plain(self, name: str) -> Words:
        return self.mechanism.state(name).plain

    @property
    def states(self) -> tuple[Option, ...]:
        return tuple(Option(code=one.name, label=one.label) for one in self.mechanism.states)


def law_words(name: str) -> LawWords:
    """Of the mechanism of this name, as it is now."""
    return LawWords(mechanism=current_law(name).mechanism)
