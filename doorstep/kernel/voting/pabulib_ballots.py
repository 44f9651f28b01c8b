"""The VOTES section of a .pb file. Refuses a ballot for an unknown project, a voter twice, points that do not fit, bounds broken."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from doorstep.kernel.voting.election import Ballot, Limits, Option, check_ballot
from doorstep.kernel.voting.election import BallotRefused as Refused
from doorstep.kernel.voting.pabulib_heads import Heading, expect_columns
from doorstep.kernel.voting.pabulib_lines import Lines, fields_of
from doorstep.kernel.voting.sheets import Filled, Sheets, by_key, sheets_of, unpointed_sheets_of

POINTS = re.compile(r"-?\d{1,7}")


def read_ballots(
    lines: Lines, first: int, end: int, heading: Heading, options: tuple[Option, ...], limits: Limits
) -> Sheets:
    """The ballots, those that say the same as one. Raises PabulibRefused."""
    pointed = heading.kind in ("cumulative", "scoring")
    columns = expect_columns(lines, first, end, "VOTES", ("voter_id", "vote", *(("points",) if pointed else ())))
    places = _Places(
        width=len(columns),
        voter=columns.index("voter_id"),
        vote=columns.index("vote"),
        points=columns.index("points") if pointed else None,
    )
    said, where = _texts(lines, first + 1, end, places)
    stated = heading.whole("num_votes")
    cast = sum(said.values())
    if stated != cast:
        zh, en = f"写着 {stated} 张选票，表里有 {cast} 张", f"it says {stated} votes, the table has {cast}"
        raise heading.refuse("num_votes", zh, en)
    known = {option.key: option for option in options}
    reading = _Checking(lines=lines, where=where, places=places, heading=heading, known=known, limits=limits)
    if pointed:
        return _pointed(said, reading)
    return _unpointed(said, reading, is_ranked=heading.kind == "ordinal")


def _pointed(said: Counter[tuple[str, str]], checking: "_Checking") -> Sheets:
    filled: Counter[Filled] = Counter()
    for texts, times in said.items():
        filled[by_key(*checking.filled(texts))] += times
    return sheets_of(filled)


def _unpointed(said: Counter[tuple[str, str]], checking: "_Checking", *, is_ranked: bool) -> Sheets:
    filled: Counter[tuple[str, ...]] = Counter()
    for texts, times in said.items():
        choices = _plain(texts[0], checking.known, checking.limits) or checking.filled(texts)[0]
        filled[choices if is_ranked else tuple(sorted(choices))] += times
    return unpointed_sheets_of(filled)


def _plain(vote: str, known: Mapping[str, Option], limits: Limits) -> tuple[str, ...] | None:
    """A sheet without points that plainly keeps every bound; None where it has to be looked at."""
    choices = tuple(vote.split(","))
    number = len(choices)
    if limits.most_cost is not None or number < limits.least_choices:
        return None
    if limits.most_choices is not None and number > limits.most_choices:
        return None
    return choices if known.keys() >= (named := set(choices)) and len(named) == number else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Checking:
    lines: Lines
    where: Mapping[tuple[str, str], int]
    places: "_Places"
    heading: Heading
    known: Mapping[str, Option]
    limits: Limits

    def filled(self, texts: tuple[str, str]) -> Filled:
        """What a sheet says, every bound looked at."""
        reading = _Reading(lines=self.lines, at=self.where[texts], places=self.places)
        ballot = reading.ballot(*texts, self.known)
        try:
            check_ballot(ballot, kind=self.heading.kind, options=self.known, limits=self.limits)
        except Refused as refused:
            why = refused.params["why"]
            zh, en = f"这张选票不合规定：{why.zh}", f"this ballot breaks the rules: {why.en}"
            raise self.lines.refuse(reading.at, reading.starts()[self.places.vote], zh, en) from None
        return ballot.choices, ballot.points


@dataclass(frozen=True, kw_only=True, slots=True)
class _Places:
    width: int
    voter: int
    vote: int
    points: int | None


def _texts(
    lines: Lines, first: int, end: int, places: _Places
) -> tuple[Counter[tuple[str, str]], dict[tuple[str, str], int]]:
    """How often each vote (and points) is written, and a line where it is. The one loop over every voter."""
    said: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], int] = {}
    voters: dict[str, int] = {}
    texts = lines.lines
    for at in range(first, end):
        line = texts[at]
        fields = list(fields_of(lines, at)[0]) if '"' in line else line.split(";")
        if len(fields) != places.width:
            if not line.strip():
                continue
            zh = f"这一行有 {len(fields)} 格，表头有 {places.width} 格"
            en = f"this line has {len(fields)} fields, the header has {places.width}"
            raise lines.refuse(at, len(line) + 1, zh, en)
        voter = fields[places.voter]
        if voter in voters:
            zh, en = (
                f"投票人“{voter}”第 {voters[voter] + 1} 行已经投过",
                f"voter “{voter}” already voted on line {voters[voter] + 1}",
            )
            raise lines.refuse(at, 1, zh, en)
        voters[voter] = at
        key = (fields[places.vote], "" if places.points is None else fields[places.points])
        said[key] += 1
        if key not in where:
            where[key] = at
    return said, where


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """One line being read, for saying where."""

    lines: Lines
    at: int
    places: _Places

    def starts(self) -> tuple[int, ...]:
        return fields_of(self.lines, self.at)[1]

    def ballot(self, vote: str, points: str, known: Mapping[str, Option]) -> Ballot:
        choices = tuple(vote.split(",")) if vote.strip() else ()
        column = self.starts()[self.places.vote]
        for place, key in enumerate(choices):
            if key not in known or key in choices[:place]:
                here = column + sum(len(before) + 1 for before in choices[:place])
                twice = key in known
                zh = f"项目“{key}”在这张选票上写了两次" if twice else f"没有“{key}”这个项目"
                en = f"project “{key}” stands twice on this ballot" if twice else f"there is no project “{key}”"
                raise self.lines.refuse(self.at, here, zh, en)
        return Ballot(choices=choices, points=self._points(points, len(choices)))

    def _points(self, points: str, wanted: int) -> tuple[int, ...]:
        if self.places.points is None:
            return ()
        column = self.starts()[self.places.points]
        given = points.split(",") if points.strip() else []
        if len(given) != wanted:
            zh, en = (
                f"选了 {wanted} 项，打了 {len(given)} 个分",
                f"{wanted} projects are chosen and {len(given)} points given",
            )
            raise self.lines.refuse(self.at, column, zh, en)
        for place, one in enumerate(given):
            if not POINTS.fullmatch(one.strip()):
                here = column + sum(len(before) + 1 for before in given[:place])
                raise self.lines.refuse(
                    self.at, here, f"分数应是整数，不是“{one}”", f"points are whole numbers, not “{one}”"
                )
        return tuple(int(one) for one in given)
