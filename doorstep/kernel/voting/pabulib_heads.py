"""The META section of a .pb file: what kind of vote, which budget, which bounds. Refuses what is missing, twice, or no number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from doorstep.kernel.faults import suggestion
from doorstep.kernel.voting.election import Convention, Kind, Limits, kind_named
from doorstep.kernel.voting.pabulib_lines import Lines, PabulibRefused, fields_of, is_blank, within

BORDA = "borda"
ONE = "choose-1"  # approval of at most one
VOTE_TYPES = ("approval", "ordinal", "cumulative", "scoring", ONE)
NEEDED = ("num_projects", "num_votes", "budget", "vote_type")
AMOUNT = re.compile(r"\d{1,15}(\.\d{0,18})?")
OURS = ("doorstep_rule", "doorstep_convention")  # written by us: counted as our sheets are
WHOLE = re.compile(r"(-?\d{1,9})(\.0+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """META as written, and the line of each key."""

    meta: Mapping[str, str]
    lines: Mapping[str, int]
    columns: Mapping[str, int]
    source: Lines

    @property
    def vote_type(self) -> str:
        """As the format calls it."""
        return self.meta["vote_type"].strip().lower()

    @property
    def kind(self) -> Kind:
        """The kind of ballot."""
        return "approval" if self.vote_type == ONE else kind_named(self.vote_type)

    @property
    def convention(self) -> Convention:
        """How its ballots are counted."""
        return "sheet" if any(self.meta.get(key, "").strip() for key in OURS) else "pabulib"

    def refuse(self, key: str, zh: str, en: str) -> PabulibRefused:
        """A refusal at the value of a key."""
        return self.source.refuse(self.lines[key], self.columns[key], zh, en)

    def whole(self, key: str) -> int | None:
        """A whole number, None where it is not written."""
        said = self.meta.get(key, "").strip()
        if not said:
            return None
        if (read := WHOLE.fullmatch(said)) is None:
            raise self.refuse(key, f"{key} 应是整数，不是“{said}”", f"{key} must be a whole number, not “{said}”")
        return int(read[1])

    def limits(self, per_unit: int) -> Limits:
        """What a ballot must keep to."""
        return Limits(
            least_choices=self.whole("min_length") or 0,
            most_choices=1 if self.vote_type == ONE else self.whole("max_length"),
            least_sum=self.whole("min_sum_points"),
            most_sum=self.whole("max_sum_points"),
            least_points=self.whole("min_points"),
            most_points=self.whole("max_points"),
            least_cost=self._amount("min_sum_cost", per_unit),
            most_cost=self._amount("max_sum_cost", per_unit),
        )

    def _amount(self, key: str, per_unit: int) -> int | None:
        said = self.meta.get(key, "").strip()
        if said and not AMOUNT.fullmatch(said):
            raise self.refuse(key, f"不是金额：“{said}”", f"not an amount: “{said}”")
        return smallest(said, per_unit) if said else None


def read_heading(lines: Lines, first: int, end: int) -> Heading:
    """META. Raises PabulibRefused."""
    expect_columns(lines, first, end, "META", ("key", "value"))
    meta: dict[str, str] = {}
    where: dict[str, int] = {}
    columns: dict[str, int] = {}
    for at in range(first + 1, end):
        if is_blank(lines.lines[at]):
            continue
        fields, starts = fields_of(lines, at)
        fields = within(fields, 2)
        key = fields[0].strip()
        if len(fields) != 2:
            zh = f"META 的一行应是“键;值”，这里有 {len(fields)} 格"
            raise lines.refuse(at, starts[-1], zh, f"a line of META is “key;value”, here are {len(fields)} fields")
        if key in meta:
            zh, en = f"“{key}”第 {where[key] + 1} 行已经写过", f"“{key}” is already on line {where[key] + 1}"
            raise lines.refuse(at, 1, zh, en)
        meta[key], where[key], columns[key] = fields[1], at, starts[1]
    heading = Heading(meta=meta, lines=where, columns=columns, source=lines)
    _check(heading, lines, first)
    return heading


def _check(heading: Heading, lines: Lines, first: int) -> None:
    for key in NEEDED:
        if not heading.meta.get(key, "").strip():
            raise lines.refuse(first, 1, f"META 里缺少“{key}”", f"META lacks “{key}”")
    if heading.vote_type not in VOTE_TYPES:
        zh, en = suggestion(heading.vote_type, VOTE_TYPES)
        raise heading.refuse(
            "vote_type",
            f"没有“{heading.vote_type}”这种选票；{zh}",
            f"there is no vote type “{heading.vote_type}”; {en}",
        )
    scoring = heading.meta.get("scoring_fn", "").strip()
    if heading.kind == "ordinal" and scoring and scoring.lower() != BORDA:
        raise heading.refuse(
            "scoring_fn",
            f"名次按“{scoring}”折成分，这样的选票还不会计，只会按 Borda",
            f"ranks become points by “{scoring}”; such ballots cannot be counted yet, only by Borda",
        )
    if (heading.whole("default_score") or 0) != 0 and heading.kind == "scoring":
        raise heading.refuse(
            "default_score",
            "没打分的项目另有默认分，这样的选票还不会计",
            "projects without points have a default score; such ballots cannot be counted yet",
        )


def expect_columns(lines: Lines, first: int, end: int, section: str, needed: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a section's columns. Raises PabulibRefused for one missing or twice."""
    if first >= end:
        raise lines.refuse(end - 1, 1, f"{section} 这一段没有内容", f"the section {section} has no content")
    names, starts = fields_of(lines, first)
    names = tuple(name.strip() for name in names)
    while names and not names[-1]:
        names = names[:-1]
    for name in needed:
        if name not in names:
            zh, en = f"{section} 的表头缺少“{name}”一列", f"the header of {section} lacks the column “{name}”"
            raise lines.refuse(first, 1, zh, en)
    for place, name in enumerate(names):
        if name in names[:place]:
            zh, en = f"“{name}”一列出现了两次", f"the column “{name}” appears twice"
            raise lines.refuse(first, starts[place], zh, en)
    return names


def smallest(said: str, per_unit: int) -> int:
    """An amount as written, in the smallest unit; the caller has checked that it is one."""
    whole, _, rest = said.partition(".")
    digits = len(str(per_unit)) - 1
    return int(whole) * per_unit + int((rest + "0" * digits)[:digits] or "0")
