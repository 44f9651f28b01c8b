"""What keeps an option out before money is asked: least votes, quotas of place or kind, conflicts. Remembers what was let in."""

from collections import Counter
from collections.abc import Sequence

from doorstep.kernel.voting.election import Convention, Option
from doorstep.kernel.voting.outcome import Counted, Reason
from doorstep.kernel.voting.rule import Cap, Rule

Why = tuple[Reason, str]


class Gate:
    """Asked before an option is chosen and told after. What it refuses once it refuses for ever: quotas only fill up."""

    def __init__(
        self, options: Sequence[Option], counted: Sequence[Counted], rule: Rule, convention: Convention = "sheet"
    ) -> None:
        self._options, self._counted, self._rule = options, counted, rule
        self.convention = convention
        self._spent: Counter[tuple[Cap, str]] = Counter()
        self._chosen: Counter[tuple[Cap, str]] = Counter()
        self._rivals: dict[str, str] = {}

    def below(self, place: int) -> Why | None:
        """Why an option cannot be chosen whatever else is: nobody wants it, or too few."""
        counted = self._counted[place]
        if counted.votes <= 0 and self.convention == "sheet":
            return ("unwanted", "")
        if counted.votes < self._rule.least_votes or counted.score < self._rule.least_score:
            return ("too_few", "")
        return None

    def refuses(self, place: int, amount: int | None = None) -> Why | None:
        """Why an option cannot be chosen now, at its cost or at the amount named."""
        if below := self.below(place):
            return below
        option = self._options[place]
        if rival := self._rivals.get(option.key):
            return ("conflict", rival)
        for cap, value in self._caps(option):
            spent = self._spent[cap, value] + (option.cost if amount is None else amount)
            full = cap.most_chosen is not None and self._chosen[cap, value] >= cap.most_chosen
            if full or (cap.most_cost is not None and spent > cap.most_cost):
                return ("cap_full", value)
        return None

    def room(self, place: int) -> int | None:
        """The most money that the quotas leave for an option; None without bound."""
        bounds = [
            cap.most_cost - self._spent[cap, value]
            for cap, value in self._caps(self._options[place])
            if cap.most_cost is not None
        ]
        return min(bounds) if bounds else None

    def takes(self, place: int, amount: int | None = None) -> None:
        """Note that an option was chosen."""
        option = self._options[place]
        for cap, value in self._caps(option):
            self._spent[cap, value] += option.cost if amount is None else amount
            self._chosen[cap, value] += 1
        for group in self._rule.conflicts:
            if option.key in group:
                self._rivals.update({rival: option.key for rival in group if rival != option.key})

    def _caps(self, option: Option) -> list[tuple[Cap, str]]:
        found = []
        for cap in self._rule.caps:
            value = option.place if cap.of == "place" else option.kind
            if cap.covers(value):
                found.append((cap, value))
        return found
