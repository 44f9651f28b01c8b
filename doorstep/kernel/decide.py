"""Decides whether a step may be taken, and what follows from it. Pure: the same case, form, actor and moment give the same decision."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import gt, lt
from types import MappingProxyType
from typing import Any

from doorstep.kernel import refusals
from doorstep.kernel.actor import Actor, Post
from doorstep.kernel.case import Case, Memory
from doorstep.kernel.form import Filled, World, check_form, demanded
from doorstep.kernel.mechanism import OWN_UNIT, SORTED_FROM, Mechanism, Step, Turn
from doorstep.kernel.routing import ABOUT, NOBODY
from doorstep.kernel.standing import Parties, belongs_to_any, parties_of, post_for

NOWHERE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What a step does. `lead_unit` is a unit code, or None when the lead does not change. `sorted_as`: category,
    request_type and urgency, as far as the step sets them anew."""

    step: Step
    leaves: str
    enters: str
    facts: Mapping[str, Any]
    texts: Mapping[str, str]
    lead_unit: str | None
    starts: tuple[str, ...]
    role: str
    unit: str
    memory: Memory
    sorted_as: Mapping[str, str] = dataclasses.field(default_factory=dict)


def decide(
    case: Case,
    mechanism: Mechanism,
    verb: str,
    form: Mapping[str, Any],
    actor: Actor,
    *,
    parties: Parties,
    world: World,
) -> Decision:
    """Raises a Refusal by name: StepUnknown, ActorNotEntitled, StepNotOpen, StepBarred, StepUsedUp, NeedsAnotherPerson,
    StepWaits, FormRefused (also where a climb leads no higher)."""
    step = _step(mechanism, verb)
    check_standing(case, step, actor, parties)
    check_open(case, mechanism, step)
    check_person(case, step, actor)
    filled = check_form(demanded(step.form, case.category, world), form, world)
    check_answered(step, filled)
    check_waiting(case, step, filled)
    check_climb(case, step, filled, world)
    check_climber(case, step, filled, actor, parties, world)
    turn = _turn(case, step, filled)
    enters = (turn.enters if turn else step.enters) or case.state
    post = post_for(actor, case, parties, step.who)
    check_others(step, filled, case.opened_unit if step.on_behalf else post.unit if post else "")
    return Decision(
        step=step,
        leaves=case.state,
        enters=enters,
        facts=filled.facts,
        texts=filled.texts,
        lead_unit=lead_named(step, filled, post),
        starts=step.starts + (turn.starts if turn else ()),
        role=post.role if post else actor.kind,
        unit=post.unit if post else "",
        memory=remember(
            case.memory,
            step,
            seq=case.seq + 1,
            moves=enters != case.state,
            turn=turn,
            actor=actor,
            at=stands_at(step, filled),
        ),
        sorted_as=sorting(step, filled.facts),
    )


def sorting(step: Step, facts: Mapping[str, Any]) -> dict[str, str]:
    """What a step that sorts makes of the case: its category, type and urgency, as far as they are answered."""
    if not step.sorts:
        return {}
    return {SORTED_FROM[one.of]: facts[one.name] for one in step.form if one.of in SORTED_FROM and one.name in facts}


def steps_open_to(case: Case, mechanism: Mechanism, actor: Actor, parties: Parties) -> tuple[Step, ...]:
    """The steps this actor may take now, in the order the mechanism lists them."""
    belongs = parties_of(actor, case, parties)
    return tuple(
        step
        for step in mechanism.steps_from(case.state)
        if belongs & set(step.who) and _may(case, mechanism, step, actor)
    )


def _may(case: Case, mechanism: Mechanism, step: Step, actor: Actor) -> bool:
    try:
        check_open(case, mechanism, step)
        check_person(case, step, actor)
    except refusals.Refusal:
        return False
    return True


def _step(mechanism: Mechanism, verb: str) -> Step:
    for step in mechanism.steps:
        if step.verb == verb:
            return step
    raise refusals.StepUnknown(verb=verb[:40])


def check_standing(case: Case, step: Step, actor: Actor, parties: Parties) -> None:
    """May this person take this step on this case?"""
    if not belongs_to_any(actor, case, parties, step.who):
        raise refusals.ActorNotEntitled(who=tuple(parties[name].label for name in step.who))


def check_open(case: Case, mechanism: Mechanism, step: Step) -> None:
    """Is this step open on this case, now?"""
    if case.state not in step.leaves and "*" not in step.leaves:
        raise refusals.StepNotOpen(state=mechanism.state(case.state).label, step=step.label)
    flags = case.memory.flags
    if flags & set(step.unless) or not set(step.needs) <= flags:
        raise refusals.StepBarred(step=step.label)
    if step.urgencies and case.urgency not in step.urgencies:
        raise refusals.StepBarred(step=step.label)
    if step.at_most and case.memory.counts.get(step.verb, 0) >= step.at_most:
        raise refusals.StepUsedUp(step=step.label, at_most=step.at_most)


def check_person(case: Case, step: Step, actor: Actor) -> None:
    """Four eyes: is this another person than the one who took the named step last?"""
    if any(case.memory.by.get(verb) == str(actor.id) for verb in step.not_by):
        raise refusals.NeedsAnotherPerson(step=step.label)


