"""Plans the picture of a mechanism: which states stand on the spine, which beside it, and how they are linked.

The spine is the longest way from the opening to an end that takes no turn, joins no other case and passes no state
twice: the story as it usually goes, top to bottom. All other states stand to its right, beside the state they are first entered from.
No coordinates here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from doorstep.kernel.mechanism import Mechanism, Step
from doorstep.kernel.words import Words

MOST_WAYS = 20_000  # ways tried when looking for the spine


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A step that moves a case from one state to another. `source` is "" for the opening."""

    verb: str
    label: Words
    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`beside`: for each place on the spine the states to its right. `links` in the order of the law."""

    spine: tuple[str, ...]
    beside: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...]

    @property
    def row(self) -> Mapping[str, int]:
        """The row of every state."""
        rows = {state: row for row, states in enumerate(self.beside) for state in states}
        return rows | {state: row for row, state in enumerate(self.spine)}

    def between(self, source: str, target: str) -> tuple[Link, ...]:
        """The links from one state to another."""
        return tuple(link for link in self.links if (link.source, link.target) == (source, target))


def links_of(law: Mechanism) -> tuple[Link, ...]:
    """The opening, then every way of every step that moves a case. A turn upon an answer says the answer."""
    opening = Link(verb="open", label=law.opening.label, source="", target=law.opening.enters or "")
    links = [opening]
    for step in law.steps:
        for source in step.leaves:
            links += [
                Link(verb=step.verb, label=label, source=source, target=target)
                for target, label in _ways(step)
                if target != source
            ]
    return tuple(dict.fromkeys(links))


def _ways(step: Step) -> Iterator[tuple[str, Words]]:
    if step.enters:
        yield step.enters, step.label
    for turn in step.turns:
        asked = step.field(turn.field) if turn.field else None
        answers = [choice.label for choice in asked.choices if choice.code in turn.among] if asked else []
        if answers:
            yield (
                turn.enters,
                Words(
                    zh=f"{step.label.zh}：{'、'.join(answer.zh for answer in answers)}",
                    en=f"{step.label.en}: {' / '.join(answer.en for answer in answers)}",
                ),
            )
        else:
            yield turn.enters, step.label


@dataclass
class _Search:
    """Looks for the longest plain way to an end, and gives up looking after many tries."""

    law: Mechanism
    final: frozenset[str]
    best: tuple[str, ...] = ()
    tried: int = field(default=0)

    def follow(self, way: tuple[str, ...]) -> None:
        self.tried += 1
        if way[-1] in self.final:
            self.best = way if len(way) > len(self.best) else self.best
            return
        for step in self.law.steps_from(way[-1]):
            if step.enters and not step.joins and step.enters not in way and self.tried < MOST_WAYS:
                self.follow((*way, step.enters))


def plan(law: Mechanism) -> Plan:
    """The plan of a mechanism that has been read and judged."""
    search = _Search(law=law, final=frozenset(state.name for state in law.states if state.final))
    start = law.opening.enters or ""
    search.follow((start,))
    spine = search.best or (start,)
    links = links_of(law)
    beside: list[list[str]] = [[] for _ in spine]
    for state in law.states:
        if state.name not in spine:
            beside[_row_for(state.name, spine, beside, links)].append(state.name)
    return Plan(spine=spine, beside=tuple(map(tuple, beside)), links=links)


def _row_for(state: str, spine: tuple[str, ...], beside: list[list[str]], links: tuple[Link, ...]) -> int:
    """Where few stand beside, and late rather than early."""
    sources = [link.source for link in links if link.target == state]
    rows = [spine.index(source) for source in sources if source in spine]
    rows = rows or [row for row, states in enumerate(beside) if set(states) & set(sources)]
    return min(rows, key=lambda row: (len(beside[row]), -row), default=len(spine) - 1)
