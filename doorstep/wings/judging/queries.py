"""Reads rounds and what was answered: counts by grade and by how it was asked, with n and an interval; never who."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from doorstep.kernel.shares import Share, share
from doorstep.store.cases import sheets, towns
from doorstep.wings.judging.models import Round, Visit
from doorstep.wings.judging.rules import FILE, Judging, read_judging, score

COUNTED = "SELECT round_id, way, is_sampled, overall, count(*) FROM judging_answer WHERE round_id = ANY(%s) GROUP BY 1, 2, 3, 4"
INDICATED = """
SELECT g.key, g.value, count(*) FROM judging_answer a, LATERAL jsonb_each_text(a.grades) g WHERE a.round_id = %s GROUP BY 1, 2
"""
PAGE = 60


@lru_cache(maxsize=16)
def _read(path: Any, changed: float) -> Judging:
    return read_judging(path)


def judging() -> Judging:
    """The rules of the jurisdiction served."""
    path = towns.pack().file(FILE)
    if path is None:
        raise FileNotFoundError(FILE)
    return _read(path, path.stat().st_mtime)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Answers by how they were asked: `how` is sampled, open, or paper (open, on paper)."""

    how: str
    satisfied: Share
    grades: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A round with its answers so far."""

    round: Round
    all: Share
    by: tuple[Asked, ...]
    grades: Mapping[str, int]

    @property
    def n(self) -> int:
        return self.all.n


def results(rounds: Sequence[Round]) -> list[Result]:
    """One statement for all of them."""
    rows = sheets.run(COUNTED, [[one.pk for one in rounds]]) if rounds else []
    return [_result(one, [row for row in rows if row[0] == one.pk]) for one in rounds]


def _result(one: Round, rows: Sequence[Sequence[Any]]) -> Result:
    by: dict[str, dict[str, int]] = {}
    for _, way, is_sampled, overall, count in rows:
        how = "sampled" if is_sampled else "paper" if way == "paper" else "open"
        counts = by.setdefault(how, {})
        counts[overall] = counts.get(overall, 0) + count
    grades: dict[str, int] = {}
    for counts in by.values():
        for code, count in counts.items():
            grades[code] = grades.get(code, 0) + count
    order = [how for how in ("sampled", "open", "paper") if how in by]
    parts = tuple(Asked(how=how, satisfied=_satisfied(by[how]), grades=by[how]) for how in order)
    return Result(round=one, all=_satisfied(grades), by=parts, grades=grades)


def _satisfied(grades: Mapping[str, int]) -> Share:
    return share(satisfied_in(grades), sum(grades.values()))


def satisfied_in(grades: Mapping[str, int]) -> int:
    """How many of these answers say satisfied."""
    known = judging().grades
    return sum(count for code, count in grades.items() if code in known and known[code].satisfied)


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
    rules = judging()
    return counted, score(rules.system(one.system, one.version), rules.grades, counted)


def visits_of(round_ids: Sequence[int], *, is_public: bool) -> list[Visit]:
    """What was seen, newest first."""
    rows = Visit.objects.filter(round_id__in=round_ids).order_by("-visited_on", "-id")
    return list((rows.filter(is_public=True) if is_public else rows)[:PAGE])


def all_answers() -> Result | None:
    """Over every round that is over: satisfaction with the n of all."""
    over = list(Round.objects.defer("roll").exclude(closed_at=None))
    if not over:
        return None
    rows = [(0, *row[1:]) for row in sheets.run(COUNTED, [[one.pk for one in over]])]
    return _result(over[0], rows)
