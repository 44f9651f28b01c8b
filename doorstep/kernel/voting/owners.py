"""Owners' votes 业主共同决定 (Civil Code §278): the roll by area and by heads, and what the marks add up to. Exact; refuses what counts twice.

Areas follow the register, else the survey, else the contract; a unit is one head, all units of one buyer together one head, all
that the developer has not sold or handed over together one head (Supreme People's Court on ownership of units, §§8–9).
Joint owners of a unit are one head; they are one with another unit only where the same persons own it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import Literal

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting.thresholds import Count, Line, Measure, Template, Verdict, judge
from doorstep.kernel.words import Words

Mark = Literal["yes", "no", "abstain"]
MARKS: tuple[Mark, ...] = ("yes", "no", "abstain")
DEVELOPER = "developer"
Head = tuple[str, ...]
Areas = dict[Mark | None, Fraction]  # by what their owners said; None for those who stayed away


class RollRefused(Refusal):
    """业主名册有问题，不能据此表决：%(why)s。"""

    status = 422


class MarksRefused(Refusal):
    """表决票有问题，一张都没有计：%(why)s。"""

    status = 422


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnedUnit:
    """A unit 专有部分. Areas in square metres, exactly; `owners` opaque keys, empty while the developer holds it.

    `claimed`: another area that somebody claims; it never decides, but the verdict is also worked out with it.
    """

    key: str
    owners: tuple[str, ...] = ()
    registered: Fraction | None = None
    measured: Fraction | None = None
    contracted: Fraction | None = None
    claimed: Fraction | None = None

    @property
    def area(self) -> Fraction | None:
        """The area that counts, None where nothing is on record."""
        known = (area for area in (self.registered, self.measured, self.contracted) if area is not None)
        return next(known, None)

    @property
    def head(self) -> Head:
        """Who is one head by it."""
        return tuple(sorted(set(self.owners))) or (DEVELOPER,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Roll:
    """All units of a building district, frozen. Raises RollRefused for a unit twice or without an area."""

    units: tuple[OwnedUnit, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for unit in self.units:
            if unit.key in seen:
                raise RollRefused(why=Words(zh=f"“{unit.key}”出现了两次", en=f"“{unit.key}” appears twice"))
            seen.add(unit.key)
            if unit.area is None or unit.area <= 0:
                raise RollRefused(why=Words(zh=f"“{unit.key}”没有面积", en=f"“{unit.key}” has no area"))
            if unit.claimed is not None and unit.claimed <= 0:
                raise RollRefused(
                    why=Words(
                        zh=f"“{unit.key}”主张的面积不是正数", en=f"the area claimed for “{unit.key}” is not positive"
                    )
                )
        if not self.units:
            raise RollRefused(why=Words(zh="一套房也没有", en="there is no unit at all"))

    @property
    def heads(self) -> dict[Head, tuple[OwnedUnit, ...]]:
        """The units of each head."""
        found: dict[Head, list[OwnedUnit]] = {}
        for unit in self.units:
            found.setdefault(unit.head, []).append(unit)
        return {head: tuple(units) for head, units in sorted(found.items())}


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnersVerdict:
    """The verdict, the counts behind it, and whether any settlement of the disputed areas could change it."""

    verdict: Verdict
    counts: Mapping[Measure, Count]
    disputed: tuple[str, ...]
    holds_either_way: bool


def decide_by_owners(roll: Roll, marks: Mapping[str, Mark], template: Template) -> OwnersVerdict:
    """`marks` by unit key. One mark of an owner speaks for all that owner's units; two that differ are refused.

    Raises MarksRefused for an unknown unit, an unknown mark or a head that says two things; TemplateOpen, CountMissing.
    """
    by_head = _by_head(roll, marks)
    counts = count_owners(roll, by_head)
    verdict = judge(template, counts)
    disputed = tuple(unit.key for unit in roll.units if unit.claimed is not None)
    others = _settlements(template, roll, by_head) if disputed else ()
    return OwnersVerdict(
        verdict=verdict,
        counts=counts,
        disputed=disputed,
        holds_either_way=all(judge(template, other).agreed == verdict.agreed for other in others),
    )


def _by_head(roll: Roll, marks: Mapping[str, Mark]) -> dict[Head, Mark]:
    heads = {unit.key: unit.head for unit in roll.units}
    found: dict[Head, Mark] = {}
    for key, mark in sorted(marks.items()):
        if key not in heads:
            raise MarksRefused(why=Words(zh=f"名册里没有“{key}”", en=f"“{key}” is not on the roll"))
        if mark not in MARKS:
            raise MarksRefused(
                why=Words(
                    zh=f"“{key}”填的“{mark}”不是同意、不同意或弃权",
                    en=f"“{mark}” for “{key}” is neither yes, no nor abstain",
                )
            )
        if found.setdefault(heads[key], mark) != mark:
            raise MarksRefused(
                why=Words(
                    zh=f"“{key}”的业主名下几套房填得不一样", en=f"the owner of “{key}” marked several units differently"
                )
            )
    return found


def count_owners(roll: Roll, marks: Mapping[Head, Mark]) -> dict[Measure, Count]:
    """By area and by heads."""
    areas: Areas = dict.fromkeys((*MARKS, None), Fraction(0))
    heads: Areas = dict.fromkeys((*MARKS, None), Fraction(0))
    for head, units in roll.heads.items():
        mark = marks.get(head)
        heads[mark] += 1
        areas[mark] += sum((unit.area or Fraction(0) for unit in units), Fraction(0))
    return {"area": _count(areas), "heads": _count(heads)}


def _settlements(template: Template, roll: Roll, marks: Mapping[Head, Mark]) -> Iterator[dict[Measure, Count]]:
    """Counts for every settlement that matters: the disputed areas of those who agree, refuse, abstain and stay away, each group at
    the least or the most that is claimed, and one group anywhere between, where it crosses a line of the template.

    A quorum wants more of those who refuse, an approval fewer: between the two extremes lies what neither side alone would choose."""
    heads = count_owners(roll, marks)["heads"]
    least: Areas = dict.fromkeys((*MARKS, None), Fraction(0))
    most: Areas = dict(least)
    for head, units in roll.heads.items():
        for unit in units:
            area = unit.area or Fraction(0)
            claimed = area if unit.claimed is None else unit.claimed
            least[marks.get(head)] += min(area, claimed)
            most[marks.get(head)] += max(area, claimed)
    lines = [(line, True) for line in template.quorum] + [(line, False) for line in template.approval]
    asked = [(line, is_quorum) for line, is_quorum in lines if line.measure == "area"]
    for ends in product((least, most), repeat=len(least)):
        corner = {mark: end[mark] for mark, end in zip(least, ends, strict=True)}
        for mark in (mark for mark, end in zip(least, ends, strict=True) if end is least):
            low, high = _count(corner), _count({**corner, mark: most[mark]})
            crossed = [_crossing(line, low, high, is_quorum=is_quorum) for line, is_quorum in asked]
            parts = sorted({Fraction(0), Fraction(1), *(part for part in crossed if part is not None)})
            between = [(first + second) / 2 for first, second in pairwise(parts)]
            for part in (*parts, *between):
                settled = _count({**corner, mark: least[mark] + part * (most[mark] - least[mark])})
                yield {"area": settled, "heads": heads}


def _crossing(line: Line, low: Count, high: Count, *, is_quorum: bool) -> Fraction | None:
    """How far from one count to the other the line is met exactly; None where it is not crossed on the way."""
    first, last = (
        (count.present if is_quorum else count.yes) - line.share * count.base(line.base) for count in (low, high)
    )
    return first / (first - last) if first * last < 0 else None


def _count(sums: Areas) -> Count:
    present = sums["yes"] + sums["no"] + sums["abstain"]
    return Count(all=present + sums[None], present=present, yes=sums["yes"], no=sums["no"])
