"""A template as it stood when a vote by it was announced: written down as JSON, and read again at the count. What is written later in
votes.toml changes no announced vote."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any

from doorstep.kernel.voting.thresholds import ROLL_MEASURES, Line, Template
from doorstep.kernel.words import Words


def frozen(template: Template) -> dict[str, Any]:
    """What decides, and what it is called and rests on; exact fractions as text."""
    days = {"notice_days": template.notice_days, "publish_days": template.publish_days}
    return {
        "name": template.name,
        "title": _said(template.title),
        "source": _said(template.source),
        "version": template.version.isoformat() if template.version else "",
        "quorum": [_line(one) for one in template.quorum],
        "approval": [_line(one) for one in template.approval],
        **{name: count for name, count in days.items() if count is not None},
    }


def thawed(written: Mapping[str, Any]) -> Template:
    """The template that was written down."""
    approval = tuple(_read(one) for one in written["approval"])
    return Template(
        name=written["name"],
        title=Words(**written["title"]),
        source=Words(**written["source"]),
        version=date.fromisoformat(written["version"]) if written["version"] else None,
        quorum=_quorum(written["quorum"], approval),
        approval=approval,
        notice_days=written.get("notice_days"),
        publish_days=written.get("publish_days"),
    )


def _quorum(written: Sequence[Any], approval: tuple[Line, ...]) -> tuple[Line, ...]:
    """Earlier announcements hold a list of ways, one of which was enough, though the roll could show one of them alone: the one by
    what its approval is counted by. The others (households, beside a roll of people) were never counted and let nothing pass."""
    if not any(isinstance(one, list) for one in written):
        return tuple(_read(one) for one in written)
    ways = [tuple(_read(one) for one in way) for way in written]
    by_roll = {line.measure for line in approval} & set(ROLL_MEASURES)
    shown = [way for way in ways if {line.measure for line in way} & set(ROLL_MEASURES) <= by_roll]
    return tuple(chain.from_iterable(shown or ways))


def _said(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _line(one: Line) -> dict[str, Any]:
    return {"measure": one.measure, "of": one.base, "more_than" if one.is_strict else "at_least": str(one.share)}


def _read(written: Mapping[str, Any]) -> Line:
    is_strict = "more_than" in written
    share = Fraction(written["more_than" if is_strict else "at_least"])
    return Line(measure=written["measure"], base=written["of"], share=share, is_strict=is_strict)
