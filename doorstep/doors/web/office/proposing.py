"""To whom a case may go, as the office's pages offer it: the catalogue's row first, then what happened to cases like it.

Whom a complaint is about is passed over for the unit above; what the negative list forbids is not offered. Where the
catalogue has no row, nothing of it is offered: the case is a matter for consultation 会商, and it is said why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from django.utils import timezone

from doorstep.doors.web.office.entries import Suggestion
from doorstep.kernel.geography import Unit
from doorstep.kernel.routing import Refers, is_under, subjects_of, unit_above
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.catalogue import services as catalogue
from doorstep.wings.dispatch import queries, services

BASIS_ABOVE = Words(zh="控告举报不交被反映的单位，上提一级", en="Never to those it is about: one level up")


class Asked(catalogue.CaseLike, Protocol):
    """What proposing needs to know of a case besides."""

    @property
    def text(self) -> str: ...
    @property
    def about(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What may be done with a case: units to choose from, or why it goes to consultation."""

    suggestions: tuple[Suggestion, ...]
    consult: Words | None


def offers(cases: Sequence[queries.Waiting]) -> dict[UUID, Offered]:
    """For each case the units, the best first."""
    if not cases:
        return {}
    by_past = services.proposals(cases, queries.past_dispatches(cases))
    found = {}
    for case in cases:
        offered = offer(case)
        known = {one.unit for one in offered.suggestions}
        past = tuple(
            Suggestion(unit=one.unit, label=unit_tree().label(one.unit), reason=one.reason, basis=one.basis)
            for one in by_past[case.id]
            if one.unit not in known and may_lead(case, one.unit)
        )
        found[case.id] = Offered(suggestions=(*offered.suggestions, *past)[:4], consult=offered.consult)
    return found


def offer(case: Asked, ownership: str = "") -> Offered:
    """What the catalogue alone says."""
    on = timezone.localdate()
    found = catalogue.propose(case, on=on, ownership=ownership)
    units = _units()
    suggestions = [
        suggestion for one in found if (suggestion := _allowed(case, one, units, on)) and one.unit in unit_tree()
    ]
    unique = {one.unit: one for one in reversed(suggestions)}
    ordered = tuple(one for one in suggestions if unique.pop(one.unit, None))
    return Offered(suggestions=ordered, consult=_why_consult(case, found, ordered))


def _allowed(case: Asked, one: catalogue.Proposed, units: Mapping[str, Unit], on: date) -> Suggestion | None:
    """The proposal, or the unit above where it names whom the case is about; None where the negative list forbids it."""
    unit, reason, basis, token = one.unit, _reason(one), one.basis, one.token
    about = next((code for code in _subjects(case, units) if unit in units and is_under(units[unit], units[code])), "")
    if about:
        above = unit_above(units[about], units)
        unit, basis, token = above.code, BASIS_ABOVE, ""
        name = units[about].label
        reason = Words(zh=f"反映的是{name.zh}，派给它的上一级", en=f"It is about {name.en}: the unit above")
    if not may_lead(case, unit, on):
        return None
    helpers = tuple(unit_tree().label(code) for code in one.assisting)
    copies = tuple(unit_tree().label(code) for code in one.copies)
    return Suggestion(
        unit=unit,
        label=unit_tree().label(unit),
        reason=reason,
        basis=basis,
        token=token,
        helpers=helpers,
        copies=copies,
        short=_short(one) if token and not one.if_owned else None,
    )


def _short(one: catalogue.Proposed) -> Words:
    """“第 14 行：…”: for a narrow column."""
    line = one.token.partition("/")[2]
    said = one.row.basis
    return Words(zh=f"第 {line} 行：{said}", en=f"Row {line}: {said}")


def _reason(one: catalogue.Proposed) -> Words:
    if one.if_owned:
        return Words(zh=f"如果权属是“{one.if_owned}”：{one.why.zh}", en=f"If owned by “{one.if_owned}”: {one.why.en}")
    return Words(zh=f"派单目录：{one.why.zh}", en=f"Dispatch catalogue: {one.why.en}")


def _subjects(case: Asked, units: Mapping[str, Unit]) -> frozenset[str]:
    return subjects_of(case.request_type, case.about, case.text, units) & units.keys()


def may_lead(case: Asked, unit: str, on: date | None = None) -> bool:
    """Whether the negative list lets this unit lead."""
    known = unit_tree().get(unit)
    refers = Refers(category=case.category, request_type=case.request_type, on=on)
    return known is not None and towns.pack().negative_list.bars(refers, known.kind) is None


def _why_consult(case: Asked, found: Sequence[catalogue.Proposed], allowed: Sequence[Suggestion]) -> Words | None:
    """Why nobody can be named without talking it over; None when somebody can."""
    if any(one.token for one in allowed) and not found[0].if_owned:
        return None
    if any(not one.token for one in allowed):
        return None
    what, where = towns.pack().categories.label(case.category), atlas().label(case.place_path)
    if allowed:
        return Words(
            zh=f"要看是谁的：{what.zh}在{where.zh}按权属分给不同单位，先查明权属",
            en=f"It depends on the owner: find out whose it is ({what.en}, {where.en})",
        )
    if found:
        name = unit_tree().label(found[0].unit)
        return Words(
            zh=f"目录写的{name.zh}按基层负面清单不能主办，或已经不在",
            en=f"{name.en}, which the catalogue names, may not lead by the negative list or is no more",
        )
    return Words(
        zh=f"派单目录里没有管“{what.zh}”（{where.zh}）的行",
        en=f"The catalogue has no row for “{what.en}” at {where.en}",
    )


def _units() -> dict[str, Unit]:
    return {unit.code: unit for unit in unit_tree().all()}


def keep_citation_only_if_it_fits(case: catalogue.Placed, filled: dict[str, str]) -> None:
    """Whoever chose another unit than the row names cites no row."""
    token = filled.get(catalogue.CITED)
    if token and not catalogue.fits(token, case, filled.get("unit", "")):
        filled.pop(catalogue.CITED)
