"""Lower quotas 下限: at least so many options, or so much money, of a place or a kind. Touches nothing where the rule alone meets them.

First the rule is applied as though there were none. If every lower quota is met, that is the outcome. If one is not, the whole is
begun again: down the list in the order of the rule, an option is taken while a lower quota that it belongs to is still open (what
the rule keeps out stays out, and so does what the money or the seats do not cover); then the rule goes on with what is left.
A quota that cannot be met so is not met, and that is said: there were too few such options, too few votes or too little money.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doorstep.kernel.voting.election import Election, Option
from doorstep.kernel.voting.explaining import money
from doorstep.kernel.voting.gate import Gate
from doorstep.kernel.voting.listing import Course
from doorstep.kernel.voting.ordering import Ordering
from doorstep.kernel.voting.outcome import Counted, Floor
from doorstep.kernel.voting.rule import EVERYTHING, Cap, Rule, RuleRefused
from doorstep.kernel.words import Words

COUNTED = Words(zh="“{value}”至少 {least} 项：选了 {got} 项", en="“{value}”, at least {least}: {got} chosen")
PAID = Words(zh="“{value}”至少 {least} 元：给了 {got} 元", en="“{value}”, at least {least} yuan: {got} given")
ENDS = {
    (False, True): Words(zh="，照票数选就够了。", en="; the votes alone met it."),
    (True, True): Words(
        zh="；照票数选不够，先按票数补足了它，再选别的。", en="; the votes alone did not, so these were taken first."
    ),
    (False, False): Words(
        zh="，没有选够：合适的选项、票数或者钱不够。", en="; not met: too few such options, votes or money."
    ),
    (True, False): Words(
        zh="，先补也没有补够：合适的选项、票数或者钱不够。",
        en="; not met even so: too few such options, votes or money.",
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One lower quota of one place or kind."""

    cap: Cap
    value: str

    def has(self, option: Option) -> bool:
        """Whether an option counts for it."""
        return self.value == (option.place if self.cap.of == "place" else option.kind)

    def got(self, options: Sequence[Option], granted: Mapping[int, int]) -> tuple[int, int]:
        """How many were chosen, and the money given to them."""
        mine = [amount for place, amount in granted.items() if self.has(options[place])]
        return len(mine), sum(mine)

    def is_met(self, options: Sequence[Option], granted: Mapping[int, int]) -> bool:
        """Whether it is enough."""
        chosen, cost = self.got(options, granted)
        return chosen >= (self.cap.least_chosen or 0) and cost >= (self.cap.least_cost or 0)


def floors_of(options: Sequence[Option], rule: Rule) -> tuple[Wanted, ...]:
    """The lower quotas of a rule; `*` is one for each value there is."""
    found = []
    for cap in rule.caps:
        if cap.has_floor:
            values = dict.fromkeys(option.place if cap.of == "place" else option.kind for option in options)
            named = [value for value in values if value] if cap.value == EVERYTHING else [cap.value]
            found += [Wanted(cap=cap, value=value) for value in named]
    return tuple(found)


def check_floors(options: Sequence[Option], rule: Rule) -> None:
    """Raises RuleRefused for a lower quota that no vote could meet: too few such options, or more than there are seats."""
    for one in (wanted := floors_of(options, rule)):
        mine = [option for option in options if one.has(option)]
        if len(mine) < max(one.cap.least_chosen or 0, 1) or sum(option.cost for option in mine) < (
            one.cap.least_cost or 0
        ):
            raise RuleRefused(
                why=Words(
                    zh=f"“{one.value}”的下限，把这样的选项全选上也到不了",
                    en=f"all options of “{one.value}” together do not reach its lower quota",
                )
            )
    for of in ("place", "kind"):
        least = sum(one.cap.least_chosen or 0 for one in wanted if one.cap.of == of)
        if rule.seats is not None and least > rule.seats:
            raise RuleRefused(
                why=Words(
                    zh=f"各个下限加起来要 {least} 项，只取前 {rule.seats} 名",
                    en=f"the lower quotas add up to {least}, and only {rule.seats} are taken",
                )
            )


def unmet(wanted: Sequence[Wanted], options: Sequence[Option], granted: Mapping[int, int]) -> frozenset[Wanted]:
    """Those that what was chosen does not meet."""
    return frozenset(one for one in wanted if not one.is_met(options, granted))


def reserve(wanted: Sequence[Wanted], ordering: Ordering, counted: Sequence[Counted], budget: int) -> Course:
    """Down the list, those that a lower quota still asks for."""
    options, rule, course = ordering.options, ordering.rule, Course(budget=budget)
    gate = Gate(options, counted, rule)
    for place in ordering.listed():
        option = options[place]
        mine = [one for one in wanted if one.has(option) and not one.is_met(options, course.granted)]
        fits = len(course.chosen) < (rule.seats or 0) if rule.name == "top_k" else option.cost <= course.left
        if mine and fits and not gate.refuses(place):
            course.choose(place, ("reserved", mine[0].value), option.cost)
            gate.takes(place)
    return course


def said_of(
    wanted: Sequence[Wanted], needed: frozenset[Wanted], election: Election, granted: Mapping[int, int]
) -> tuple[Floor, ...]:
    """What came of each, in words too."""
    found = []
    for one in wanted:
        chosen, cost = one.got(election.options, granted)
        is_met = one.is_met(election.options, granted)
        parts = []
        if least := one.cap.least_chosen:
            parts.append(COUNTED.filled({"value": one.value, "least": str(least), "got": str(chosen)}))
        if least := one.cap.least_cost:
            figures = {"least": money(least, election.per_unit), "got": money(cost, election.per_unit)}
            parts.append(PAID.filled({"value": one.value, **figures}))
        end = ENDS[one in needed, is_met]
        found.append(
            Floor(
                of=one.cap.of,
                value=one.value,
                least_chosen=one.cap.least_chosen or 0,
                least_cost=one.cap.least_cost or 0,
                chosen=chosen,
                cost=cost,
                needed=one in needed,
                is_met=is_met,
                words=Words(zh="；".join(p.zh for p in parts) + end.zh, en="; ".join(p.en for p in parts) + end.en),
            )
        )
    return tuple(found)
