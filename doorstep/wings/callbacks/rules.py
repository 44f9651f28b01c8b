"""Who is called back, drawn how, and when a call that was not answered is tried again. Pure.

The mark of a case follows from the day's seed, its number and the step that finished it, so that anybody who has the seed can
draw again and gets the same.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

FILE = "callbacks.toml"
FINISHES = (
    "case.finished",
    "case.finish_approved",
    "case.settled_on_spot",
    "case.explained",
    "case.finished_with_main",
)
DONE_STATES = ("awaiting_rating", "rated", "closed_unrated")
BAD_GRADES = ("dissatisfied", "very_dissatisfied")
MARKS = 10_000


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Empty conditions fit everything. `categories` may name a class for all its kinds; `units` stand for those below."""

    share: int
    basis: Words
    effective_from: date
    units: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    request_types: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallbackRules:
    """`hours`: where the parts of a day begin, in which a call may be tried again."""

    rules: tuple[Rule, ...]
    hours: tuple[int, ...]
    working_days_only: bool


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a rule looks at. `unit_path` is "" where no unit led the case."""

    unit_path: str
    category: str
    request_type: str


def read_rules(path: Path) -> CallbackRules:
    """A pack's callbacks.toml. Raises PackError."""
    page = read_toml(path)
    hours = page.values.get("hours", [9, 14, 18])
    page.asked.add("hours")
    if not _are_hours(hours):
        page.fault(
            "hours", "写三个到点的钟头，从早到晚，例如 [9, 14, 18]", "write hours from early to late, e.g. [9, 14, 18]"
        )
        hours = [9]
    found = CallbackRules(
        rules=tuple(_rule(row) for row in page.tables("rule", required=True)),
        hours=tuple(hours),
        working_days_only=page.flag("working_days_only", default=True),
    )
    if not any(not (rule.units or rule.categories or rule.request_types) for rule in found.rules):
        page.fault(
            "rule",
            "没有兜底的一条；最后加一组不写条件的 [[rule]]",
            "no rule fits everything; add a [[rule]] without conditions",
        )
    page.refuse_the_rest()
    page.settle()
    return found


def _are_hours(found: object) -> bool:
    return (
        isinstance(found, list)
        and len(found) >= 2
        and all(isinstance(hour, int) and 0 <= hour < 24 for hour in found)
        and sorted(set(found)) == found
    )


def _rule(row: Table) -> Rule:
    rule = Rule(
        share=row.whole("share", least=0, most=100),
        basis=row.words("basis"),
        effective_from=row.day("effective_from"),
        units=tuple(row.texts("units", default=())),
        categories=tuple(row.texts("categories", default=())),
        request_types=tuple(row.texts("request_types", default=())),
    )
    row.refuse_the_rest()
    return rule


def rule_for(rules: CallbackRules, facts: Facts, on: date) -> Rule | None:
    """The first rule in force that fits; None where none does."""
    return next((rule for rule in rules.rules if rule.effective_from <= on and _fits(rule, facts)), None)


def _fits(rule: Rule, facts: Facts) -> bool:
    kind = facts.category.partition(".")[0]
    return (
        (not rule.units or any(f"/{unit}/" in facts.unit_path for unit in rule.units))
        and (not rule.categories or facts.category in rule.categories or kind in rule.categories)
        and (not rule.request_types or facts.request_type in rule.request_types)
    )


def mark_of(seed: str, number: str, finish: int) -> int:
    """0 to 9999: HMAC-SHA256 of “number:step” under the day's seed."""
    digest = hmac.new(bytes.fromhex(seed), f"{number}:{finish}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % MARKS


def is_drawn(mark: int, share: int) -> bool:
    """Of all marks, exactly `share` percent are drawn."""
    return mark < share * MARKS // 100


def next_try(missed_at: datetime, rules: CallbackRules, is_working_day: Callable[[date], bool]) -> datetime:
    """When the next part of the day begins after a call that was not answered."""
    local = missed_at.astimezone(SHANGHAI)
    for turn in range(30):
        day = local.date() + timedelta(days=turn)
        if rules.working_days_only and not is_working_day(day):
            continue
        for hour in rules.hours:
            begins = datetime.combine(day, time(hour), tzinfo=SHANGHAI)
            if begins > local:
                return begins
    return missed_at + timedelta(days=1)


def is_bad(answers: Mapping[str, object]) -> bool:
    """Whether a call-back asks for the case to be taken up again."""
    return answers.get("solved") == "no" or answers.get("satisfied") == "dissatisfied"
