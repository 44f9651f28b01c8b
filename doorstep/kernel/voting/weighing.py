"""A meeting's vote as it is entered afterwards: who was entitled, came, agreed and refused, when it was called, and what came of it.

Held against the template it was held by. Refuses figures that cannot be, a meeting called too late, and an outcome that the figures
do not bear out; knows no persons and decides nothing by itself.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.kernel.voting.thresholds import Count, Template, Verdict, judge
from doorstep.kernel.words import Words

FIGURES = ("entitled", "present", "yes", "no")
DAYS = ("called_on", "held_on")
OUTCOME, PASSED, NOT_PASSED = "outcome", "passed", "not_passed"


class NotWhole(FieldFault):
    """人数、户数要写整数。"""


class MoreThanEntitled(FieldFault):
    """到会的 %(present)s 比应到的 %(entitled)s 还多，请再数一遍。"""


class MoreThanPresent(FieldFault):
    """同意和不同意加起来 %(said)s，比到会的 %(present)s 还多，请再数一遍。"""


class CalledTooLate(FieldFault):
    """“%(title)s”要提前 %(days)s 天通知（送方案），这次只提前了 %(ahead)s 天，开了也不算数。"""


class HeldLater(FieldFault):
    """还没有到这一天，会还没有开。"""


class NotBorneOut(FieldFault):
    """照“%(title)s”算，这次%(outcome)s。%(lines)s"""


class TemplateUnknown(FieldFault):
    """这一种会的法定人数没有核定，不能据此过这一关。"""


def weigh(template: Template, facts: Mapping[str, Any], *, today: date) -> Verdict:
    """Raises FormRefused under the field that does not hold."""
    entitled, present, yes, no = (_whole(name, facts[name]) for name in FIGURES)
    if present > entitled:
        raise FormRefused({"present": MoreThanEntitled(present=present, entitled=entitled)})
    if yes + no > present:
        raise FormRefused({"yes": MoreThanPresent(said=yes + no, present=present)})
    _check_days(template, facts, today)
    count = Count(all=Fraction(entitled), present=Fraction(present), yes=Fraction(yes), no=Fraction(no))
    verdict = judge(template, {template.held_by: count})
    if (facts[OUTCOME] == PASSED) is not verdict.agreed:
        raise FormRefused({OUTCOME: _not_borne_out(template, verdict)})
    return verdict


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int):
        raise FormRefused({name: NotWhole()})
    return value


def _check_days(template: Template, facts: Mapping[str, Any], today: date) -> None:
    called, held = (date.fromisoformat(str(facts[name])) for name in DAYS)
    if held > today:
        raise FormRefused({"held_on": HeldLater()})
    if (ahead := (held - called).days) < (template.notice_days or 0):
        raise FormRefused({"called_on": CalledTooLate(title=template.title, days=template.notice_days, ahead=ahead)})


def _not_borne_out(template: Template, verdict: Verdict) -> NotBorneOut:
    checks = [check.words for check in (*verdict.quorum, *verdict.approval)]
    lines = Words(zh="".join(one.zh for one in checks), en=" ".join(one.en for one in checks))
    outcome = Words(zh="通过了", en="was passed") if verdict.agreed else Words(zh="没有通过", en="was not passed")
    return NotBorneOut(title=template.title, outcome=outcome, lines=lines)
