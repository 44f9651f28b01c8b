"""Keeps the rows of resources, needs and incubated projects, in the transaction of each of their steps; refuses what they do not bear out."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.money import fen_of
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases import sheets
from doorstep.store.cases.following import Follower
from doorstep.store.cases.locking import lock
from doorstep.wings.resources import rules
from doorstep.wings.resources.models import Asked, Incubated, Need, Resource
from doorstep.wings.resources.queries import LISTED, taken

OPENED = """
SELECT c.number, c.place_path, c.category, c.opened_unit, c.opened_at, w.body, e.facts::text
FROM cases_case c JOIN cases_casewords w ON w.case_id = c.id JOIN cases_event e ON e.case_id = c.id AND e.seq = 1 WHERE c.id = %s
"""
NUMBER = "SELECT number FROM cases_case WHERE number = %s"


def _local(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _opened(case_id: UUID) -> tuple[dict[str, Any], list[str], Mapping[str, Any]]:
    """What every row has, the lines that were written (each `line` field is one line), and the other answers."""
    number, place, category, unit, at, body, raw = sheets.run(OPENED, [case_id])[0]
    own = {"number": number, "place_path": place, "category": category, "unit": unit, "on": _local(at)}
    return own, body.split("\n"), json.loads(raw)


def keep_resource(case_id: UUID) -> Resource:
    """The row of a resource; again, the same row."""
    own, lines, facts = _opened(case_id)
    made, _ = Resource.objects.get_or_create(
        pk=case_id,
        defaults={
            "number": own["number"],
            "title": lines[0][:120],
            "what": "\n".join(lines[1:-1]),
            "body": lines[-1][:60],
            "price_fen": fen_of(facts["price"]) if facts.get("price") else None,
            "price_basis": facts.get("price_basis", []),
            "place_path": own["place_path"],
            "category": own["category"],
            "unit": own["unit"],
            "recorded_on": own["on"],
            **{name: facts[name] for name in ("partner", "form", "kind", "reach", "provider", "monthly")},
        },
    )
    return made


def keep_need(case_id: UUID) -> Need:
    """The row of a need; again, the same row."""
    own, lines, facts = _opened(case_id)
    made, _ = Need.objects.get_or_create(
        pk=case_id,
        defaults={
            "number": own["number"],
            "title": lines[0][:120],
            "what": "\n".join(lines[1:]),
            "kind": facts["kind"],
            "wanted": facts["wanted"],
            "by_day": facts.get("by_day") or None,
            "came_from": _number(facts.get("came_from", "")),
            "place_path": own["place_path"],
            "category": own["category"],
            "unit": own["unit"],
            "recorded_on": own["on"],
            "unmet_for": "",
        },
    )
    return made


def _number(said: str) -> str:
    """The number of a case as it was typed; "" where there is none such."""
    return next((str(number) for (number,) in sheets.run(NUMBER, [said])), "")


def keep_incubated(case_id: UUID) -> Incubated:
    """The row of a project that applied; again, the same row."""
    own, lines, facts = _opened(case_id)
    made, _ = Incubated.objects.get_or_create(
        pk=case_id,
        defaults={
            "number": own["number"],
            "title": lines[0][:120],
            "what": "\n".join(lines[1:-1]),
            "body": lines[-1][:60],
            "level": facts["level"],
            "place_path": own["place_path"],
            "unit": own["unit"],
            "applied_on": own["on"],
        },
    )
    return made


def propose(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """A listed resource of the sort, that comes here, and was not asked before."""
    need, number = keep_need(case.id), str(decision.facts["resource"])
    asked = _asked(need, number)
    try:
        with transaction.atomic():
            Asked.objects.create(need=need, resource=asked, on=_local(now), declined="")
    except IntegrityError:
        raise FormRefused({"resource": rules.ResourceAsked(number=number)}) from None
    Need.objects.filter(pk=need.pk).update(resource=asked)


def _asked(need: Need, number: str) -> Resource:
    rows = sheets.run(
        "SELECT c.id, c.state, l.name FROM cases_case c JOIN cases_law l ON l.id = c.law_id WHERE c.number = %s",
        [number],
    )
    if not rows or rows[0][2] != "resource":
        raise FormRefused({"resource": rules.ResourceUnknown(value=number)})
    found = keep_resource(rows[0][0])
    fault: FieldFault | None = None
    if rows[0][1] != LISTED:
        fault = rules.ResourceNotListed(number=number)
    elif found.kind != need.kind:
        fault = rules.ResourceOfOtherKind(number=number)
    elif not rules.reaches(found.place_path, found.reach, need.place_path):
        fault = rules.ResourceOutOfReach(number=number)
    if fault:
        raise FormRefused({"resource": fault})
    return found


def agree(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """On a day to come, and not more often in its month than was offered."""
    need, on = keep_need(case.id), date.fromisoformat(decision.facts["on"])
    if on < _local(now):
        raise FormRefused({"on": rules.DayPast(day=on.isoformat())})
    held = Resource.objects.get(needs=need)
    offered = lock(held.case_id)  # one at a time takes a place of the month, and none while it is withdrawn
    if offered is None or offered.case.state != LISTED:
        raise FormRefused({"on": rules.ResourceNotListed(number=held.number)})
    if taken(held.pk, on) >= held.monthly:
        full = rules.MonthFull(number=held.number, month=f"{on:%Y-%m}", count=held.monthly)
        raise FormRefused({"on": full})
    Need.objects.filter(pk=need.pk).update(agreed_on=on)


def decline(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """The reason stays with whom was asked; the need looks again."""
    need = keep_need(case.id)
    need.asked.filter(resource=need.resource).update(declined=decision.facts["reason"])
    Need.objects.filter(pk=need.pk).update(resource=None, agreed_on=None)


def carry_out(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """On a day that has come."""
    on = date.fromisoformat(decision.facts["done_on"])
    if on > _local(now):
        raise FormRefused({"done_on": rules.DayAhead(day=on.isoformat())})
    Need.objects.filter(pk=case.id).update(done_on=on, served=decision.facts["served"])


def rate(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """No more answers than were served, no more satisfied than answered."""
    need, faults = keep_need(case.id), dict[str, FieldFault]()
    answered, satisfied = decision.facts["answered"], decision.facts["satisfied"]
    if answered > (need.served or 0):
        faults["answered"] = rules.MoreAnswersThanServed(served=need.served)
    if satisfied > answered:
        faults["satisfied"] = rules.MoreSatisfiedThanAsked(answered=answered)
    if faults:
        raise FormRefused(faults)
    Need.objects.filter(pk=need.pk).update(answered=answered, satisfied=satisfied)


def give_up(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """What is missing is counted by sort."""
    need = keep_need(case.id)
    Need.objects.filter(pk=need.pk).update(resource=None, unmet_for=decision.facts["reason"])


def admit(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Until a day to come."""
    until = date.fromisoformat(decision.facts["until"])
    if until <= _local(now):
        raise FormRefused({"until": rules.DayPast(day=until.isoformat())})
    row = keep_incubated(case.id)
    row.until, row.given, row.admitted_on = until, list(decision.facts["given"]), _local(now)
    row.save(update_fields=["until", "given", "admitted_on"])


def report(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """One more."""
    row = keep_incubated(case.id)
    row.reports += 1
    row.save(update_fields=["reports"])


def graduate(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """After a review at least."""
    row = keep_incubated(case.id)
    if not row.reports:
        raise rules.NoReview
    row.served, row.result, row.over_on = decision.facts["served"], redact(decision.texts["result"]).text, _local(now)
    row.save(update_fields=["served", "result", "over_on"])


def close(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Refused, or ended."""
    row = keep_incubated(case.id)
    row.over_on = _local(now)
    row.save(update_fields=["over_on"])


FOLLOWERS: Mapping[str, tuple[Follower, ...]] = {
    "need.proposed": (propose,),
    "need.agreed": (agree,),
    "need.declined": (decline,),
    "need.carried_out": (carry_out,),
    "need.rated": (rate,),
    "need.unmet": (give_up,),
    "incubation.admitted": (admit,),
    "incubation.reported": (report,),
    "incubation.graduated": (graduate,),
    "incubation.refused": (close,),
    "incubation.ended": (close,),
}
