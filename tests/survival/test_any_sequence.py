"""Any sequence of steps, by anybody, with any form, under every mechanism of the packs: a valid case and a chain that holds.

First by the kernel alone, thousands of steps; then a few lives in the real database, read back by `verify`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.event import GENESIS
from doorstep.kernel.form import EARLIEST_YEAR
from doorstep.kernel.mechanism import Field, Mechanism, Step
from doorstep.kernel.office_hours import LAST_YEAR
from doorstep.kernel.pack import Pack, load_pack
from doorstep.kernel.refusals import ActorNotEntitled, Refusal
from doorstep.kernel.standing import keys_of, parties_of
from tests import cast
from tests.attack.hostile import WILD
from tests.cast import person
from tests.survival.living_case import CASE_ID, LivingCase, open_case

PACKS = ("dujiangyan",)
PACKS_FOLDER = Path(__file__).parents[2] / "packs"
UNITS = ("cgj", "zjj", "cgj_szss")
GOOD = {
    "text": st.text(min_size=1, max_size=40),
    "line": st.text(alphabet="路灯不亮，请修。", min_size=1, max_size=20),
    "date": st.dates(date(EARLIEST_YEAR, 1, 1), date(LAST_YEAR - 1, 12, 31)).map(str),
    "token": st.sampled_from(["one", "two", "09:30", "10:00", ""]),
    "money": st.decimals(0, 10**6, places=2).map(str),
    "number": st.integers(0, 100),
    "place": st.just("510181901901"),
    "photo": st.just([]),
    "unit": st.sampled_from(UNITS),
    "person": st.just("1"),
    "case": st.just("20261123-0002"),
    "flag": st.just("on"),
}


@cache
def the_pack(name: str) -> Pack:
    """Read once: reading takes longer than living."""
    return load_pack(name, PACKS_FOLDER)


def value_for(field: Field) -> st.SearchStrategy[Any]:
    if field.kind == "choice":
        codes = st.sampled_from([choice.code for choice in field.choices])
        return st.lists(codes, min_size=1) if field.multiple else codes
    if field.kind == "entry":
        return st.sampled_from(list(the_pack(PACKS[0]).entries[field.of or ""]))
    if field.kind == "unit" and field.multiple:
        return st.lists(st.sampled_from(UNITS), min_size=1, unique=True)
    return GOOD[field.kind]


@st.composite
def answers_to(draw: st.DrawFn, fields: Sequence[Field]) -> dict[str, Any]:
    """All that is asked: what hangs on another answer only where that was given."""
    form = {field.name: draw(value_for(field)) for field in fields}
    unasked = [field.name for field in fields if field.hangs_on and form.get(field.hangs_on) not in field.among]
    return {name: value for name, value in form.items() if name not in unasked}


@st.composite
def form_of(draw: st.DrawFn, step: Step) -> dict[str, Any]:
    """Mostly right; now and then something missing, wild or too much."""
    form = draw(answers_to(step.form))
    match draw(st.sampled_from(("right", "right", "right", "right", "missing", "wild", "unasked"))):
        case "missing" if form:
            form.pop(draw(st.sampled_from(sorted(form))))
        case "wild" if form:
            form[draw(st.sampled_from(sorted(form)))] = draw(st.sampled_from(WILD))
        case "unasked":
            form["nobody asked"] = "x"
        case _:
            return form
    return form


@st.composite
def one_of_the_ways(draw: st.DrawFn, ways: list[tuple[Actor, Step]]) -> tuple[Actor, Step]:
    """First a verb, so that the many who may write a note do not drown the one who may dispatch; rarely one that ends it all."""
    verbs = sorted({step.verb for _, step in ways})
    moving = sorted({step.verb for _, step in ways if step.ways} - ENDING)
    verb = draw(st.sampled_from(moving if moving and draw(st.integers(0, 3)) else verbs))
    return draw(st.sampled_from([way for way in ways if way[1].verb == verb]))


def everybody() -> tuple[Actor, ...]:
    desks = tuple(cast.desk_clerk(10 + turn, unit) for turn, unit in enumerate(UNITS))
    publishing = tuple(
        person(20 + turn, role, "tcb", "/djy/tcb/") for turn, role in enumerate(("publisher", "reviewer"))
    )
    return (
        cast.resident(CASE_ID),
        cast.resident(),
        cast.grid_worker(),
        cast.community_clerk(),
        person(31, "street_clerk", "xfjd", "/djy/xfjd/", cast.STREET_PATH),
        cast.coordinator(),
        cast.coordinator(2),
        *desks,
        cast.desk_supervisor(),
        *publishing,
        person(20, "reviewer", "tcb", "/djy/tcb/"),
        cast.leader(),
        cast.auditor(),
        cast.stranger(),
        SYSTEM,
    )


ENDING = {"withdraw", "abandon"}
LATER = st.timedeltas(timedelta(0), timedelta(days=40))


class Life(RuleBasedStateMachine):
    """One case from its opening on. Made a machine for one mechanism by `machine_for`."""

    pack: Pack
    mechanism: Mechanism
    living: LivingCase

    @property
    def steps(self) -> dict[str, Step]:
        return {step.verb: step for step in self.mechanism.steps}

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        form = data.draw(answers_to(self.mechanism.opening.form))
        opener = data.draw(st.sampled_from(self.openers()))
        try:
            self.living = open_case(self.pack, self.mechanism, form, opener)
        except Refusal:
            assume(False)

    def openers(self) -> list[Actor]:
        return [actor for actor in everybody() if _may_open(self.pack, self.mechanism, actor)]

    @rule(data=st.data(), later=LATER)
    def somebody_tries_something(self, data: st.DataObject, later: timedelta) -> None:
        if not self.steps:  # a record from elsewhere: nothing can be done with it
            return
        actor, step = (
            data.draw(st.sampled_from(everybody())),
            self.steps[data.draw(st.sampled_from(sorted(self.steps)))],
        )
        self.attempt(data, actor, step, later)

    @precondition(lambda self: self.ways())
    @rule(data=st.data(), later=LATER)
    def somebody_does_what_is_open(self, data: st.DataObject, later: timedelta) -> None:
        actor, step = data.draw(one_of_the_ways(self.ways()))
        self.attempt(data, actor, step, later)

    def ways(self) -> list[tuple[Actor, Step]]:
        case = self.living.case
        return [
            (actor, step)
            for actor in everybody()
            for step in steps_open_to(case, self.mechanism, actor, self.pack.parties)
        ]

    def attempt(self, data: st.DataObject, actor: Actor, step: Step, later: timedelta) -> None:
        before, seen = self.living.case, len(self.living.history)
        form = data.draw(form_of(step))
        try:
            decision = self.living.take(step.verb, form, actor, later)
        except Refusal:
            assert (self.living.case, len(self.living.history)) == (before, seen)
            return
        assert parties_of(actor, before, self.pack.parties) & set(step.who)
        assert before.state in step.leaves
        assert decision.enters in (step.ways if step.enters else (*step.ways, before.state))
        if step.at_most:
            assert before.memory.counts.get(step.verb, 0) < step.at_most
        if self.mechanism.state(before.state).final:
            assert step.ways == () or step.verb in _ways_back(self.mechanism)

    @invariant()
    def it_stands_somewhere_and_somebody_owes_the_next_step(self) -> None:
        state = self.mechanism.state(self.living.case.state)
        assert self.living.case.is_final == state.final == (state.owner is None)
        assert bool(self.living.owed) != state.final
        if self.living.owed and "@" in self.living.owed:
            assert self.living.owed.split("@")[1], f"{state.name} is owed by a party without a unit"

    @invariant()
    def somebody_of_the_town_finds_it_among_their_work(self) -> None:
        owner = self.mechanism.state(self.living.case.state).owner
        if owner is None or self.pack.parties[owner].reach in ("receipt", "system"):
            return
        party = self.pack.parties[owner]
        by_reach = {"opened_by": self.living.case.opened_unit, "jurisdiction": "tcb"}
        unit = by_reach.get(party.reach, self.living.case.lead_unit or "tcb")
        worker = person(99, party.roles[0], unit, f"/djy/{unit}/", cast.COMMUNITY_PATH)
        assert self.living.owed in keys_of(worker, self.pack.parties)

    @invariant()
    def the_chain_holds_and_tells_the_same(self) -> None:
        previous, state = GENESIS, ""
        for turn, event in enumerate(self.living.history, 1):
            assert (event.seq, event.previous, event.leaves) == (turn, previous, state)
            previous, state = event.digest(), event.enters
        case = self.living.case
        assert (case.head, case.state, case.seq) == (previous, state, len(self.living.history))

    @invariant()
    def clocks_run_only_where_something_is_owed(self) -> None:
        assert all(clock.due_at.tzinfo for clock in self.living.running)
        assert not (self.living.case.is_final and self.living.running)


def machine_for(pack: Pack, mechanism: Mechanism) -> type[Life]:
    """A machine of its own for each mechanism, so that a failure names it."""
    return type(f"Life_{mechanism.name}", (Life,), {"pack": pack, "mechanism": mechanism})


def _may_open(pack: Pack, mechanism: Mechanism, actor: Actor) -> bool:
    try:
        open_case(pack, mechanism, {}, actor)
    except ActorNotEntitled:
        return False
    except Refusal:
        return True
    return True


def _ways_back(mechanism: Mechanism) -> set[str]:
    """Steps that the law itself lets leave a final state."""
    finals = {state.name for state in mechanism.states if state.final}
    return {step.verb for step in mechanism.steps if finals & set(step.leaves) and step.ways}


def mechanisms() -> list[tuple[str, str]]:
    """Every mechanism of every pack lived in; other packs differ in words alone."""
    return [(name, mechanism) for name in PACKS for mechanism in the_pack(name).mechanisms]


@pytest.mark.parametrize(("pack", "name"), mechanisms())
def test_any_life_of_a_case_is_valid(pack: str, name: str) -> None:
    loaded = the_pack(pack)
    few = settings(
        max_examples=30 if name == "six_orders" else 8,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine_for(loaded, loaded.mechanisms[name]), settings=few)
