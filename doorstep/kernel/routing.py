"""To whom a case may be sent 派给谁: the grassroots negative list 基层负面清单, and nobody judges complaints about themselves.

Asked before every step that names a unit, whichever door it came through. A duty of a department does not go to a street or
community as lead; where the list says so, they may assist. A complaint or tip-off about a unit goes neither to that unit nor
to one below it, but to the unit above. Pure; refuses by name.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words

TIP_OFF = "tip_off"
PROTECTED = frozenset({"snap"})  # channels whose reporters are known to the office alone
COMPLAINT = "complaint"
AGAINST_SOMEBODY = (COMPLAINT, TIP_OFF)
ABOUT, NOBODY = "about", "-"  # where a case remembers whom it is about
SHORTEST = 3  # a short name of two signs stands in too many words
PEOPLE_OF = ("居委会", "村委会", "两委", "书记", "主任", "干部", "工作人员", "网格员", "便民服务")
KINDS = ("street", "community")
KNOWING = frozenset({"office", "opener", "reporter"})  # parties that may know who told on somebody


class KnownUnit(Protocol):
    """What this room needs to know of a unit."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def kind(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def parent(self) -> str: ...


class ToldOn(Refusal):
    """里面反映的是%(unit)s：控告举报不能交给被反映的单位或它的下级，请派给上一级“%(above)s”。"""


class SubjectUnsaid(Refusal):
    """投诉里提到了%(units)s：派单前请先“注明反映的是哪个单位”，不是投诉它的就留空，也要注明一次。"""


class ReporterHidden(Refusal):
    """控告举报的反映人不对承办单位公开；要联系，请统筹办转达。"""

    status = 403


class DepartmentsDuty(Refusal):
    """基层负面清单“%(rule)s”：%(category)s应由职能部门办，不能派给%(unit)s主办。"""


class NotTheirsAtAll(Refusal):
    """基层负面清单“%(rule)s”：%(category)s不能交给%(unit)s，协办也不行。"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refers:
    """What a case is about, as the list asks."""

    category: str
    request_type: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """One rule: what departments must do themselves. `kinds`: whom it spares; `may_assist`: they may still help."""

    code: str
    label: Words
    basis: Words
    categories: tuple[str, ...]
    kinds: tuple[str, ...] = KINDS
    request_types: tuple[str, ...] = ()
    may_assist: bool = True
    from_on: date = date.min
    until_on: date = date.max

    def covers(self, case: Refers) -> bool:
        """Whether the rule speaks of this case."""
        above = case.category.partition(".")[0]
        return (
            (case.category in self.categories or above in self.categories)
            and (not self.request_types or case.request_type in self.request_types)
            and (case.on is None or self.from_on <= case.on <= self.until_on)
        )


@dataclass(frozen=True, kw_only=True)
class NegativeList:
    """The rules in the order of the file; the first that speaks of a case counts."""

    duties: tuple[Duty, ...] = ()

    def bars(self, case: Refers, kind: str, *, assists: bool = False) -> Duty | None:
        """The rule that keeps this case from units of this kind, or None."""
        for duty in self.duties:
            if kind in duty.kinds and not (assists and duty.may_assist) and duty.covers(case):
                return duty
        return None


NO_DUTIES = NegativeList()


def check_duty(
    case: Refers, unit: KnownUnit, category: Words, *, forbidden: NegativeList, assists: bool = False
) -> None:
    """Raises DepartmentsDuty, or NotTheirsAtAll where not even help may be asked."""
    duty = forbidden.bars(case, unit.kind, assists=assists)
    if duty:
        refusal = NotTheirsAtAll if assists else DepartmentsDuty
        raise refusal(rule=duty.label, category=category, unit=unit.label)


def check_subject(request_type: str, subjects: Iterable[str], unit: KnownUnit, units: Mapping[str, KnownUnit]) -> None:
    """Raises ToldOn when a complaint or tip-off is about this unit or one above it."""
    if request_type not in AGAINST_SOMEBODY:
        return
    for code in subjects:
        if code in units and is_under(unit, units[code]):
            raise ToldOn(unit=units[code].label, above=unit_above(units[code], units).label)


def is_under(unit: KnownUnit, subject: KnownUnit) -> bool:
    """Whether it is that unit or below it. The topmost authority is nobody's subject: nothing could be sent anywhere."""
    return subject.path.count("/") > 2 and unit.path.startswith(subject.path)


def unit_above(unit: KnownUnit, units: Mapping[str, KnownUnit]) -> KnownUnit:
    """The unit one level up; the topmost is above itself."""
    return units.get(unit.parent, unit)


def units_named(text: str, units: Iterable[KnownUnit]) -> frozenset[str]:
    """Codes of the units whose name stands in the text, the longest name first, so that a section is not taken for its bureau.

    The town's own name at the front may be left out.
    """
    found, left = set(), text
    for name, code in sorted(((_bare(unit.label.zh), unit.code) for unit in units), key=lambda pair: -len(pair[0])):
        if name and name in left:
            found.add(code)
            left = left.replace(name, "\n")
    return frozenset(found)


def complained_of(text: str, units: Mapping[str, KnownUnit], places: Container[str]) -> frozenset[str]:
    """Codes of the units whose name, or short name, stands in the text, so that a person must say whether it is about them.

    Short is a section's name without its bureau's, and 街道办 for 街道办事处. A community is called like its place: there its name
    alone says where something is, and only 居委会, 书记 and the like behind it whom.
    """
    known = [(name, unit.code) for unit in units.values() for name in _called(unit, units)]
    found, left = set(), text
    for name, code in sorted(known, key=lambda pair: (-len(pair[0]), pair[1])):
        spoken = [name + behind for behind in PEOPLE_OF] if name in places else [name]
        for one in spoken:
            if one in left:
                found.add(code)
                left = left.replace(one, "\n")
    return frozenset(found)


def _called(unit: KnownUnit, units: Mapping[str, KnownUnit]) -> tuple[str, ...]:
    full = _bare(unit.label.zh)
    above = _bare(units[unit.parent].label.zh) if unit.parent in units else ""
    short = full.removeprefix(above) if above else full
    names = (full, full.replace("街道办事处", "街道办"), short if len(short) >= SHORTEST else full)
    return tuple(dict.fromkeys(name for name in names if name))


def subjects_of(request_type: str, about: str, text: str, units: Mapping[str, KnownUnit]) -> frozenset[str]:
    """Which units a case is about: as a person has put on record, else, of a tip-off, whom its words name.

    A complaint in words alone binds nobody, since people name whom they have asked for help: there a person is asked.
    """
    if about:
        return frozenset() if about == NOBODY else frozenset({about})
    return units_named(text, units.values()) if request_type == TIP_OFF else frozenset()


def hides_reporter(request_type: str, about: str, channel: str = "") -> bool:
    """Whether those who handle the case may not learn who reported it."""
    return (
        channel in PROTECTED
        or request_type == TIP_OFF
        or (request_type in AGAINST_SOMEBODY and about not in ("", NOBODY))
    )


def may_know_reporter(request_type: str, about: str, parties: Iterable[str], channel: str = "") -> bool:
    """Whether somebody who is these parties to the case may open the reporter's name and phone."""
    return not hides_reporter(request_type, about, channel) or bool(KNOWING & set(parties))


def _bare(name: str) -> str:
    return name.split("（", maxsplit=1)[0].removeprefix("市")
