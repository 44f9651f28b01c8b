"""Reads rounds and what was answered: counts by grade and by how it was asked, with n and an interval; never who."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from doorstep.kernel.judging import FILE, Judging, Law, read_judging, thawed
from doorstep.kernel.shares import Share, share
from doorstep.store.cases import sheets, towns
from doorstep.store.sealing import unseal
from doorstep.wings.judging.models import Answer, Round, Visit
from doorstep.wings.judging.rules import FEWEST_TOLD, score

COUNTED = "SELECT round_id, way, is_sampled, overall, count(*) FROM judging_answer WHERE round_id = ANY(%s) GROUP BY 1, 2, 3, 4"
INDICATED = """
SELECT g.key, g.value, count(*) FROM judging_answer a, LATERAL jsonb_each_text(a.grades) g WHERE a.round_id = %s GROUP BY 1, 2
"""
PAGE = 60
HOW = ("sampled", "open", "paper", "helped")


@lru_cache(maxsize=16)
def _read(path: Any, changed: float) -> Judging:
    return read_judging(path)


def judging() -> Judging:
    """The rules of the jurisdiction served, as they are now."""
    path = towns.pack().file(FILE)
    if path is None:
        raise FileNotFoundError(FILE)
    return _read(path, path.stat().st_mtime)


def law_of(one: Round) -> Law:
    """What this round is asked and counted by: as it was on the day it began."""
    if one.law:
        return thawed(one.law)
    now = judging()
    return Law(system=now.system(one.system, one.version), grades=now.grades, rule=now.rule, may_change=now.may_change)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Answers by how they were asked: `how` is sampled, or in an open round open (online), paper, helped (staff asked in person)."""

    how: str
    satisfied: Share


@dataclass(frozen=True, kw_only=True)
class Result:
    """A round with its answers so far. `ways`: how many came online, on paper, through a helper."""

    round: Round
    law: Law
    all: Share
    by: tuple[Asked, ...]
    grades: Mapping[str, int]
    ways: Mapping[str, int]

    @property
    def n(self) -> int:
        return self.all.n

    @property
    def is_told(self) -> bool:
        """Whether there are enough to say what was answered, beyond how many."""
        return self.n >= FEWEST_TOLD

    @property
    def is_how_told(self) -> bool:
        """Whether each answer may say how it was asked: not where that would point at very few."""
        groups = [part.satisfied.n for part in self.by] + [n for n in self.ways.values() if self.round.is_sampled]
        return self.is_told and min(groups) >= FEWEST_TOLD

    @property
    def is_small(self) -> bool:
        """Whether there are fewer than the rule wants before it proposes anything."""
        return self.n < self.law.rule.fewest


def results(rounds: Sequence[Round]) -> list[Result]:
    """One statement for all of them."""
    rows = sheets.run(COUNTED, [[one.pk for one in rounds]]) if rounds else []
    return [_result(one, [row[1:] for row in rows if row[0] == one.pk]) for one in rounds]


def how_asked(way: str, is_sampled: bool) -> str:
    """As `Asked.how`."""
    return "sampled" if is_sampled else way if way in HOW else "open"


def _result(one: Round, rows: Sequence[Sequence[Any]]) -> Result:
    law = law_of(one)
    by: dict[str, dict[str, int]] = {}
    grades, ways = dict[str, int](), dict[str, int]()
    for way, is_sampled, overall, count in rows:
        counts = by.setdefault(how_asked(way, is_sampled), {})
        for counted, key in ((counts, overall), (grades, overall), (ways, way)):
            counted[key] = counted.get(key, 0) + count
    parts = tuple(Asked(how=how, satisfied=_satisfied(by[how], law)) for how in HOW if how in by)
    return Result(round=one, law=law, all=_satisfied(grades, law), by=parts, grades=grades, ways=ways)


def _satisfied(grades: Mapping[str, int], law: Law) -> Share:
    return share(satisfied_in(grades, law), sum(grades.values()))


def satisfied_in(grades: Mapping[str, int], law: Law) -> int:
    """How many of these answers say satisfied."""
    return sum(count for code, count in grades.items() if code in law.grades and law.grades[code].satisfied)


def rounds_of(project_id: UUID) -> list[Round]:
    """Oldest first."""
    return list(Round.objects.defer("roll").filter(project_id=project_id).order_by("turn"))


def rounds(*, limit: int = PAGE, offset: int = 0) -> list[Round]:
    """Newest first."""
    return list(Round.objects.defer("roll").order_by("-made_at", "-id")[offset : offset + limit])


def round_of(code: str) -> Round | None:
    """By the code in its address."""
    return Round.objects.filter(code=code).first() if code.isascii() and code.isalnum() else None


def indicated(one: Round) -> tuple[dict[str, dict[str, int]], Fraction | None]:
    """By indicator, grades to answers; and the weighted score."""
    counted: dict[str, dict[str, int]] = {}
    for indicator, grade, count in sheets.run(INDICATED, [one.pk]):
        counted.setdefault(indicator, {})[grade] = count
    law = law_of(one)
    return counted, score(law.system, law.grades, counted)


def answers_of(one: Round, chosen: Mapping[str, str], *, limit: int, offset: int = 0) -> list[Answer]:
    """Answers in no order of time. `chosen`: how, way or overall to their value, an indicator's code to its grade."""
    rows = Answer.objects.filter(round=one).defer("words_cipher").order_by("key")
    for name, value in chosen.items():
        match name:
            case "how":
                rows = rows.filter(is_sampled=value == "sampled")
                rows = rows if value == "sampled" else rows.filter(way="online" if value == "open" else value)
            case "overall" | "way":
                rows = rows.filter(**{name: value})
            case indicator:
                rows = rows.filter(grades__contains={indicator: value})
    return list(rows[offset : offset + limit])


def words_of(one: Round) -> list[tuple[str, str]]:
    """What was written, with the grade over all; in no order of time. For whoever runs the round, once it is over."""
    found = Answer.objects.filter(round=one).exclude(words_cipher=None).order_by("key")
    return [(one.overall, unseal(bytes(one.words_cipher))) for one in found[:PAGE] if one.words_cipher]


def visits_of(round_ids: Sequence[int], *, is_public: bool) -> list[Visit]:
    """What was seen, newest first."""
    rows = Visit.objects.filter(round_id__in=round_ids).order_by("-visited_on", "-id")
    return list((rows.filter(is_public=True) if is_public else rows)[:PAGE])


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Over every round that is over: satisfaction with the n of all, and by how it was asked."""

    all: Share
    by: tuple[Asked, ...]


def all_answers() -> Whole | None:
    """Each round counted by its own law; None before there was one."""
    over = results(list(Round.objects.defer("roll").exclude(closed_at=None)))
    if not over:
        return None
    parts = [part for result in over for part in result.by]
    by = {how: [part.satisfied for part in parts if part.how == how] for how in HOW}
    return Whole(
        all=_sum([result.all for result in over]),
        by=tuple(Asked(how=how, satisfied=_sum(shares)) for how, shares in by.items() if shares),
    )


def _sum(shares: Sequence[Share]) -> Share:
    n = sum(one.n for one in shares)
    return share(round(sum((one.value or 0) * one.n for one in shares)), n)
