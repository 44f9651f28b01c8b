"""Asks before every step that names a unit whether the case may go there 派单前把关. No door can go round it.

Holds the grassroots negative list and the rule that nobody handles complaints about themselves against the unit named, and
hears the wings that want to be asked too. Refuses by name; writes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.geography import Unit
from doorstep.kernel.mechanism import OWN_UNIT, Mechanism
from doorstep.kernel.routing import (
    ABOUT,
    COMPLAINT,
    TIP_OFF,
    Refers,
    SubjectUnsaid,
    check_duty,
    check_subject,
    complained_of,
    subjects_of,
)
from doorstep.store.cases import sheets, towns
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = "SELECT title || E'\\n' || body FROM cases_casewords WHERE case_id = %s"
SETTLEMENTS = ("street", "community")
Check = Callable[[Case, Decision, date], None]
_checks: list[Check] = []


def connect(checks: Iterable[Check]) -> None:
    """Ask these too. Each raises a Refusal or lets the step pass."""
    _checks.extend(check for check in checks if check not in _checks)


def check_sending(case: Case, decision: Decision, mechanism: Mechanism, *, now: datetime) -> None:
    """Raises SubjectUnsaid, ToldOn, DepartmentsDuty, NotTheirsAtAll, or what a wing refuses."""
    step, on = decision.step, now.astimezone(SHANGHAI).date()
    if not step.names_unit and not step.for_each:
        return
    lead = decision.lead_unit if step.names_unit and step.names_unit != OWN_UNIT else None
    beside = decision.facts.get(step.for_each, ()) if step.for_each else ()
    units = {unit.code: unit for unit in unit_tree().all()}
    if lead:
        check_said(case, mechanism)
        check_unit(case, lead, assists=mechanism.is_inner, units=units, on=on)
    for code in beside:
        check_unit(case, code, assists=True, units=units, on=on)
    for check in _checks:
        check(case, decision, on)


def check_said(case: Case, mechanism: Mechanism) -> None:
    """Has somebody said whether a complaint that names a unit is about it? Raises SubjectUnsaid."""
    unsaid = unsaid_subjects(case, mechanism)
    if unsaid:
        raise SubjectUnsaid(units=tuple(unit_tree().label(code) for code in unsaid))


def unsaid_subjects(case: Case, mechanism: Mechanism) -> tuple[str, ...]:
    """Units that a complaint names while nobody has put on record whom it is about; none where that cannot be recorded."""
    if case.request_type != COMPLAINT or case.memory.at.get(ABOUT):
        return ()
    if not any(step.names_subject for step in mechanism.steps):
        return ()
    places = {place.label.zh for level in SETTLEMENTS for place in atlas().of_level(level)}
    return tuple(sorted(complained_of(_words(case), {unit.code: unit for unit in unit_tree().all()}, places)))


def check_unit(case: Case, code: str, *, assists: bool, units: Mapping[str, Unit], on: date) -> None:
    """May this case go to this unit: as the one that leads, or as one that assists?"""
    unit, pack = units.get(code), towns.pack()
    if unit is None:
        return
    refers = Refers(category=case.category, request_type=case.request_type, on=on)
    label = pack.categories.label(case.category)
    check_subject(case.request_type, _subjects(case, units), unit, units)
    check_duty(refers, unit, label, forbidden=pack.negative_list, assists=assists)


def _subjects(case: Case, units: Mapping[str, Unit]) -> frozenset[str]:
    about = case.memory.at.get(ABOUT, "")
    text = ""
    if case.request_type == TIP_OFF and not about:
        text = _words(case)
    return subjects_of(case.request_type, about, text, units)


def _words(case: Case) -> str:
    rows = sheets.run(WORDS, [case.id])
    return str(rows[0][0]) if rows else ""
