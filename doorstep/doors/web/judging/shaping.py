"""Shares with n, interval and how they were asked, as pages show them; “—” where nobody answered."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import FormField, Option
from doorstep.kernel.judging import Law
from doorstep.kernel.shares import Share
from doorstep.kernel.words import Words
from doorstep.wings.judging import queries
from doorstep.wings.judging.answering import Given
from doorstep.wings.judging.models import Round
from doorstep.wings.judging.rules import FEWEST_TOLD

HOW = {
    "sampled": Words(zh="抽样", en="sampled"),
    "open": Words(zh="开放（网上，谁愿意谁评）", en="open (online, whoever wished)"),
    "paper": Words(zh="开放（纸上）", en="open (on paper)"),
    "helped": Words(zh="开放（工作人员当面问、代填）", en="open (asked in person and entered by staff)"),
}
PROPOSED = {
    "promote": Words(zh="推：接着办", en="carry on"),
    "adjust": Words(zh="调：改了再办", en="change"),
    "withdraw": Words(zh="退：不再办", en="stop"),
    "unsaid": Words(zh="份数不够，不提建议", en="too few answers, nothing is proposed"),
}


WAYS = {
    "online": Words(zh="网上", en="online"),
    "paper": Words(zh="纸上", en="on paper"),
    "helped": Words(zh="工作人员当面问、代填", en="asked in person and entered by staff"),
}


def said(share: Share) -> str:
    """“99.8%（95% 区间 99.5–99.9%）”; of fewer than so many answers, that there are too few to say."""
    if share.value is None or share.low is None or share.high is None:
        return "—"
    if share.n < FEWEST_TOLD:
        return _("不到 %(least)s 份，不说比例") % {"least": FEWEST_TOLD}
    return _("%(value)s（95%% 区间 %(low)s–%(high)s）") % {
        "value": f"{share.value:.1%}",
        "low": f"{100 * share.low:.1f}",
        "high": f"{share.high:.1%}",
    }


def shown(result: queries.Result) -> dict[str, Any]:
    """A round as results show it."""
    one = result.round
    return {
        "round": one,
        "said": said(result.all),
        "n": result.n,
        "few": result.law.rule.fewest if result.is_small and result.is_told else 0,
        "by": [
            {"how": HOW[part.how], "code": part.how, "said": said(part.satisfied), "n": part.satisfied.n}
            for part in result.by
        ],
        "ways": [(label, code, result.ways[code]) for code, label in WAYS.items() if code in result.ways],
        "rate": f"{result.n / one.drawn:.0%}" if one.is_sampled and one.drawn else "",
        "is_told": result.is_told,
        "is_how_told": result.is_how_told,
        "grades": [(grade.label, code, result.grades.get(code, 0)) for code, grade in result.law.grades.items()],
        "proposal": PROPOSED.get(one.proposal),
        "url": reverse("judge_results", args=[one.code]),
        "is_open": one.closed_at is None,
    }


def of_project(case_id: Any) -> list[dict[str, Any]]:
    """All rounds on one project, newest first. What comes in while a round is open is not shown: it would sway who comes after."""
    rounds = [one for one in queries.rounds_of(case_id) if one.closed_at is not None]
    return [shown(result) for result in reversed(queries.results(rounds))]


def _asked(law: Law) -> list[tuple[str, str | Words]]:
    return [("overall", _("总的来说，您满意吗？")), *((item.code, item.question) for item in law.system.indicators)]


def taken(one: Round, given: Given) -> list[tuple[str | Words, str | Words]]:
    """What was answered, question by question, for whoever answered it."""
    law = queries.law_of(one)
    codes = {"overall": given.overall, **given.grades}
    rows: list[tuple[str | Words, str | Words]] = [
        (label, law.grades[codes[name]].label) for name, label in _asked(law) if codes.get(name) in law.grades
    ]
    return [*rows, *([(_("还想说的"), given.words)] if given.words else [])]


def questions(one: Round, typed: dict[str, str], wrong: dict[str, str], *, is_staff: bool = False) -> list[FormField]:
    """Over all first, then each indicator, then words."""
    law = queries.law_of(one)
    options = tuple(Option(code=code, label=grade.label) for code, grade in law.grades.items())
    asked = _asked(law)
    fields = [
        FormField(
            name=name,
            kind="choice",
            label=label,
            options=options,
            value=typed.get(name, ""),
            errors=(wrong[name],) if name in wrong else (),
        )
        for name, label in asked
    ]
    words = _("纸上写的话") if is_staff else _("还想说的")
    last = FormField(
        name="words",
        kind="text",
        label=words,
        required=False,
        max_length=1000,
        value=typed.get("words", ""),
        help=_("只给办的人看，不公开"),
    )
    return [*fields, last]
