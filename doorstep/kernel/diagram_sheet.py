"""Says where every step of a planned mechanism is drawn.

Neighbours on the spine are joined by an upright arrow; a state and what stands beside it by level arrows. Every other
step leaves its state by a stub that carries its name and meets the rail of the state it enters: rails between states
of the spine run on the left, all others on the right. Coordinates are for `diagram_layout`.
"""

from dataclasses import dataclass, field

from doorstep.kernel.diagram_plan import Link, Plan

LINE = 27.0  # from one level line to the next, with a name above it
ENTRY = 15.0  # room for a line without a name


@dataclass(frozen=True, kw_only=True)
class Stub:
    """A step that leaves a state for states farther away."""

    verb: str
    label: str
    targets: tuple[str, ...]


@dataclass(kw_only=True)
class Side:
    """What touches one side of one box, top to bottom: an entry from the state's rail, then stubs."""

    entered: bool = False
    stubs: list[Stub] = field(default_factory=list)

    @property
    def room(self) -> float:
        return ENTRY * self.entered + LINE * len(self.stubs)


@dataclass(kw_only=True)
class Sheet:
    """The sorted steps of a plan: what is drawn where."""

    plan: Plan
    lang: str
    left: dict[str, Side] = field(default_factory=dict)
    right: dict[str, Side] = field(default_factory=dict)

    def side(self, state: str, *, on_left: bool) -> Side:
        return (self.left if on_left else self.right).setdefault(state, Side())


def sort_links(plan: Plan, lang: str) -> Sheet:
    """Give every link its place."""
    sheet = Sheet(plan=plan, lang=lang)
    for state in plan.row:
        far = [link for link in plan.links if link.source == state and not _near(plan, link)]
        for on_left in (True, False):
            links = [link for link in far if _on_left(plan, link) == on_left]
            for label in dict.fromkeys(link.label for link in links):
                targets = tuple(link.target for link in links if link.label == label)
                verb = next(link.verb for link in links if link.label == label)
                sheet.side(state, on_left=on_left).stubs.append(Stub(verb=verb, label=label.say(lang), targets=targets))
                for target in targets:
                    sheet.side(target, on_left=on_left).entered = True
    return sheet


def _near(plan: Plan, link: Link) -> bool:
    """Neighbours on the spine, and states of one row of which one is on the spine."""
    rows, spine = plan.row, plan.spine
    apart = abs(rows[link.source] - rows[link.target])
    on_spine = (link.source in spine) + (link.target in spine)
    return (on_spine == 2 and apart == 1) or (on_spine == 1 and apart == 0)


def _on_left(plan: Plan, link: Link) -> bool:
    return link.source in plan.spine and link.target in plan.spine
