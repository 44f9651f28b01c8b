"""Votes under the law 依法表决: quorum and majority by a template with its source; owners by area and by heads, exactly (Civil Code §278).

Each option is a matter of its own: agreed or not. Keeps sums, never who said what; refuses to weigh areas in a secret ballot.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.kernel.voting.resolving import resolved
from doorstep.kernel.voting.template_frozen import frozen, thawed
from doorstep.kernel.voting.thresholds import MEASURE_WORDS, RollMeasure, Template
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.sheets import run
from doorstep.store.cases.vote_templates import templates as templates
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.rules import CONSENT, HOUSEHOLDS, LAWFUL, NO, OWNERS, PLACE, ROLL, THRESHOLD, YES, Plan

ROLL_SUMS = "SELECT count(*), coalesce(sum(area), 0) FROM voting_elector WHERE poll_id = %s"


class NeedsTemplate(FieldFault):
    """依法表决要选一种法定的表决模板，按“同意、不同意、弃权”来投。"""


class NeedsOpenBallot(FieldFault):
    """按面积计的表决要记名：不记名的票不知道是谁的面积。"""


class TemplateGone(Refusal):
    """这次表决的模板已经不在机制包里，不能计票：请把模板放回 votes.toml。"""


class RollUnfit(Refusal):
    """“%(title)s”按%(measure)s计，名册是%(roll)s：请换一份对得上的名册；已经定下来的，作罢重新起草。"""


class NoticeTooShort(Refusal):
    """“%(title)s”要提前 %(days)s 天公示：今天公布，最早 %(earliest)s 才能开始投票，请先改日子。"""


def template_of(rule: Mapping[str, Any]) -> Template | None:
    """As it was announced; of a draft, as the pack has it now. None for a rule that has none, or whose name is gone."""
    if rule.get("name") != THRESHOLD:
        return None
    return thawed(rule["law"]) if "law" in rule else templates().get(str(rule.get("template")))


def with_law(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The rule with its template written out, to be announced: no later pack changes what decides. Raises FormRefused."""
    if rule.get("name") != THRESHOLD:
        return dict(rule)
    template = templates().get(str(rule.get("template")))
    if template is None:  # taken out of the pack, or opened again, since it was drafted
        raise FormRefused({"rule": NeedsTemplate()})
    return {**rule, "law": frozen(template)}


def check_notice(poll: Poll, *, now: datetime) -> None:
    """The days that the law asks between notice and vote lie between. Raises NoticeTooShort."""
    template = template_of(poll.rule)
    if template is None or not template.notice_days:
        return
    local_date = towns.pack().calendar.local_date
    earliest = local_date(now) + timedelta(days=template.notice_days)
    if local_date(poll.opens_at) < earliest:
        raise NoticeTooShort(title=template.title, days=template.notice_days, earliest=earliest.isoformat())


def faults_of_law(plan: Plan) -> dict[str, FieldFault]:
    """What does not hold of a plan that says it is lawful, or asks for a template."""
    is_threshold = plan.rule.get("name") == THRESHOLD
    template = template_of(plan.rule)
    if (plan.basis == LAWFUL) != is_threshold or (is_threshold and (template is None or plan.form != CONSENT)):
        return {"rule" if is_threshold else "basis": NeedsTemplate()}
    if template and plan.is_secret and "area" in template.measures:
        return {"is_secret": NeedsOpenBallot()}
    return {}


def held_by(rule: Mapping[str, Any]) -> RollMeasure:
    """What one line of the roll is: a person, unless the template says otherwise."""
    template = template_of(rule)
    return template.held_by if template else "heads"


ROLLS = {
    ROLL: Words(zh="一行一个人的", en="one of people"),
    PLACE: Words(
        zh="按留过电话的人定的，不是应到的全体", en="one of those who left a phone, not of all who are entitled"
    ),
    OWNERS: Words(zh="业主清册", en="a register of owners"),
    HOUSEHOLDS: Words(zh="一行一户的", en="one of households"),
}


def check_roll(rule: Mapping[str, Any], kind: str) -> None:
    """Whether the roll can show what the template counts: areas stand in a register of owners alone, households on a roll of
    households alone, and whoever happened to leave a phone is not the whole village. Raises RollUnfit."""
    template = template_of(rule)
    if template is None:
        fits, measure = kind != HOUSEHOLDS, "heads"
    elif "area" in template.measures:
        fits, measure = kind == OWNERS, "area"
    elif template.held_by == "households":
        fits, measure = kind == HOUSEHOLDS, "households"
    else:
        fits, measure = kind in (ROLL, OWNERS), template.held_by
    if not fits:
        title = template.title if template else Words(zh="这次勾选", en="This vote")
        raise RollUnfit(title=title, measure=MEASURE_WORDS[measure], roll=ROLLS[kind])


def counts_of(poll: Poll, ballots: Sequence[tuple[Mapping[str, int], int]]) -> list[dict[str, Any]]:
    """For each option the sums of whole numbers: lines of the roll under the name of what they are (heads, households, members),
    and hundredths of a square metre. `ballots`: marks by option, with area."""
    ((lines, area),) = run(ROLL_SUMS, [poll.case_id])
    counted = held_by(poll.rule)
    rows = []
    for option in poll.options.all():
        sums = {f"{what}_{mark}": 0 for what in (counted, "area") for mark in ("present", "yes", "no")}
        for marks, own in ballots:
            said = {YES: "yes", NO: "no"}.get(marks.get(option.key, 0))
            for mark in ("present", *([said] if said else [])):
                sums[f"{counted}_{mark}"] += 1
                sums[f"area_{mark}"] += own
        rows.append({"option": option.key, f"{counted}_all": int(lines), "area_all": int(area), **sums})
    return rows


def outcome_of(poll: Poll, rows: Sequence[Mapping[str, Any]], *, cast: int, empty: int) -> dict[str, Any]:
    """The decision as JSON. Raises TemplateGone."""
    template = template_of(poll.rule)
    if template is None:  # announced before templates were written out, and gone from the pack since
        raise TemplateGone
    return resolved(template, rows, announced=poll.content_hash, cast=cast, empty=empty)
