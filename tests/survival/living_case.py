"""One case of any mechanism, lived by the kernel alone: what the store would keep of it, without a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case, Memory
from doorstep.kernel.decide import (
    Decision,
    check_answered,
    check_others,
    check_standing,
    decide,
    lead_named,
    remember,
    urgency_given,
)
from doorstep.kernel.event import GENESIS, Event
from doorstep.kernel.form import World, check_form
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.pack import Pack
from doorstep.kernel.running import RunningClock, turn
from doorstep.kernel.standing import owed_by, post_for
from tests.cast import COMMUNITY, GRID_PATH

CASE_ID = UUID(int=7)
BEGAN = datetime(2026, 11, 23, 2, tzinfo=UTC)


@dataclass
class LivingCase:
    """`history` is what the ledger would hold; everything else can be derived from it."""

    pack: Pack
    mechanism: Mechanism
    case: Case
    now: datetime = BEGAN
    history: list[Event] = field(default_factory=list)
    running: Sequence[RunningClock] = ()

    def take(self, verb: str, form: Mapping[str, Any], actor: Actor, later: timedelta) -> Decision:
        """Raises a Refusal; then nothing has changed."""
        decision = decide(
            self.case, self.mechanism, verb, form, actor, parties=self.pack.parties, world=world(self.pack)
        )
        self.now += later
        self._keep(decision, actor)
        return decision

    def _keep(self, decision: Decision, actor: Actor) -> None:
        state, before = self.mechanism.state(decision.enters), self.case
        lead = before.lead_unit if decision.lead_unit is None else decision.lead_unit
        after = replace(
            before,
            state=state.name,
            seq=before.seq + 1,
            memory=decision.memory,
            is_final=state.final,
            lead_unit=lead,
            lead_path=f"/djy/{lead}/" if lead else "",
        )
        event = _event(after, decision, actor, self.now, self.mechanism, before.head)
        self.running = turn(
            self.running,
            starts=decision.starts,
            stops=decision.step.stops,
            case=after,
            now=self.now,
            scheme=self.pack.clocks,
            calendar=self.pack.calendar,
            is_final=state.final,
        ).running
        self.history.append(event)
        self.case = replace(after, head=event.digest())

    @property
    def owed(self) -> str:
        return owed_by(self.mechanism.state(self.case.state).owner, self.case, self.pack.parties)


def world(pack: Pack) -> World:
    return World(
        units={unit.code for unit in pack.units},
        places={place.code for place in pack.places},
        entries=pack.entries,
        climbers=pack.climbers,
    )


def open_case(pack: Pack, mechanism: Mechanism, form: Mapping[str, Any], actor: Actor) -> LivingCase:
    """Raises a Refusal."""
    step = mechanism.opening
    case = Case(
        id=CASE_ID,
        number="20261123-0001",
        mechanism=mechanism.name,
        version=mechanism.version,
        state="",
        seq=0,
        head=GENESIS,
        memory=Memory(),
        opened_at=BEGAN,
        request_type="help",
        place_path=GRID_PATH,
        community=COMMUNITY,
        opened_unit=actor.posts[0].unit if actor.posts else "xfjd_xfq" if actor.kind == "system" else "",
    )
    check_standing(case, step, actor, pack.parties)
    filled = check_form(step.form, form, world(pack))
    check_answered(step, filled)
    post = post_for(actor, case, pack.parties, step.who)
    check_others(step, filled, post.unit if post else "")
    case = replace(case, urgency=urgency_given(step, filled) or case.urgency)
    memory = remember(Memory(), step, seq=1, moves=True, turn=None, actor=actor)
    decision = Decision(
        step=step,
        leaves="",
        enters=step.enters or "",
        facts=filled.facts,
        texts=filled.texts,
        lead_unit=lead_named(step, filled, post),
        starts=step.starts,
        role=post.role if post else actor.kind,
        unit=post.unit if post else "",
        memory=memory,
    )
    living = LivingCase(pack=pack, mechanism=mechanism, case=case)
    living._keep(decision, actor)
    return living


def _event(
    after: Case, decision: Decision, actor: Actor, now: datetime, mechanism: Mechanism, previous: bytes
) -> Event:
    return Event(
        case_id=after.id,
        seq=after.seq,
        name=decision.step.event,
        verb=decision.step.verb,
        leaves=decision.leaves,
        enters=decision.enters,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=decision.role,
        actor_unit=decision.unit,
        mechanism=mechanism.name,
        version=mechanism.version,
        facts=decision.facts,
        seals=dict.fromkeys(decision.texts, "0" * 64),
        previous=previous,
    )
