"""What a ballot page asks and what came back: ticks, ranks, points, or yes and no. Shapes only; whether it holds is the wing's to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorstep.doors.web.shapes import Option
from doorstep.kernel.voting import Ballot
from doorstep.kernel.words import Words
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.models import Option as Row
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.rules import ABSTAIN, APPROVAL, CONSENT, NO, POINTS, RANKS, YES, PointsUnreadable, RankTwice

MARKS = {"yes": YES, "no": NO, "abstain": ABSTAIN}
NAMES = {RANKS: "rank", POINTS: "points", CONSENT: "mark"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One option on the page: what it is, and what was filled in beside it ("" for nothing)."""

    key: str
    title: str
    cost: int
    where: Words | None
    kind: str
    value: str
    name: str

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.cost) / 100


def lines_of(options: Sequence[Row], form: str, typed: Mapping[str, str]) -> list[Line]:
    """The options in their published order."""
    return [
        Line(
            key=one.key,
            title=one.title,
            cost=one.cost,
            where=place_words(one.place),
            kind=one.kind,
            value=typed.get(one.key, ""),
            name=f"{NAMES.get(form, 'choice')}_{one.key}",
        )
        for one in options
    ]


def place_words(code: str) -> Words | None:
    """The place an option is at."""
    spot = atlas().get(code) if code in atlas() else None
    return atlas().label(spot.path) if spot else None


def typed_in(post: QueryDict, options: Sequence[Row], form: str) -> dict[str, str]:
    """What was filled in, by option; unknown names are kept so that they can be refused."""
    if form == APPROVAL:
        return dict.fromkeys((key[:20] for key in post.getlist("choice")[:1000]), "on")
    name = NAMES[form]
    return {one.key: post.get(f"{name}_{one.key}", "").strip()[:8] for one in options}


def ballot_from(typed: Mapping[str, str], form: str) -> Ballot:
    """Raises RankTwice, PointsUnreadable."""
    filled = {key: value for key, value in typed.items() if value}
    if form == APPROVAL:
        return Ballot(choices=tuple(sorted(filled)))
    if form == CONSENT:
        marked = {key: MARKS[value] for key, value in filled.items() if value in MARKS}
        return Ballot(choices=tuple(marked), points=tuple(marked.values()))
    numbers = {key: _whole(value) for key, value in filled.items()}
    if form == POINTS:
        given = {key: number for key, number in numbers.items() if number}
        return Ballot(choices=tuple(given), points=tuple(given.values()))
    ranks = sorted(numbers.values())
    if twice := [rank for rank in ranks if ranks.count(rank) > 1]:
        raise RankTwice(rank=twice[0])
    return Ballot(choices=tuple(sorted(numbers, key=numbers.__getitem__)))


def _whole(value: str) -> int:
    if not value.isdecimal():
        raise PointsUnreadable
    return int(value)


def how_words(poll: Poll, count: int) -> str:
    """How to fill it in, in one sentence."""
    match poll.form:
        case "approval":
            said = ngettext("最多选 %(most)s 项。", "最多选 %(most)s 项。", poll.most)
        case "ordinal":
            said = _("给最想要的排第 1，接着排第 2，最多排到第 %(most)s；不想要的空着。")
        case "cumulative":
            said = _("一共 %(most)s 分，想给谁几分就写几分；不给的空着。")
        case _:
            said = _("每一项选“同意”“不同意”或“弃权”。")
    return said % {"most": poll.most}


def mark_options() -> tuple[Option, ...]:
    """The answers of a yes-or-no ballot."""
    return (
        Option(code="yes", label=_("同意")),
        Option(code="no", label=_("不同意")),
        Option(code="abstain", label=_("弃权")),
    )


def said_on(lines: Sequence[Line], form: str) -> list[dict[str, Any]]:
    """What was chosen, to be read once more before it is sent."""
    chosen = [line for line in lines if line.value]
    if form == RANKS:
        chosen.sort(key=lambda line: int(line.value) if line.value.isdecimal() else 0)
    return [{"line": line, "said": _mark(line.value, form)} for line in chosen]


def _mark(value: str, form: str) -> str:
    words = {"yes": _("同意"), "no": _("不同意"), "abstain": _("弃权")}
    match form:
        case "ordinal":
            return _("第 %(rank)s") % {"rank": value}
        case "cumulative":
            return _("%(points)s 分") % {"points": value}
        case "consent":
            return words.get(value, value)
    return "✓"
