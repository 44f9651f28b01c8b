"""Rules that go down a list: the first so many, and greedily while the money lasts. Says of each option why."""

from dataclasses import dataclass, field

from doorstep.kernel.voting.election import Option
from doorstep.kernel.voting.gate import Gate, Why
from doorstep.kernel.voting.ordering import Ordering


@dataclass(kw_only=True, slots=True)
class Course:
    """How a choice went, by places of options: who was chosen, why each was or was not, what was granted."""

    budget: int
    chosen: list[int] = field(default_factory=list)
    why: dict[int, Why] = field(default_factory=dict)
    granted: dict[int, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """Money not yet given."""
        return self.budget - sum(self.granted.values())

    def choose(self, place: int, why: Why, amount: int) -> None:
        """Note a choice."""
        self.chosen.append(place)
        self.granted[place] = amount
        self.why[place] = why


def first_so_many(ordering: Ordering, gate: Gate, course: Course) -> None:
    """The first `seats` of the list that nothing keeps out. Money is not asked."""
    seats = ordering.rule.seats or 0
    for place in ordering.listed():
        if place in course.granted:
            continue
        if why := gate.refuses(place):
            course.why[place] = why
        elif len(course.chosen) < seats:
            course.choose(place, ("among_the_first", ""), ordering.options[place].cost)
            gate.takes(place)
        else:
            course.why[place] = ("after_the_last", "")


def while_money_lasts(ordering: Ordering, gate: Gate, course: Course, *, completes: bool = False) -> None:
    """Down the list; what is chosen already stays. As a completion it never stops and never funds a part."""
    at_overflow = "skip" if completes else ordering.rule.at_overflow
    stopped_by = ""
    for place in ordering.listed():
        option = ordering.options[place]
        if place in course.granted:
            continue
        if stopped_by and not gate.below(place):
            course.why[place] = ("after_the_stop", stopped_by)
        elif why := gate.refuses(place):
            course.why[place] = why
            if at_overflow == "part" and why[0] == "cap_full" and _in_part(place, ordering, gate, course):
                continue
        elif option.cost <= course.left:
            course.choose(place, ("completed" if completes else "fits", ""), option.cost)
            gate.takes(place)
        else:
            if not (completes and place in course.why):
                course.why[place] = ("too_dear", "")
            if at_overflow == "stop" and not _is_withdrawn(option, gate, course):
                stopped_by = option.key
            elif at_overflow == "part":
                _in_part(place, ordering, gate, course)


def _is_withdrawn(option: Option, gate: Gate, course: Course) -> bool:
    """Files of others write a project that was taken back after the vote as dearer than all there is (999999999)."""
    return gate.convention == "pabulib" and option.cost > course.budget


def _in_part(place: int, ordering: Ordering, gate: Gate, course: Course) -> bool:
    """Fund what is left of the money or the quota, if the option says that so much is of use."""
    option, room = ordering.options[place], gate.room(place)
    amount = min(course.left, option.cost if room is None else room)
    if option.least is None or amount < max(option.least, 1) or gate.refuses(place, amount):
        return False
    course.choose(place, ("part_funded", ""), amount)
    gate.takes(place, amount)
    return True
