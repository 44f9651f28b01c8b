"""To which unit a case may go 派单建议: proposals with their evidence, and what speaks against a unit. Pure.

Evidence is the category's usual unit in the pack and what happened to earlier cases of the same kind nearby. A unit that
a complaint or tip-off names is never proposed; for a tip-off it is refused (whoever is told on does not handle it).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doorstep.kernel.routing import AGAINST_SOMEBODY, TIP_OFF, KnownUnit, is_under, units_named
from doorstep.kernel.words import Words

MOST = 3
FEWEST = 2
GRASSROOTS = "community"


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """How many earlier cases of one category in one community a unit led, and how many it objected to."""

    unit: str
    count: int
    of: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A unit with the reason why it is proposed. `basis` fills the dispatch form's line."""

    unit: str
    reason: Words
    basis: Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """A case as proposing sees it: category and type of request, and its masked text."""

    category: str
    category_label: Words
    request_type: str
    text: str


def is_against(case: Facts, unit: str, units: Mapping[str, KnownUnit]) -> bool:
    """Whether a complaint or tip-off names this unit, or one above it."""
    if case.request_type not in AGAINST_SOMEBODY or unit not in units:
        return False
    return any(is_under(units[unit], units[code]) for code in units_named(case.text, units.values()))


def may_not_go(case: Facts, unit: str, units: Mapping[str, KnownUnit]) -> Words | None:
    """Why a case is refused to a unit; None when it may go there."""
    if case.request_type == TIP_OFF and is_against(case, unit, units):
        return Words(
            zh="举报里提到了这个单位：控告举报不得交给被反映的单位，请派给它的上级或纪检监察",
            en="The tip-off names this unit: it may not be handed to those it is about; choose the unit above",
        )
    return None


def doubts(case: Facts, unit: str, units: Mapping[str, KnownUnit]) -> tuple[Words, ...]:
    """What a person should think of before dispatching there; nothing of it forbids."""
    found = []
    named = units_named(case.text, units.values()) if not unit and case.request_type in AGAINST_SOMEBODY else ()
    if named:
        names = sorted(units[code].label.zh for code in named), sorted(units[code].label.en for code in named)
        found.append(
            Words(
                zh=f"里面提到了{'、'.join(names[0])}，不建议派给它自己，请选它的上级",
                en=f"It names {', '.join(names[1])}, which is not proposed; choose the unit above it",
            )
        )
    if unit in units and units[unit].kind == GRASSROOTS:
        found.append(
            Words(
                zh="这是社区：应由职能部门办的不派给基层（国办函〔2025〕66号），请再想一想",
                en="This is a community: what is a department’s duty is not sent down (State Council General Office 2025 No. 66)",
            )
        )
    if case.request_type != TIP_OFF and is_against(case, unit, units):
        found.append(
            Words(
                zh="投诉里提到了这个单位，派给它自己办可能不公",
                en="The complaint names this unit; it may not judge itself fairly",
            )
        )
    return tuple(found)


def propose(case: Facts, usual: str, past: Iterable[Past], units: Mapping[str, KnownUnit]) -> tuple[Proposal, ...]:
    """Up to three units, the best first: the pack's usual unit, then those that led such cases nearby."""
    history = sorted((row for row in past if row.unit in units and row.count >= FEWEST), key=lambda row: -row.count)
    known = {row.unit: row for row in history}
    ranked = [usual] if usual in units else []
    ranked += [row.unit for row in history if row.unit != usual]
    allowed = [unit for unit in ranked if not is_against(case, unit, units)]
    return tuple(_proposal(case, unit, unit == usual, known.get(unit)) for unit in allowed[:MOST])


def _proposal(case: Facts, unit: str, is_usual: bool, past: Past | None) -> Proposal:
    zh, en = [], []
    if is_usual:
        zh.append(f"派单目录：{case.category_label.zh}由它承办")
        en.append(f"Dispatch catalogue: it handles “{case.category_label.en}”")
    if past:
        zh.append(f"本社区近来同类 {past.of} 件，{past.count} 件由它办")
        en.append(f"it led {past.count} of {past.of} recent cases of this kind here")
    basis = (
        Words(zh=f"派单目录：{case.category_label.zh}", en=f"Dispatch catalogue: {case.category_label.en}")
        if is_usual
        else Words(zh=f"参照同类：{case.category_label.zh}", en=f"As earlier cases: {case.category_label.en}")
    )
    return Proposal(unit=unit, reason=Words(zh="；".join(zh), en="; ".join(en)), basis=basis)
