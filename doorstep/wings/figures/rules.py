"""What can be counted, and how a claim of a report is read from the pack. Pure.

A count is a condition on the row of a case; the same condition finds the records behind the number, so that both agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words
from doorstep.wings.figures.counted import Count
from doorstep.wings.figures.of_allowance import OF_ALLOWANCE
from doorstep.wings.figures.of_deliberation import OF_DELIBERATION
from doorstep.wings.figures.of_projects import OF_PROJECTS
from doorstep.wings.figures.of_resources import OF_RESOURCES

FILE = "figures.toml"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A figure as a report gives it, and the count that should bear it out. `said` is quoted, `value` as written there. `source`: where
    another report than the one in hand says it."""

    code: str
    value: Words
    said: Words
    note: Words
    count: str
    source: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Where the claims come from; the day where it is known."""

    title: Words
    publisher: Words
    published_on: date | None
    plainly: Words
    claims: tuple[Claim, ...]


IN_HAND = ("collected", "pooled", "merged", "dispatched", "disputed", "handling", "checking")
DONE = ("awaiting_rating", "rated", "closed_unrated")


def _states(states: tuple[str, ...]) -> str:
    return "c.state IN (" + ", ".join(f"'{state}'" for state in states) + ")"


OF_OFFICES = (
    Count(
        name="whistles",
        label=Words(zh="吹哨", en="whistles"),
        definition=Words(
            zh="社区吹过的哨，撤回的、没核准的不算", en="Whistles blown; withdrawn and turned down ones do not count"
        ),
        condition="c.state NOT IN ('withdrawn', 'turned_down')",
        mechanism="whistle",
    ),
    Count(
        name="turnouts",
        label=Words(zh="部门报到", en="departments that turned out"),
        definition=Words(
            zh="到过现场签到的部门，一家一次", en="Departments that checked in on site, each once a whistle"
        ),
        condition="c.memory->'counts' ? 'check_in'",
        mechanism="turnout",
    ),
    Count(
        name="consultations",
        label=Words(zh="一事一议", en="consultations"),
        definition=Words(zh="开过会的会商，取消的不算", en="Consultations that were held"),
        condition="c.memory->'counts' ? 'hold'",
        mechanism="consultation",
    ),
    Count(
        name="sittings",
        label=Words(zh="联席协调会", en="coordination meetings"),
        definition=Words(zh="开过的协调会，一次算一次", en="Coordination meetings that were held"),
        condition="c.memory->'counts' ? 'hold'",
        mechanism="sitting",
    ),
    Count(
        name="rulings",
        label=Words(zh="裁定", en="rulings"),
        definition=Words(zh="协调会裁定了主责单位的问题", en="Questions for which a meeting named the unit in charge"),
        condition="c.memory->'counts' ? 'rule'",
        mechanism="coordination",
    ),
    Count(
        name="call_backs",
        label=Words(zh="有效回访", en="valid call-backs"),
        definition=Words(zh="办完后打通、答了的回访", en="Call-backs that were answered"),
        condition="c.state = 'answered'",
        mechanism="callback",
    ),
    Count(
        name="suggestions",
        label=Words(zh="建议", en="suggestions"),
        definition=Words(
            zh="提过的建议，撤回的、转作诉求的不算",
            en="Suggestions made; withdrawn ones and those that proved requests do not count",
        ),
        condition="c.state NOT IN ('withdrawn', 'passed_over')",
        mechanism="suggestion",
        is_open=True,
    ),
    Count(
        name="suggestions_adopted",
        label=Words(zh="采纳的建议", en="suggestions adopted"),
        definition=Words(
            zh="已经答复建议人、结论是采纳或部分采纳的",
            en="Adopted wholly or in part, and their authors told so",
        ),
        condition="c.memory->'flags' ?| ARRAY['adopted', 'partly'] AND c.state IN ('told', 'adopted', 'partly_adopted')",
        mechanism="suggestion",
        is_open=True,
    ),
    Count(
        name="observation_points",
        label=Words(zh="观测点", en="observation points"),
        definition=Words(zh="现在在用的民情民意观测点", en="Observation points now in use"),
        sql="SELECT count(*) FROM suggestions_point WHERE is_open",
    ),
    Count(
        name="grids",
        label=Words(zh="网格", en="grids"),
        definition=Words(zh="一般网格和专属网格，微网格不算", en="Grids and special grids, without micro-grids"),
        sql="SELECT count(*) FROM places_place WHERE level IN ('grid', 'special_grid')",
    ),
    Count(
        name="grid_workers",
        label=Words(zh="网格员", en="grid workers"),
        definition=Words(zh="今天在岗的网格员，一人算一次", en="Grid workers in post today, each once"),
        sql=(
            "SELECT count(DISTINCT person_id) FROM people_post WHERE role = 'grid_worker' AND from_on <= current_date"
            " AND (until_on IS NULL OR until_on >= current_date)"
        ),
    ),
    Count(
        name="minutes_on_spot",
        label=Words(zh="分钟（现场办结的中位用时）", en="minutes (median of what was settled on the spot)"),
        definition=Words(
            zh="现场办结的事，从登记到办完的钟表时间，取中位数；一件也没有时不写",
            en="Time on the wall from recording to done of what was settled on the spot, the median; nothing where there is none",
        ),
        sql=(
            "SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM e.at - c.opened_at)) / 60)::int"
            " FROM cases_event e JOIN cases_case c ON c.id = e.case_id WHERE e.name = 'case.settled_on_spot'"
        ),
    ),
)
OF_SIX_ORDERS = "c.state NOT IN ('drafted', 'under_review', 'published', 'abandoned', 'on_record', 'passed_over')"
COUNTS: Mapping[str, Count] = {
    count.name: count
    for count in (
        Count(
            name="received",
            label=Words(zh="收到", en="received"),
            definition=Words(
                zh="登记过的每一件事，撤回的也算；转作建议、感谢信的不算",
                en="Every matter ever recorded, withdrawn ones too; not what went on as a suggestion or a thank-you letter",
            ),
            condition=OF_SIX_ORDERS,
        ),
        Count(
            name="in_hand",
            label=Words(zh="正在办", en="in hand"),
            definition=Words(
                zh="登记了、还没办完的：待社区处理、待派单、已并单、待接单、异议待审、办理中、待审核",
                en=(
                    "Recorded and not yet done: with the community, to be dispatched, merged, to be accepted, under objection,"
                    " being handled, being checked"
                ),
            ),
            condition=_states(IN_HAND),
        ),
        Count(
            name="done",
            label=Words(zh="办完", en="done"),
            definition=Words(
                zh="办完的：等评价、已评价、没等到评价先归档的",
                en="Done: waiting for a rating, rated, or filed without one",
            ),
            condition=_states(DONE),
        ),
        Count(
            name="rated",
            label=Words(zh="评过", en="rated"),
            definition=Words(zh="反映人自己评过、没有要求重办的", en="Rated by the reporter, and not taken up again"),
            condition=_states(("rated",)),
        ),
        Count(
            name="settled_on_spot",
            label=Words(zh="现场办结", en="settled on the spot"),
            definition=Words(
                zh="走访单位当场办好、没有报送统筹办的",
                en="Settled at the first visit, without going up to the coordinating office",
            ),
            condition="c.memory->'counts' ? 'settle_on_spot' AND NOT c.memory->'flags' ? 'handed_up'",
        ),
        Count(
            name="unified",
            label=Words(zh="统单", en="unified"),
            definition=Words(
                zh="报送统筹办梳理的，并单的也算", en="Handed up to the coordinating office, merged ones too"
            ),
            condition="c.memory->'flags' ? 'handed_up'",
        ),
        Count(
            name="dispatched",
            label=Words(zh="派单", en="dispatched"),
            definition=Words(zh="派给过承办单位的", en="Dispatched to a unit at least once"),
            condition="c.memory->'flags' ? 'dispatched'",
        ),
        Count(
            name="on_the_way",
            label=Words(zh="还在社区", en="still with the community"),
            definition=Words(
                zh="登记了，既没有现场办结也没有报送的：正在核实，或已撤回",
                en="Recorded, neither settled on the spot nor handed up: being looked at, or withdrawn",
            ),
            condition=(
                f"{OF_SIX_ORDERS} AND NOT c.memory->'counts' ? 'settle_on_spot' AND NOT c.memory->'flags' ? 'handed_up'"
            ),
        ),
        Count(
            name="published",
            label=Words(zh="晒单", en="published"),
            definition=Words(zh="脱敏后现在公开着的", en="Public now, in a redacted version"),
            condition="c.is_published",
        ),
        Count(
            name="batches",
            label=Words(zh="批次", en="batches"),
            definition=Words(zh="审核通过、已公开的晒单批次", en="Batches that passed their review and were published"),
            condition="c.state = 'published'",
            mechanism="publication",
        ),
        *OF_OFFICES,
        *OF_DELIBERATION,
        *OF_PROJECTS,
        *OF_RESOURCES,
        *OF_ALLOWANCE,
    )
}


def read_report(path: Path) -> Report:
    """A pack's figures.toml. Raises PackError with every fault."""
    page = read_toml(path)
    row = page.table("report")
    claims = tuple(_claim(claim) for claim in page.tables("claim", known_by="code", required=True))
    report = Report(
        title=row.words("title"),
        publisher=row.words("publisher"),
        published_on=row.maybe("published_on", row.day),
        plainly=row.words("plainly"),
        claims=claims,
    )
    row.refuse_the_rest()
    page.refuse_the_rest()
    page.settle()
    return report


def _claim(row: Table) -> Claim:
    claim = Claim(
        code=row.name_of("code"),
        value=row.words("value"),
        said=row.words("said"),
        note=row.words("note"),
        count=row.one_of("count", COUNTS),
        source=row.maybe("source", row.words),
    )
    row.refuse_the_rest()
    return claim
