"""Turns sums into what a page shows: a number, its n, its interval, and where the cases behind it are. Counts nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from doorstep.kernel.shares import Share, share
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.rates.queries import Graded, Handled
from doorstep.wings.rates.rules import BAD, GRADES, Formula, Tally, rates

NONE = "—"
NOBODY = Words(zh="没有承办单位", en="No unit")
HOURS = Words(zh="小时", en="h")
To = Callable[..., str]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number. `url`: the cases counted; `parts`: the same number taken apart, each with its own cases."""

    value: str
    url: str = ""
    between: str = ""
    unit: Words | None = None
    parts: tuple[tuple[Words, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """A group with its numbers, in the order of the table's heads."""

    label: Words
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column: what it is called, and what it means in plain words."""

    label: Words
    definition: Words


def label_of(by: str, key: str) -> Words:
    """A group's name; a code that no longer exists is shown as it is."""
    match by:
        case "unit":
            return unit_tree().label(key) if key in unit_tree() else Words(zh=key, en=key) if key else NOBODY
        case "street":
            spot = atlas().get(f"{key}000") or atlas().get(key)
            return spot.label if spot else Words(zh=key, en=key)
        case _:
            return towns.pack().categories.label(key)


def percent(value: float | None) -> str:
    """One decimal; “—” when there was nothing to divide by."""
    return NONE if value is None else f"{value * 100:.1f}%"


def interval(one: Share) -> str:
    """“71.1–88.0%”."""
    return "" if one.low is None or one.high is None else f"{one.low * 100:.1f}–{one.high * 100:.1f}%"


def share_cell(one: Share, url: str = "", parts: tuple[tuple[Words, str, str], ...] = ()) -> Cell:
    """A share with its interval and its cases."""
    return Cell(value=percent(one.value), between=interval(one), url=url if one.n else "", parts=parts if one.n else ())


def count_cell(count: int, url: str) -> Cell:
    """A count with its cases."""
    return Cell(value=f"{count:,}", url=url if count else "")


def rate_heads(formula: Formula) -> tuple[Head, ...]:
    """The columns of the three rates."""
    f, r, s, m = formula.fairly, formula.response, formula.solved, formula.satisfied
    return (
        _head("有效回访 n", "Answered, n", "打通了并回答了的回访，三率都以它为分母", "Call-backs that were answered: every rate divides by them"),
        _head("响应率", "Response", "有效回访中说“联系过”的 ÷ 有效回访", "Those who said the unit was in touch ÷ answered"),
        _head("解决率", "Solved", "有效回访中说“解决了”的 ÷ 有效回访", "Those who said it is solved ÷ answered"),
        _head("满意率", "Satisfied", f"（满意 + {f:g} × 基本满意）÷ 有效回访", f"(satisfied + {f:g} × fairly satisfied) ÷ answered"),
        _head("综合", "Overall", f"{r:g} × 响应率 + {s:g} × 解决率 + {m:g} × 满意率", f"{r:g} × response + {s:g} × solved + {m:g} × satisfied"),
        _head("简单口径", "Plain", "（满意 + 基本满意）÷ 有效回访", "(satisfied + fairly satisfied) ÷ answered"),
        _head("没打通", "Not reached", "不同时段打了三次都没打通的，不进三率", "Three tries at different times in vain; counts in no rate"),
        _head("不愿评", "Declined", "打通了不愿评的，不进三率，也不算满意", "Reached but would not answer; counts in no rate"),
        _head("剔除", "Left out", "有人申请、另一个人同意剔除的，单独列着", "Left out on request by one person and decision of another; listed"),
    )  # fmt: skip


def rate_cells(tally: Tally, formula: Formula, to: To) -> tuple[Cell, ...]:
    """A row under `rate_heads`."""
    found = rates(tally, formula)
    parts = (
        (Words(zh="满意", en="satisfied"), f"{tally.satisfied:,}", to("satisfied")),
        (Words(zh="基本满意", en="fairly"), f"{tally.fairly:,}", to("fairly")),
    )
    return (
        count_cell(tally.valid, to("valid")),
        share_cell(found.response, to("contacted")),
        share_cell(found.solved, to("solved")),
        share_cell(found.satisfied, parts=parts),
        share_cell(found.overall),
        share_cell(found.plain),
        count_cell(tally.reached_not, to("not_reached")),
        count_cell(tally.declined, to("declined")),
        count_cell(tally.left_out, to("left_out")),
    )


def grade_heads() -> tuple[Head, ...]:
    """The columns of ratings."""
    return (
        _head("办结 n", "Finished, n", "办完的次数，重办又办完的再算一次", "Times something was finished; once more when it was handled again"),
        _head("评价率", "Rated", "反映人自己评过的 ÷ 办结；没评就是没评", "Rated by the reporter ÷ finished; no rating is no rating"),
        _head("好评率", "Good", "非常满意、满意、基本满意 ÷ 评过的", "Very, or fairly satisfied ÷ rated"),
        _head("差评", "Bad", "不满意、非常不满意的件数，每一件都有整改单", "Dissatisfied or very; each has an order to mend"),
        _head("没评", "Not rated", "没有评价的，不进好评率", "Without a rating; counts in no share"),
        _head("不计", "Left out", "申诉成立或剔除的，原评价还在，只是不计", "By appeal or exclusion: the grade stands, but is not counted"),
    )  # fmt: skip


def grade_cells(found: Graded, to: To) -> tuple[Cell, ...]:
    """A row under `grade_heads`."""
    bad = sum(found.grades.get(grade, 0) for grade in BAD)
    return (
        count_cell(found.finished, to("finished")),
        share_cell(share(found.rated, found.finished), to("rated")),
        share_cell(share(found.good, found.rated), to("good")),
        count_cell(bad, to("bad")),
        count_cell(found.unrated, to("unrated")),
        count_cell(found.left_out, to("grade_left_out")),
    )


def together(groups: Mapping[str, Graded]) -> Graded:
    """All groups as one."""
    grades = {grade: sum(one.grades.get(grade, 0) for one in groups.values()) for grade in GRADES}
    return Graded(
        grades=grades,
        unrated=sum(one.unrated for one in groups.values()),
        left_out=sum(one.left_out for one in groups.values()),
    )


def time_heads() -> tuple[Head, ...]:
    """The columns of handling times."""
    since = "从登记（或重新办）到办结"
    since_en = "from the record, or from being taken up again, to the end"
    return (
        _head("办结 n", "Finished, n", "办完的次数", "Times something was finished"),
        _head(
            "平均（工作时间）", "Mean, working", f"{since}，只算上班时间，平均", f"{since_en}, office hours only, mean"
        ),
        _head("中位（工作时间）", "Median, working", "一半不超过这么久", "Half took no longer"),
        _head("P90（工作时间）", "P90, working", "九成不超过这么久", "Nine in ten took no longer"),
        _head(
            "平均（自然时间）", "Mean, wall clock", f"{since}，按钟表走的时间", f"{since_en}, by the clock on the wall"
        ),
        _head("中位（自然时间）", "Median, wall clock", "一半不超过这么久", "Half took no longer"),
        _head("P90（自然时间）", "P90, wall clock", "九成不超过这么久", "Nine in ten took no longer"),
    )


def time_cells(handled: Handled, to: To) -> tuple[Cell, ...]:
    """A row under `time_heads`."""
    working, wall = handled.working, handled.wall
    values = (working.mean, working.median, working.p90, wall.mean, wall.median, wall.p90)
    return (count_cell(working.n, to("finished")), *(hours(minutes) for minutes in values))


def hours(minutes: float | None) -> Cell:
    """Hours with one decimal."""
    return Cell(value=NONE) if minutes is None else Cell(value=f"{minutes / 60:,.1f}", unit=HOURS)


def relapse_heads(days: int, likeness: int) -> tuple[Head, ...]:
    """The columns of relapses."""
    return (
        _head("办结 n", "Finished, n", "办完的次数", "Times something was finished"),
        _head("反弹", "Came back",
              f"办结后 {days} 天内，同一网格同一类又来一件、用词 {likeness}% 以上相同的",
              f"within {days} days another of the same kind in the same grid, {likeness}% of the words alike"),
        _head("反弹率", "Share", "反弹 ÷ 办结", "Came back ÷ finished"),
    )  # fmt: skip


def relapse_cells(n: int, back: int, to: To) -> tuple[Cell, ...]:
    """A row under `relapse_heads`."""
    return (
        count_cell(n, to("finished")),
        count_cell(back, to("came_back")),
        share_cell(share(back, n), to("came_back")),
    )


def _head(zh: str, en: str, definition_zh: str, definition_en: str) -> Head:
    return Head(label=Words(zh=zh, en=en), definition=Words(zh=definition_zh, en=definition_en))
