"""Takes rulings up into the catalogue 裁定入目录: an upheld objection, or a ruling of a coordination meeting, becomes a row.

What a meeting settled replaces the row of the very same scope, and else is added. Refuses what the negative list forbids.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.catalogue import Matter, Row
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.routing import DepartmentsDuty, Refers, check_duty
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets, towns
from doorstep.store.people.units import unit_tree
from doorstep.wings.catalogue import queries
from doorstep.wings.catalogue.models import DECLINED, FROM_RULING, TAKEN, WAITING, Proposal, Version
from doorstep.wings.catalogue.services import publish

__all__ = ["DepartmentsDuty", "RulingSettled", "leads_now", "let_be", "note_ruling", "take_up"]
RULED = """
SELECT e.facts, e.at, c.number, c.category, c.place_path FROM cases_event e JOIN cases_case c ON c.id = e.case_id
WHERE e.case_id = %s AND e.seq = %s
"""
BROUGHT = """
SELECT c.category, c.place_path FROM cases_tie t JOIN cases_case c ON c.id IN (t.child_id, t.parent_id) AND c.id <> %s
WHERE (t.parent_id = %s OR t.child_id = %s) AND NOT c.is_inner AND c.category <> '' ORDER BY c.opened_at LIMIT 1
"""
MEETING = "SELECT facts->>'meeting' FROM cases_event WHERE case_id = %s AND verb = 'schedule' ORDER BY seq DESC LIMIT 1"
DEPTHS = {"this_place": 3, "this_street": 2, "everywhere": 0}


class RulingSettled(Refusal):
    """这条裁定已经有人处理过了。"""


def note_ruling(case_id: UUID, seq: int, kind: str) -> Proposal | None:
    """Keep it as a proposal, once; None where it says nothing that could be a row."""
    rows = sheets.run(RULED, [case_id, seq])
    if not rows:
        return None
    facts, at, number, category, place = rows[0]
    said: dict[str, Any] = json.loads(facts) if isinstance(facts, str) else facts
    if category in ("", "unsorted") or kind == "coordination":
        brought = sheets.run(BROUGHT, [case_id, case_id, case_id])
        category, place = brought[0] if brought else (category, place)
    category, unit = said.get("category") or category, said.get("unit") or ""
    if category not in towns.pack().categories.by_code or unit not in unit_tree():
        return None
    scope = _upto(said.get("place") or place, DEPTHS.get(said.get("scope", ""), 3))
    if _stands_already(category, scope, unit, at.astimezone(SHANGHAI).date()):
        return None
    return Proposal.objects.get_or_create(
        case_id=case_id,
        seq=seq,
        defaults={
            "number": number,
            "kind": kind,
            "category": category,
            "place_path": scope,
            "unit": unit,
            "basis": _basis(kind, number, case_id, at),
            "ruled_at": at,
        },
    )[0]


def _stands_already(category: str, place_path: str, unit: str, on: date) -> bool:
    """Whether the catalogue in force says just this, so that there is nothing to take up."""
    match = queries.current_catalogue().match(Matter(category=category, place_path=place_path), on=on)
    return match is not None and match.lead == unit


def _upto(path: str, depth: int) -> str:
    parts = path.strip("/").split("/")[:depth]
    return f"/{'/'.join(parts)}/" if depth and parts[0] else ""


def _basis(kind: str, number: str, case_id: UUID, at: datetime) -> str:
    day = f"{at:%Y-%m-%d}"
    if kind == "coordination":
        rows = sheets.run(MEETING, [case_id])
        meeting = f"（{rows[0][0]}）" if rows and rows[0][0] else ""
        return f"联席协调会{meeting} {day} 裁定，提请 {number}"
    return f"派单异议审核 {day} 成立改派，事项 {number}"


def leads_now(proposal: Proposal, *, on: date) -> Words | None:
    """Whom the catalogue in force names for such a case; None for nobody."""
    matter = Matter(category=proposal.category, place_path=proposal.place_path)
    match = queries.current_catalogue().match(matter, on=on)
    return unit_tree().label(match.lead) if match else None


@transaction.atomic
def take_up(proposal_id: int, *, by: UUID | None, now: datetime) -> Version:
    """A new version with this row. Raises RulingSettled, DepartmentsDuty, SameAsBefore."""
    proposal = _waiting(proposal_id)
    unit = unit_tree().get(proposal.unit)
    label = towns.pack().categories.label(proposal.category)
    if unit:
        check_duty(Refers(category=proposal.category), unit, label, forbidden=towns.pack().negative_list)
    row = Row(
        line=0,
        categories=(proposal.category,),
        place_path=proposal.place_path,
        lead=proposal.unit,
        basis=proposal.basis,
        assisting=_assisting(proposal),
    )
    rows = _with(queries.current_catalogue().rows, row)
    version = publish(rows, origin=FROM_RULING, source=proposal.number, note=proposal.basis, by=by, now=now)
    _settle(proposal, TAKEN, by, now, version.name)
    return version


def _assisting(proposal: Proposal) -> tuple[str, ...]:
    """Who the ruling says shall help, as far as they still exist."""
    (said,) = sheets.run(
        "SELECT coalesce(facts->'assisting', '[]') FROM cases_event WHERE case_id = %s AND seq = %s",
        [proposal.case_id, proposal.seq],
    )[0]
    named = json.loads(said) if isinstance(said, str) else said
    return tuple(code for code in named if code in unit_tree() and code != proposal.unit)


def _with(rows: Sequence[Row], new: Row) -> list[Row]:
    """The new row in place of the one it overrules, which stays for the other categories it names."""
    found = []
    for row in rows:
        if _same_scope(row, new):
            left = tuple(code for code in row.categories if code not in new.categories)
            found += [replace(row, categories=left)] if left else []
        else:
            found.append(row)
    return [*found, new]


def _same_scope(row: Row, new: Row) -> bool:
    is_plain = not (row.ownership or row.words or row.request_types or row.urgencies)
    return is_plain and row.place_path == new.place_path and bool(set(row.categories) & set(new.categories))


@transaction.atomic
def let_be(proposal_id: int, *, by: UUID | None, now: datetime) -> None:
    """It stays a ruling on one case. Raises RulingSettled."""
    _settle(_waiting(proposal_id), DECLINED, by, now)


def _waiting(proposal_id: int) -> Proposal:
    proposal = Proposal.objects.select_for_update().filter(pk=proposal_id, state=WAITING).first()
    if proposal is None:
        raise RulingSettled
    return proposal


def _settle(proposal: Proposal, state: str, by: UUID | None, now: datetime, version: str = "") -> None:
    proposal.state, proposal.settled_by, proposal.settled_at, proposal.version = state, by, now, version
    proposal.save(update_fields=["state", "settled_by", "settled_at", "version"])