def check_answered(step: Step, filled: Filled) -> None:
    """Is one at least answered of the fields of which one must be?"""
    if step.any_of and not any(name in filled.facts or name in filled.texts for name in step.any_of):
        labels = tuple(field.label for field in step.form if field.name in step.any_of)
        raise refusals.FormRefused({step.any_of[0]: refusals.OneNeeded(fields=labels)})


def check_others(step: Step, filled: Filled, own: str) -> None:
    """Does nobody name their own unit where another is asked for?"""
    for field in step.form:
        named = filled.facts.get(field.name, ()) if field.others else ()
        if own and own in ([named] if isinstance(named, str) else named):
            raise refusals.FormRefused({field.name: refusals.UnitIsOwn(field=field.label)})


def urgency_given(step: Step, filled: Filled) -> str | None:
    """How urgent the answers make a case that is opened with them; None when they do not say."""
    chosen = (
        choice.urgency
        for field in step.form
        for choice in field.choices
        if choice.urgency and filled.facts.get(field.name) == choice.code
    )
    return next(chosen, None)


def check_waiting(case: Case, step: Step, filled: Filled) -> None:
    """Is all done that this step awaits beneath the case, or is it said why it goes on without?"""
    if step.awaits and case.waits_for and not (step.overrides and filled.texts.get(step.overrides)):
        if step.overrides:
            field = step.field(step.overrides)
            raise refusals.FormRefused(
                {step.overrides: refusals.ReasonNeeded(what=case.waits_for, field=field and field.label)}
            )
        raise refusals.StepWaits(step=step.label, what=case.waits_for)


def check_climb(case: Case, step: Step, filled: Filled, world: World) -> None:
    """Does the answer stand higher, or lower, in its list than the case does? Where it never climbed it stands lowest."""
    for name, fault, leads in (
        (step.climbs, refusals.NotHigher, gt),
        (step.descends, refusals.NotLower, lt),
    ):
        field = step.field(name) if name else None
        if name is None or field is None:
            continue
        order = list(world.entries.get(field.of or "", {}))
        here = case.memory.at.get(field.of or "", "")
        now = order.index(here) if here in order else 0
        if not leads(order.index(filled.facts[name]), now):
            raise refusals.FormRefused({name: fault(here=world.entries[field.of or ""][order[now]])})


def check_climber(case: Case, step: Step, filled: Filled, actor: Actor, parties: Parties, world: World) -> None:
    """May this person raise it so high? The system may: it goes by the rules."""
    field = step.field(step.climbs) if step.climbs else None
    if field is None or actor.kind == "system":
        return
    to = filled.facts[field.name]
    allowed = world.climbers.get(field.of or "", {}).get(to, ())
    if not belongs_to_any(actor, case, parties, allowed):
        who = tuple(parties[name].label for name in allowed)
        raise refusals.FormRefused(
            {field.name: refusals.NotYoursToRaise(to=world.entries[field.of or ""][to], who=who)}
        )


def stands_at(step: Step, filled: Filled) -> Mapping[str, str]:
    """Where in the lists of the pack the step puts the case, by the list's name; and whom it is about."""
    fields = (step.field(name) for name in (step.climbs, step.descends) if name)
    subject = {ABOUT: filled.facts.get(step.names_subject, NOBODY)} if step.names_subject else {}
    return subject | {field.of: filled.facts[field.name] for field in fields if field and field.of}


def _turn(case: Case, step: Step, filled: Filled) -> Turn | None:
    """The first turn that fits: its answer given, its flags as they must be, not yet used up."""
    flags, counts = case.memory.flags, case.memory.counts
    for turn in step.turns:
        answered = turn.field is None or filled.facts.get(turn.field) in turn.among
        allowed = set(turn.needs) <= flags and not flags & set(turn.unless)
        if answered and allowed and (not turn.at_most or counts.get(f"{step.verb}>{turn.enters}", 0) < turn.at_most):
            return turn
    return None


def lead_named(step: Step, filled: Filled, post: Post | None) -> str | None:
    """Code of the unit that leads the case from this step on; None when the step names none."""
    if step.names_unit == OWN_UNIT:
        return post.unit if post else None
    return filled.facts.get(step.names_unit) if step.names_unit else None


def remember(
    memory: Memory,
    step: Step,
    *,
    seq: int,
    moves: bool,
    turn: Turn | None,
    actor: Actor,
    at: Mapping[str, str] = NOWHERE,
) -> Memory:
    """The case's memory after the step. Only what some later decision can ask for."""
    counts = {**memory.counts, step.verb: memory.counts.get(step.verb, 0) + 1}
    if turn:
        way = f"{step.verb}>{turn.enters}"
        counts[way] = counts.get(way, 0) + 1
    return replace(
        memory,
        flags=(memory.flags - set(step.clears)) | set(step.marks) | set(turn.marks if turn else ()),
        counts=counts,
        by={**memory.by, step.verb: str(actor.id)} if actor.id else memory.by,
        moved=seq if moves else memory.moved,
        at={**memory.at, **at},
    )
