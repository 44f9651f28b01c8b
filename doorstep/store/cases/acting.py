"""Takes a step on a case: the second of the two ways in which cases are written, and the only way one changes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.errors import UniqueViolation

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import KEEPER, SEALED, Case
from doorstep.kernel.decide import Decision, decide
from doorstep.kernel.event import Event
from doorstep.kernel.extending import asked_of
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.refusals import CaseMovedOn, CaseNotFound, Refusal
from doorstep.kernel.standing import owed_by, parties_of
from doorstep.store.cases import clock_rows, clocks, joining, ledger, repeats, sheets, ties, towns
from doorstep.store.cases.following import follow
from doorstep.store.cases.handing_over import hand_over
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, lock
from doorstep.store.cases.opening_beneath import open_beneath
from doorstep.store.cases.outlasting import check_outlasted
from doorstep.store.cases.sending import check_sending
from doorstep.store.cases.sharing import check_shares
from doorstep.store.cases.stories import labels_since
from doorstep.store.cases.weighing import check_weighed
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.units import unit_tree
from doorstep.store.sealing import keyed_hash

MOVED = sheets.Sheet(
    table="cases_case",
    columns={
        "id": "uuid",
        "state": "text",
        "seq": "int",
        "head": "bytea",
        "memory": "jsonb",
        "running": "jsonb",
        "lead_unit": "text",
        "lead_path": "text",
        "category": "text",
        "request_type": "text",
        "urgency": "text",
        "owed_by": "text",
        "is_final": "bool",
        "is_published": "bool",
        "is_inner": "bool",
        "moved_at": "timestamptz",
        "due_at": "timestamptz",
        "due_clock": "text",
        "merged_into": "uuid",
    },
)
CHANGES = ", ".join(f"{name} = r.{name}" for name in MOVED.columns if name != "id")
MOVE = f"""
WITH {{parts}}, r AS (SELECT * FROM json_to_record(${{row}}::json) AS r({MOVED.typed()})), stopped AS (
    UPDATE cases_clock k SET stopped_at = r.moved_at FROM r
    WHERE k.case_id = r.id AND k.name = ANY(${{stopped}}::text[]) AND k.stopped_at IS NULL
), turned AS (
    UPDATE cases_clock k SET {clock_rows.CHANGES}
    FROM r, json_to_recordset(${{changed}}::json) AS u({clock_rows.CHANGED.typed()})
    WHERE k.case_id = r.id AND k.name = u.name AND k.stopped_at IS NULL
)
UPDATE cases_case c SET {CHANGES} FROM r WHERE c.id = r.id
"""


@dataclass(frozen=True, kw_only=True)
class Done:
    """The step as it was written. `is_repeat` when the key had been used for this very step before."""

    case_id: UUID
    number: str
    seq: int
    event: str
    state: str
    is_repeat: bool = False


@dataclass(frozen=True)
class _Brought:
    id: UUID
    seq: int
    photos: Mapping[str, Sequence[str]]


def act(
    *,
    case_id: UUID,
    verb: str,
    form: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    key: str | None = None,
    seen: int | None = None,
) -> Done:
    """Take one step, in one transaction: event, state, clocks, job.

    `key` makes a repeated call answer with the first result. `seen` is the number of the last event that the actor had
    before their eyes: when the case has moved since, the step is refused with what happened meanwhile.
    Raises CaseNotFound, CaseMovedOn, KeyUsedDifferently, and whatever `decide` raises.
    """
    full_key, print_ = _key_of(case_id, verb, form, actor, key)
    try:
        with transaction.atomic():
            return _act(case_id, verb, form, actor, now, seen, full_key, print_)
    except (Refusal, UniqueViolation) as refused:
        first = repeats.first_use(full_key, print_) if full_key else None
        if first is None:
            raise
        if isinstance(refused, UniqueViolation) and "cases_event_key" not in str(refused):
            raise
        return Done(
            case_id=case_id, number=first.number, seq=first.seq, event=first.name, state=first.enters, is_repeat=True
        )


def _act(
    case_id: UUID,
    verb: str,
    form: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    seen: int | None,
    key: str | None,
    print_: bytes,
) -> Done:
    held = lock(case_id)
    if held is None:
        raise CaseNotFound
    mechanism = law(held.law_id)
    check_seen(held.case, mechanism, seen)
    case = _waiting(held.case, mechanism, verb)
    decision = decide(case, mechanism, verb, form, actor, parties=towns.pack().parties, world=towns.world())
    check_outlasted(case, decision.step, now)
    check_shares(case, decision)
    check_weighed(decision, now)
    check_sending(case, decision, mechanism, now=now)
    done = _write(held, mechanism, decision, actor, now, key, print_ if key else None)
    follow(held.case, decision, actor, now)
    opened = open_beneath(replace(held.case, **decision.sorted_as), decision, form, actor, now)  # type: ignore[arg-type]
    if decision.step.hands_over:
        hand_over(held.case.id, opened[0].case_id)
    return done


def _waiting(case: Case, mechanism: Mechanism, verb: str) -> Case:
    """The case with what this step would have to await."""
    awaits = next((step.awaits for step in mechanism.steps if step.verb == verb), ())
    return replace(case, waits_for=ties.waiting_for(case.id, awaits)) if awaits else case


def _key_of(
    case_id: UUID, verb: str, form: Mapping[str, Any], actor: Actor, key: str | None
) -> tuple[str | None, bytes]:
    if not key:
        return None, b""
    content = json.dumps(dict(form), sort_keys=True, default=str)
    full = f"act:{case_id}:{verb}:{actor.id or actor.kind}:{key}"
    return repeats.as_key(full), keyed_hash(content, "print")


def check_seen(case: Case, mechanism: Mechanism, seen: int | None) -> None:
    """Refuse a step taken from a page that no longer shows where the case stands."""
    if seen is None or seen >= case.memory.moved:
        return
    raise CaseMovedOn(meanwhile=labels_since(case.id, mechanism, seen))


def _write(
    held: Held,
    mechanism: Mechanism,
    decision: Decision,
    actor: Actor,
    now: datetime,
    key: str | None,
    print_: bytes | None,
) -> Done:
    case, step = held.case, decision.step
    joined = joining.resolve(case, step, decision.facts)
    after = _after(case, mechanism, decision)
    salted = ledger.salt(decision.texts)
    event = _event(case, decision, actor, salted, now)
    turned = _turned(held, decision, after, actor, now)
    stack = sheets.Stack()
    digest = ledger.lay_event(stack, event, law_id=held.law_id, salted=salted, key=key, key_print=print_)
    ledger.lay_clocks(stack, case.id, turned)
    ledger.lay_job(stack, event, town=schema())
    ties.gather(stack, case, step, decision.facts, actor, now)
    is_sealed = SEALED in after.memory.flags
    owed = KEEPER if is_sealed else owed_by(mechanism.state(after.state).owner, after, towns.pack().parties)
    merged_into = joined or (None if step.parts else held.merged_into)
    _move(stack, after, digest, turned, owed, merged_into, now, is_inner=mechanism.is_inner or is_sealed)
    ledger.attach_photos([_Brought(case.id, after.seq, ledger.photos_of(step, event.facts))])
    if main := joined or (held.merged_into if step.parts else None):
        joining.recount_reports(main, waits=False)
    return Done(case_id=case.id, number=case.number, seq=after.seq, event=step.event, state=after.state)


def _turned(held: Held, decision: Decision, after: Case, actor: Actor, now: datetime) -> clocks.Turned:
    """The clocks as they stand once the step is taken."""
    parties, step = towns.pack().parties, decision.step
    return clocks.turn(
        clock_rows.running_of(after.id) if held.running else (),
        starts=decision.starts,
        stops=step.stops,
        is_final=after.is_final,
        case=after,
        now=now,
        verb=step.verb,
        agreed=clocks.agreed_in(step, decision.facts),
        asked=asked_of(step, decision.facts, parties_of(actor, held.case, parties), parties),
    )


def _after(case: Case, mechanism: Mechanism, decision: Decision) -> Case:
    """The case as it stands once the step is taken."""
    lead = case.lead_unit if decision.lead_unit is None else decision.lead_unit
    return replace(
        case,
        state=decision.enters,
        seq=case.seq + 1,
        memory=decision.memory,
        is_final=mechanism.state(decision.enters).final,
        lead_unit=lead,
        lead_path=case.lead_path if lead == case.lead_unit else unit_tree().path(lead),
        **decision.sorted_as,  # type: ignore[arg-type]
    )


def _event(case: Case, decision: Decision, actor: Actor, salted: ledger.Salted, now: datetime) -> Event:
    return Event(
        case_id=case.id,
        seq=case.seq + 1,
        name=decision.step.event,
        verb=decision.step.verb,
        leaves=decision.leaves,
        enters=decision.enters,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=decision.role,
        actor_unit=decision.unit,
        mechanism=case.mechanism,
        version=case.version,
        facts=decision.facts,
        seals=salted.commitments,
        previous=case.head,
    )


def _move(
    stack: sheets.Stack,
    after: Case,
    digest: bytes,
    turned: clocks.Turned,
    owed: str,
    merged_into: UUID | None,
    now: datetime,
    *,
    is_inner: bool,
) -> None:
    """A sealed case counts as nobody's request: it leaves every list, count and public page as long as it is sealed."""
    parts, rows = stack.parts()
    row = MOVED.row(
        {
            "id": after.id,
            "state": after.state,
            "seq": after.seq,
            "head": digest,
            "memory": ledger.memory_as_json(after.memory),
            "running": turned.running,
            "lead_unit": after.lead_unit,
            "lead_path": after.lead_path,
            "category": after.category,
            "request_type": after.request_type,
            "urgency": after.urgency,
            "owed_by": owed,
            "is_final": after.is_final,
            "is_published": "published" in after.memory.flags,
            "is_inner": is_inner,
            "moved_at": now,
            "due_at": turned.due_at,
            "due_clock": turned.due_clock,
            "merged_into": merged_into,
        }
    )
    changed = sheets.as_json([clock_rows.changed_row(clock) for clock in turned.changed])
    first = len(rows) + 1
    statement = MOVE.format(parts=parts, row=first, stopped=first + 1, changed=first + 2)
    sheets.run_numbered(statement, [*rows, sheets.as_json(row), list(turned.stopped), changed])
