"""Many ballots kept as columns: each becomes a `Ballot` only when somebody looks at it. A million ballots are a million tuples less."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from doorstep.kernel.voting.election import Ballot, Kind

Filled = tuple[tuple[str, ...], tuple[int, ...]]
NO_POINTS: tuple[int, ...] = ()


class Sheets(Sequence[Ballot]):
    """A sequence of ballots; equal to any sequence of the same ballots. `points` None: nobody gives points."""

    __slots__ = ("choices", "points", "times")

    def __init__(
        self,
        choices: tuple[tuple[str, ...], ...],
        points: tuple[tuple[int, ...], ...] | None,
        times: tuple[int, ...],
    ) -> None:
        self.choices, self.points, self.times = choices, points, times

    def __len__(self) -> int:
        return len(self.choices)

    def __iter__(self) -> Iterator[Ballot]:
        return (self[place] for place in range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Ballot: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Ballot, ...]: ...

    def __getitem__(self, place: int | slice) -> Ballot | tuple[Ballot, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        points = self.points[place] if self.points else NO_POINTS
        return Ballot(choices=self.choices[place], points=points, times=self.times[place])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Sheets):
            return self.choices == other.choices and self.times == other.times and tuple(self) == tuple(other)
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((self.choices, self.times))

    def __repr__(self) -> str:
        return repr(tuple(self))


def gather(rows: Iterable[Filled], *, kind: Kind = "approval") -> Sheets:
    """Ballots that say the same are one, counted."""
    match kind:
        case "approval":
            return unpointed_sheets_of(Counter(map(tuple, map(sorted, (choices for choices, _ in rows)))))
        case "ordinal":
            return unpointed_sheets_of(Counter(choices for choices, _ in rows))
        case _:
            return sheets_of(Counter(by_key(choices, points) for choices, points in rows))


def by_key(choices: tuple[str, ...], points: tuple[int, ...]) -> Filled:
    """A sheet of points with its options in the order of their keys."""
    order = sorted(range(len(choices)), key=choices.__getitem__)
    return tuple(choices[place] for place in order), tuple(points[place] for place in order)


def sheets_of(counted: "Counter[Filled]") -> Sheets:
    """Ways of filling in with their numbers, ordered by what they say, so that the order of casting leaves no trace."""
    order = sorted(counted)
    return Sheets(
        tuple(choices for choices, _ in order),
        tuple(points for _, points in order),
        tuple(counted[one] for one in order),
    )


def unpointed_sheets_of(counted: "Counter[tuple[str, ...]]") -> Sheets:
    """The same where nobody gives points. Joined texts sort as their parts do, and faster."""
    order = tuple(sorted(counted, key="\x00".join))
    return Sheets(order, None, tuple(counted[choices] for choices in order))
