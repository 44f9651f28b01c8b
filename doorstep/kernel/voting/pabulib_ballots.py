"""The VOTES section of a .pb file. Refuses a ballot for an unknown project, a voter twice, points that do not fit, bounds broken.

What a ballot’s points or costs sum up to is another matter in files of others: the format’s own checker only warns of sums beyond META
(costs may have been corrected since), and the city counted. So do we, and note it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from typing import Any

from doorstep.kernel.voting.election import Ballot, Limits, Option, check_ballot
from doorstep.kernel.voting.election import BallotRefused as Refused
from doorstep.kernel.voting.pabulib_heads import Heading, expect_columns
from doorstep.kernel.voting.pabulib_lines import Lines, PabulibRefused, fields_of, is_blank, within
from doorstep.kernel.voting.sheets import Filled, Sheets, by_key, sheets_of, unpointed_sheets_of
from doorstep.kernel.words import Words

POINTS = re.compile(r"(-?\d{1,7})(\.0+)?")
WEIGHT = "vote_strength"
PLAIN_WEIGHT = re.compile(r"(1(\.0*)?)?")
BLOCK = 4096
NO_SUMS: dict[str, Any] = dict.fromkeys(("least_sum", "most_sum", "least_cost", "most_cost"))
Texts = tuple[str, str]


def read_ballots(
    lines: Lines, first: int, end: int, heading: Heading, options: tuple[Option, ...], limits: Limits
) -> tuple[Sheets, Words | None]:
    """The ballots, those that say the same as one, and what is to be noted of them. Raises PabulibRefused."""
    pointed = heading.kind in ("cumulative", "scoring")
    columns = expect_columns(lines, first, end, "VOTES", ("voter_id", "vote", *(("points",) if pointed else ())))
    places = _Places(
        width=len(columns),
        voter=columns.index("voter_id"),
        vote=columns.index("vote"),
        points=columns.index("points") if pointed else None,
    )
    if WEIGHT in columns:
        _check_weights(lines, range(first + 1, end), places, columns.index(WEIGHT))
    said = _texts(lines, first + 1, end, places)
    stated = heading.whole("num_votes")
    cast = sum(said.values())
    if stated != cast:
        zh, en = f"写着 {stated} 张选票，表里有 {cast} 张", f"it says {stated} votes, the table has {cast}"
        raise heading.refuse("num_votes", zh, en)
    known = {option.key: option for option in options}
    reading = _Checking(
        lines=lines, rows=range(first + 1, end), places=places, heading=heading, known=known, limits=limits
    )
    sheets = _pointed(said, reading) if pointed else _unpointed(said, reading, is_ranked=heading.kind == "ordinal")
    return sheets, reading.noted(said)


def _check_weights(lines: Lines, rows: range, places: "_Places", weight: int) -> None:
    """Raises PabulibRefused for a ballot that counts more than once: no rule of ours weighs ballots."""
    for at in rows:
        fields, starts = fields_of(lines, at)
        if weight < len(fields) == places.width and not PLAIN_WEIGHT.fullmatch(fields[weight].strip()):
            zh = f"这张选票按 {fields[weight].strip()} 张计，选票带权数的还不会计"
            en = f"this ballot counts {fields[weight].strip()} times; weighted ballots cannot be counted yet"
            raise lines.refuse(at, starts[weight], zh, en)


def _pointed(said: Counter[Texts], checking: "_Checking") -> Sheets:
    filled: Counter[Filled] = Counter()
    for texts, times in said.items():
        filled[by_key(*checking.filled(texts))] += times
    return sheets_of(filled)


def _unpointed(said: Counter[Texts], checking: "_Checking", *, is_ranked: bool) -> Sheets:
    filled: Counter[tuple[str, ...]] = Counter()
    for texts, times in said.items():
        choices = _plain(texts[0], checking.known, checking.limits) or checking.filled(texts)[0]
        filled[choices if is_ranked else tuple(sorted(choices))] += times
    return unpointed_sheets_of(filled)


def _plain(vote: str, known: Mapping[str, Option], limits: Limits) -> tuple[str, ...] | None:
    """A sheet without points that plainly keeps every bound; None where it has to be looked at."""
    choices = tuple(vote.split(","))
    number = len(choices)
    if limits.most_cost is not None or limits.least_cost is not None or number < limits.least_choices:
        return None
    if limits.most_choices is not None and number > limits.most_choices:
        return None
    return choices if known.keys() >= (named := set(choices)) and len(named) == number else None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Checking:
    lines: Lines
    rows: range
    places: "_Places"
    heading: Heading
    known: Mapping[str, Option]
    limits: Limits
    beyond: list[Texts] = field(default_factory=list)

    def filled(self, texts: Texts) -> Filled:
        """What a sheet says, every bound looked at."""
        reading = _Reading(lines=self.lines, line=partial(self._line, texts), places=self.places)
        ballot = reading.ballot(*texts, self.known)
        refused = self._refused(ballot, self.limits)
        if refused and self.heading.convention == "pabulib":
            refused = self._refused(ballot, replace(self.limits, **NO_SUMS))
            if not refused:
                self.beyond.append(texts)
        if refused:
            zh, en = f"这张选票不合规定：{refused.zh}", f"this ballot breaks the rules: {refused.en}"
            raise reading.refuse(self.places.vote, 0, zh, en)
        return ballot.choices, ballot.points

    def _refused(self, ballot: Ballot, limits: Limits) -> Words | None:
        try:
            check_ballot(ballot, kind=self.heading.kind, options=self.known, limits=limits)
        except Refused as refused:
            why: Words = refused.params["why"]
            return why
        return None

    def noted(self, said: Counter[Texts]) -> Words | None:
        """How many ballots sum up beyond what META says."""
        if not self.beyond:
            return None
        number, line = sum(said[texts] for texts in self.beyond), self._line(self.beyond[0]) + 1
        return Words(
            zh=f"有 {number} 张选票的总分或总造价超出 META 写的范围（头一张在第 {line} 行），照文件计入",
            en=f"{number} ballots sum up beyond what META says (the first on line {line}); counted as in the file",
        )

    def _line(self, texts: Texts) -> int:
        """Where it is first written: only asked for what is refused."""
        for at in self.rows:
            fields = within(fields_of(self.lines, at)[0], self.places.width, self.places.least)
            if len(fields) == self.places.width and _texts_of(fields, self.places) == texts:
                return at
        return self.rows.start


@dataclass(frozen=True, kw_only=True, slots=True)
class _Places:
    width: int
    voter: int
    vote: int
    points: int | None

    @property
    def least(self) -> int:
        """How many fields a line must have."""
        return 1 + max(self.voter, self.vote, self.points or 0)


def _texts(lines: Lines, first: int, end: int, places: _Places) -> Counter[Texts]:
    """How often each vote (and points) is written. Block by block; whatever is unusual is looked at line by line."""
    said: Counter[Texts] = Counter()
    voters: set[str] = set()
    while end > first and is_blank(lines.lines[end - 1]):  # nearly every file ends with one
        end -= 1
    vote, points = itemgetter(places.vote), itemgetter(places.vote if places.points is None else places.points)
    for start in range(first, end, BLOCK):
        block = lines.lines[start : min(start + BLOCK, end)]
        rows = [line.split(";") for line in block]
        named = [row[places.voter] for row in rows if len(row) == places.width]
        before = len(voters)
        voters.update(named)
        if len(named) < len(block) or len(voters) - before < len(block) or any('"' in line for line in block):
            return _texts_one_by_one(lines, first, end, places)
        said.update(zip(map(vote, rows), map(points, rows), strict=True))
    return said


def _texts_one_by_one(lines: Lines, first: int, end: int, places: _Places) -> Counter[Texts]:
    said: Counter[Texts] = Counter()
    voters: dict[str, int] = {}
    for at in range(first, end):
        if is_blank(lines.lines[at]):
            continue
        fields, starts = fields_of(lines, at)
        fields = within(fields, places.width, places.least)
        if len(fields) != places.width:
            zh = f"这一行有 {len(fields)} 格，表头有 {places.width} 格"
            en = f"this line has {len(fields)} fields, the header has {places.width}"
            raise lines.refuse(at, starts[min(len(fields), places.width) - 1], zh, en)
        voter = fields[places.voter]
        if voter in voters:
            zh = f"投票人“{voter}”第 {voters[voter] + 1} 行已经投过"
            en = f"voter “{voter}” already voted on line {voters[voter] + 1}"
            raise lines.refuse(at, starts[places.voter], zh, en)
        voters[voter] = at
        said[_texts_of(fields, places)] += 1
    return said


def _texts_of(fields: Sequence[str], places: _Places) -> Texts:
    return fields[places.vote], fields[places.vote if places.points is None else places.points]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """One sheet being read; `line` finds where it stands when something is wrong with it."""

    lines: Lines
    line: Callable[[], int]
    places: _Places

    def refuse(self, field: int, before: int, zh: str, en: str) -> PabulibRefused:
        """At so many characters into a field."""
        at = self.line()
        return self.lines.refuse(at, fields_of(self.lines, at)[1][field] + before, zh, en)

    def ballot(self, vote: str, points: str, known: Mapping[str, Option]) -> Ballot:
        """The sheet, its options known and each there once."""
        choices = tuple(part.strip() for part in vote.split(",")) if vote.strip() else ()
        for place, key in enumerate(choices):
            if not key:
                zh, en = "两个逗号之间没有项目编号", "no project stands between two commas"
                raise self.refuse(self.places.vote, _before(choices, place), zh, en)
            if key not in known or key in choices[:place]:
                twice = key in known
                zh = f"项目“{key}”在这张选票上写了两次" if twice else f"没有“{key}”这个项目"
                en = f"project “{key}” stands twice on this ballot" if twice else f"there is no project “{key}”"
                raise self.refuse(self.places.vote, _before(choices, place), zh, en)
        return Ballot(choices=choices, points=self._points(points, len(choices)))

    def _points(self, points: str, wanted: int) -> tuple[int, ...]:
        field = self.places.points
        if field is None:
            return ()
        given = points.split(",") if points.strip() else []
        if len(given) != wanted:
            zh = f"选了 {wanted} 项，打了 {len(given)} 个分"
            raise self.refuse(field, 0, zh, f"{wanted} projects are chosen and {len(given)} points given")
        for place, one in enumerate(given):
            if not POINTS.fullmatch(one.strip()):
                zh, en = f"分数应是整数，不是“{one}”", f"points are whole numbers, not “{one}”"
                raise self.refuse(field, _before(given, place), zh, en)
        return tuple(int(one.partition(".")[0]) for one in given)


def _before(parts: Sequence[str], place: int) -> int:
    return sum(len(part) + 1 for part in parts[:place])
