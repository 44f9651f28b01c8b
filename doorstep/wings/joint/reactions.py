"""What follows by itself when units work together: invitations go out, agendas fill, tied cases follow a ruling. Each may run twice."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import sheets, ties
from doorstep.store.cases.acting import act
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.locking import find, find_numbered
from doorstep.wings.joint import queries
from doorstep.wings.joint.rules import is_asked, step_after_ruling

log = structlog.get_logger(__name__)
FACTS = "SELECT facts::text FROM cases_event WHERE case_id = %s AND seq = %s"
LAST_REPLY = """
SELECT facts->>'reply' FROM cases_event WHERE case_id = %s AND verb IN ('answer', 'correct') ORDER BY seq DESC LIMIT 1
"""
# A step that has become impossible since is no fault: the case has moved on, or keeps a law that knows no such step.
MOVED_ON = ("step_not_open", "step_barred", "step_used_up", "step_unknown", "case_not_found")


def tell_main(told: Told, *, now: datetime) -> None:
    """A part or an assistance was signed off: the main case says so, in words for its reporter."""
    held = find(told.case_id)
    for main in ties.above(told.case_id) if held else ():
        if held and main.mechanism == "six_orders":
            _act(main.id, "part_done", {"by": held.case.lead_unit}, told, now)


def send_invitations(told: Told, *, now: datetime) -> None:
    """One for each unit that the meeting was called with, itself left out."""
    held, facts = find(told.case_id), _facts(told)
    if held is None:
        return
    units = [unit for unit in facts.get("units", ()) if unit != held.case.lead_unit]
    if units and not any(one.mechanism == "invitation" for one in ties.beneath(told.case_id)):
        _act(told.case_id, "invite", {"units": units, "meets_on": facts.get("meets_on", "")}, told, now)


def tell_new_date(told: Told, *, now: datetime) -> None:
    """Every unit invited is told of the new date."""
    for one in _invitations(told.case_id):
        _act(one.id, "new_date", {"meets_on": _facts(told)["meets_on"]}, told, now)


def after_meeting(told: Told, *, now: datetime) -> None:
    """Whoever was there is asked how it was; who never answered is on record as such."""
    attended = _facts(told).get("attended", ())
    for one in _invitations(told.case_id):
        if one.state == "invited":
            _act(one.id, "lapse", {}, told, now)
        elif one.state == "answered" and is_asked(reply=_reply(one.id), unit=one.lead_unit, attended=attended):
            _act(one.id, "ask_opinion", {}, told, now)
    if told.event == "sitting.held":
        _file_if_settled(told.case_id, told, now)


def call_off_invitations(told: Told, *, now: datetime) -> None:
    """No meeting: nobody need come, and its questions wait for another."""
    for one in ties.beneath(told.case_id):
        if one.mechanism == "invitation":
            _act(one.id, "call_off", {}, told, now)
        elif one.mechanism == "coordination":
            _act(one.id, "postpone", {}, told, now)


def put_on_agenda(told: Told, *, now: datetime) -> None:
    """A question taken up by a sitting is on its agenda."""
    question, sitting = find_numbered(str(_facts(told).get("question", ""))), find(told.case_id)
    if question and sitting and question.case.mechanism == "coordination":
        _act(question.case.id, "schedule", {"meeting": sitting.case.number}, told, now)


def take_off_agenda(told: Told, *, now: datetime) -> None:
    """A question that was dropped waits for the next sitting."""
    question = find_numbered(str(_facts(told).get("question", "")))
    if question and question.case.mechanism == "coordination":
        _act(question.case.id, "postpone", {}, told, now)


def follow_ruling(told: Told, *, now: datetime) -> None:
    """The cases it was argued by go to the unit named, which may not return them; a sitting with nothing left is filed."""
    held, unit = find(told.case_id), str(_facts(told).get("unit", ""))
    if held is None:
        return
    for case_id, _number, state, lead in queries.tied_cases(told.case_id):
        verb = step_after_ruling(state=state, lead=lead, ruled=unit)
        if verb:
            _act(case_id, verb, {"unit": unit, "ruling": held.case.number}, told, now)
    for sitting in ties.above(told.case_id):
        if sitting.mechanism == "sitting":
            _file_if_settled(sitting.id, told, now)


def _file_if_settled(sitting: UUID, told: Told, now: datetime) -> None:
    questions = [one for one in ties.beneath(sitting) if one.mechanism == "coordination"]
    held = find(sitting)
    if held and held.case.state == "held" and questions and all(one.is_final for one in questions):
        _act(sitting, "file", {}, told, now)


def _invitations(meeting: UUID) -> list[ties.Tied]:
    return [one for one in ties.beneath(meeting) if one.mechanism == "invitation"]


def _reply(invitation: UUID) -> str:
    rows = sheets.run(LAST_REPLY, [invitation])
    return rows[0][0] or "" if rows else ""


def _facts(told: Told) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sheets.run(FACTS, [told.case_id, told.seq])[0][0])
    return found


def _act(case_id: UUID, verb: str, form: Mapping[str, Any], told: Told, now: datetime) -> None:
    """Once for the event heard, however often it is heard."""
    key = f"joint:{told.case_id}:{told.seq}"
    try:
        act(case_id=case_id, verb=verb, form=form, actor=SYSTEM, now=now, key=key)
    except Refusal as refusal:
        if refusal.code not in MOVED_ON:
            raise
        log.info("joint_step_left_out", verb=verb, why=refusal.code)


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "assist.signed_off": [tell_main],
    "part.signed_off": [tell_main],
    "consultation.called": [send_invitations],
    "sitting.planned": [send_invitations],
    "consultation.rescheduled": [tell_new_date],
    "sitting.rescheduled": [tell_new_date],
    "consultation.held": [after_meeting],
    "sitting.held": [after_meeting],
    "consultation.called_off": [call_off_invitations],
    "sitting.called_off": [call_off_invitations],
    "sitting.taken_up": [put_on_agenda],
    "sitting.dropped": [take_off_agenda],
    "coordination.ruled": [follow_ruling],
}
