"""Reads votes.toml: templates of meetings, each with its source and version.

Refuses a figure without source, a template without figures, and one that would need two rolls to be counted.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.voting.thresholds import BASES, MEASURES, ROLL_MEASURES, Base, Line, Measure, Template
from doorstep.kernel.words import Words

FILE = "votes.toml"
SHARE = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")
MOST_DAYS = 365


def read_templates(path: Path, under: Mapping[str, Template] | None = None) -> Mapping[str, Template]:
    """Templates by name, laid over those of the common pack; one that decides otherwise than the common one of its name says so
    with `overrides = true`. Raises PackError."""
    page = read_toml(path)
    found = [_template(row, under or {}) for row in page.tables("template", known_by="name", required=True)]
    page.refuse_the_rest()
    page.settle()
    return {**(under or {}), **{one.name: one for one in found}}


def _template(row: Table, under: Mapping[str, Template]) -> Template:
    _check_override(row, under)
    is_open = row.flag("is_open", default=False)
    by: list[str] = []  # what the lines before asked of the roll
    quorum = tuple(_line(one, by) for one in row.tables("quorum"))
    approval = tuple(_line(one, by) for one in row.tables("approval"))
    if is_open and (quorum or approval):
        row.fault(
            "is_open", "已经写了数字就不再是待定；删掉 is_open", "figures are given, so it is not open; delete is_open"
        )
    if not is_open and not approval:
        row.fault(
            "approval",
            "没有写多少算通过；加一组 [[template.approval]]，或写 is_open = true",
            "what counts as agreed is missing; add [[template.approval]], or write is_open = true",
        )
    found = Template(
        name=row.name_of("name"),
        title=row.words("title"),
        source=row.words("source"),
        version=row.maybe("version", row.day),
        quorum=quorum,
        approval=approval,
        matters=tuple(_matter(one) for one in row.tables("matter")),
        notice_days=row.maybe("notice_days", lambda key: row.whole(key, least=0, most=MOST_DAYS)),
        publish_days=row.maybe("publish_days", lambda key: row.whole(key, least=0, most=MOST_DAYS)),
        is_open=is_open,
        note=row.maybe("note", row.words),
    )
    row.refuse_the_rest()
    return found


def _check_override(row: Table, under: Mapping[str, Template]) -> None:
    overrides, common = row.flag("overrides", default=False), under.get(row.name_of("name"))
    if common and not overrides:
        row.fault(
            "name",
            f"通用的机制包里已经有这个模板（{common.source.zh}）；换一个 name，或者写 overrides = true 和自己的依据 source",
            f"the common pack has this template ({common.source.en}); take another name, or write overrides = true and a source",
        )
    if overrides and not common:
        row.fault(
            "overrides",
            "通用的机制包里没有这个名字的模板，没有什么可代替；删掉 overrides",
            "the common pack has no template of this name to override; delete overrides",
        )


def _matter(row: Table) -> Words:
    found = row.words("label")
    row.refuse_the_rest()
    return found


def _line(row: Table, by: list[str]) -> Line:
    strict = "more_than" in row
    key = "more_than" if strict else "at_least"
    if strict and "at_least" in row:
        row.asked.add("at_least")
        row.fault("at_least", "at_least 和 more_than 只写一个", "write at_least or more_than, not both")
    found = Line(
        measure=cast(Measure, row.one_of("measure", MEASURES)),
        base=cast(Base, row.one_of("of", BASES)),
        share=_share(row, key),
        is_strict=strict,
    )
    _check_roll(row, found.measure, by)
    row.refuse_the_rest()
    return found


def _check_roll(row: Table, measure: Measure, by: list[str]) -> None:
    """A line of the roll is a person, a household or a member: one template counts one of them. Areas stand beside owners' heads."""
    if measure not in ROLL_MEASURES:
        return
    if by and measure != by[0]:
        row.fault(
            "measure",
            f"前面按 {by[0]} 计，这里按 {measure} 计：一份名册只数得出一样，按哪一样开会就写哪一个模板，分成两个",
            f"lines before count {by[0]}, this one {measure}: one roll counts one of them; write a template for each way to meet",
        )
    by.append(measure)


def _share(row: Table, key: str) -> Fraction:
    said = row.text(key)
    match = SHARE.fullmatch(said)
    if match and int(match[1]) <= int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    if said:
        row.fault(key, f'写成分数，例如 "2/3"，不是“{said}”', f'write a fraction such as "2/3", not “{said}”')
    return Fraction(1)
