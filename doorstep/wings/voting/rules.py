"""What a poll may be and what a ballot may say. Pure: knows no tables, no clock, no person."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from doorstep.kernel.canonical import canonical
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.kernel.voting import Ballot, Cap, Limits, Option, Rule, RuleRefused, check_ballot, kind_named
from doorstep.kernel.voting.floors import check_floors
from doorstep.kernel.voting.resolving import THRESHOLD as THRESHOLD

APPROVAL, RANKS, POINTS, CONSENT = "approval", "ordinal", "cumulative", "consent"
REFERENCE, LAWFUL = "reference", "lawful"
ROLL, PLACE, OWNERS, HOUSEHOLDS = "roll", "place", "owners", "houses"
ONLINE, HELPER, SHEET, HAND = "online", "helper", "sheet", "hand"
FORMS = (APPROVAL, RANKS, POINTS, CONSENT)
MOST_OPTIONS = 300
BIGGEST = 10**13  # fen: a hundred thousand million yuan
YES, NO, ABSTAIN = 1, -1, 0


class MustBeWritten(FieldFault):
    """这一项要填。"""


class TooLong(FieldFault):
    """最多 %(limit)s 个字，现在是 %(length)s 个。"""


class NotOffered(FieldFault):
    """请从给出的几种里选一种。"""


class EndsTooSoon(FieldFault):
    """截止要晚于开始。"""


class OutOfRange(FieldFault):
    """要在 %(minimum)s 和 %(maximum)s 之间。"""


class OptionsMissing(FieldFault):
    """至少要有 %(least)s 个选项。"""


class OptionTwice(FieldFault):
    """选项“%(key)s”写了两次。"""


class CostUnreadable(FieldFault):
    """第 %(row)s 行的造价“%(cost)s”看不懂：写元，例如 12000 或 12000.50。"""


class RuleUnsound(FieldFault):
    """这条计票规则不能用：%(why)s。"""


class NoParts(FieldFault):
    """给一部分的办法，要有选项写明“至少给多少”。"""


class PartUnfit(FieldFault):
    """“%(title)s”的“至少给多少”要大于零，不超过造价。"""


class OptionUnknown(Refusal):
    """没有“%(key)s”这个选项，请从选票上的选项里选。"""

    status = 422


class TooManyChosen(Refusal):
    """最多选 %(most)s 项，您选了 %(chosen)s 项，请去掉几项。"""

    status = 422


class TooManyPoints(Refusal):
    """一共 %(most)s 分，您给了 %(given)s 分，请减掉一些。"""

    status = 422


class RankTwice(Refusal):
    """第 %(rank)s 名选了不止一项，请重新排一下。"""

    status = 422


class PointsUnreadable(Refusal):
    """分数要写整数，例如 3。"""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A poll as it is to be. Amounts in fen; `rule` as the fields of a kernel Rule, without seed."""

    title: str
    question: str
    place: str
    form: str
    most: int
    rule: Mapping[str, Any]
    budget: int = 0
    basis: str = REFERENCE
    is_secret: bool = True
    may_change: bool = True
    opens_at: datetime
    closes_at: datetime
    options: tuple["Choice", ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a plan. `candidate`: the id of a candidate's case, or ""."""

    key: str
    title: str
    cost: int = 0
    place: str = ""
    kind: str = ""
    candidate: str = ""
    least: int | None = None  # fen: the least part worth giving, where the rule gives parts


def check_plan(plan: Plan) -> None:
    """Raises FormRefused."""
    if faults := faults_of(plan):
        raise FormRefused(faults)


def faults_of(plan: Plan) -> dict[str, FieldFault]:
    """All that a plan may not be, by its field."""
    faults = {**_faults_of_words(plan), **_faults_of_options(plan), **_faults_of_rule(plan)}
    if plan.form not in FORMS:
        faults["form"] = NotOffered()
    if plan.basis not in (REFERENCE, LAWFUL):
        faults["basis"] = NotOffered()
    if plan.closes_at <= plan.opens_at:
        faults["closes_at"] = EndsTooSoon()
    if not 0 <= plan.budget <= BIGGEST:
        faults["budget"] = OutOfRange(minimum=0, maximum=BIGGEST // 100)
    most = 10_000 if plan.form == POINTS else max(1, len(plan.options))
    if not 1 <= plan.most <= most:
        faults["most"] = OutOfRange(minimum=1, maximum=most)
    return faults


def _faults_of_words(plan: Plan) -> dict[str, FieldFault]:
    faults: dict[str, FieldFault] = {}
    for name, limit in (("title", 80), ("question", 2000)):
        said = getattr(plan, name)
        if not said:
            faults[name] = MustBeWritten()
        elif len(said) > limit:
            faults[name] = TooLong(limit=limit, length=len(said))
    return faults


def _faults_of_rule(plan: Plan) -> dict[str, FieldFault]:
    if plan.rule.get("name") == THRESHOLD:
        return {}
    try:
        rule = rule_of(plan.rule, seed="0")
    except (RuleRefused, TypeError) as wrong:
        name = "quotas" if plan.rule.get("caps") else "rule"
        return {name: RuleUnsound(why=wrong.params["why"] if isinstance(wrong, RuleRefused) else str(wrong))}
    try:
        check_floors([kernel_option(one) for one in plan.options], rule)
    except RuleRefused as refused:
        return {"quotas": RuleUnsound(why=refused.params["why"])}
    if rule.at_overflow == "part" and not any(one.least for one in plan.options):
        return {"at_overflow": NoParts()}
    return {}


def kernel_option(one: Choice) -> Option:
    """As it is counted."""
    return Option(key=one.key, title=one.title, cost=one.cost, place=one.place, kind=one.kind, least=one.least)


def _faults_of_options(plan: Plan) -> dict[str, FieldFault]:
    least = 1 if plan.form == CONSENT else 2
    keys = [one.key for one in plan.options]
    if len(keys) < least:
        return {"options": OptionsMissing(least=least)}
    if len(keys) > MOST_OPTIONS:
        return {"options": OutOfRange(minimum=least, maximum=MOST_OPTIONS)}
    if twice := [key for key in keys if keys.count(key) > 1]:
        return {"options": OptionTwice(key=twice[0])}
    if wrong := [one for one in plan.options if not one.title or len(one.title) > 120 or len(one.kind) > 40]:
        return {"options": TooLong(limit=120, length=len(wrong[0].title))}
    if unfit := [one for one in plan.options if one.least is not None and not 0 < one.least <= one.cost]:
        return {"options": PartUnfit(title=unfit[0].title[:40])}
    if any(not 0 <= one.cost <= BIGGEST for one in plan.options):
        return {"options": OutOfRange(minimum=0, maximum=BIGGEST // 100)}
    return {}


def rule_of(written: Mapping[str, Any], *, seed: str) -> Rule:
    """The kernel's rule. Raises RuleRefused, or TypeError for a field it does not know."""
    read: dict[str, Any] = {**written, "seed": seed, "ties": tuple(written.get("ties", ("votes", "cheaper", "lot")))}
    read["caps"] = tuple(Cap(**one) for one in written.get("caps", ()))
    read["conflicts"] = tuple(tuple(group) for group in written.get("conflicts", ()))
    return Rule(**read)


def limits_of(form: str, most: int, options: int) -> Limits:
    """What a ballot of this form keeps to; an empty one is always allowed."""
    if form == POINTS:
        return Limits(most_choices=options, most_sum=most, least_points=1)
    if form == CONSENT:
        return Limits(most_choices=options)
    return Limits(most_choices=most)


def check_choice(ballot: Ballot, *, form: str, most: int, options: Sequence[Option]) -> None:
    """Raises OptionUnknown, TooManyChosen, TooManyPoints, BallotRefused."""
    known = {one.key for one in options}
    if strange := [key for key in ballot.choices if key not in known]:
        raise OptionUnknown(key=strange[0][:20])
    if form in (APPROVAL, RANKS) and len(ballot.choices) > most:
        raise TooManyChosen(most=most, chosen=len(ballot.choices))
    if form == POINTS and sum(ballot.points) > most:
        raise TooManyPoints(most=most, given=sum(ballot.points))
    check_ballot(ballot, kind=kind_named(form), options=options, limits=limits_of(form, most, len(known)))


def canonical_choice(ballot: Ballot) -> bytes:
    """The same bytes for the same choice, whatever the order of ticking; an order of preference is kept."""
    if not ballot.points:
        return canonical({"choices": list(ballot.choices)})
    pairs = sorted(zip(ballot.choices, ballot.points, strict=True))
    return canonical({"choices": [key for key, _ in pairs], "points": [points for _, points in pairs]})


def hash_of(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical document, in hex."""
    return hashlib.sha256(canonical(dict(document))).hexdigest()


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as what is announced says it."""
    written = asdict(plan)
    written["rule"] = {name: _plain(value) for name, value in plan.rule.items()}
    written["opens_at"], written["closes_at"] = plan.opens_at.isoformat(), plan.closes_at.isoformat()
    written["options"] = [_written(one) for one in plan.options]
    return written


def _written(one: Choice) -> dict[str, Any]:
    """What is announced of an option; `least` only where there is one, so that what was announced before keeps its hash."""
    return {name: value for name, value in asdict(one).items() if name != "least" or value is not None}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
