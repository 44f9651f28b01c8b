"""Judges a mechanism as a whole: no dead end, nobody waiting for nobody, no clock without an end.

Each check notes its faults where the file can be mended. Runs only on a law whose parts hold by themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.mechanism_walk import MOST_FLAGS, Walk, reaching, walk
from doorstep.kernel.packfile import Table
from doorstep.kernel.parties import Party


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where states and steps stand in the file, by name and verb."""

    states: Mapping[str, Table]
    steps: Mapping[str, Table]


def check_whole(law: Mechanism, parties: Mapping[str, Party], source: Source) -> None:
    """Note every fault of the law in its source tables."""
    _check_flags(law, source)
    _check_events(law, source)
    _check_idle_moves(law, source)
    _check_clocks(law, source)
    ways_hold = _check_ways_out(law, source)
    if any(row.faults for row in source.steps.values()):
        return
    trodden = walk(law)
    _check_reach(law, trodden, source)
    if ways_hold:
        _check_owners(law, source)
        _check_leads(law, parties, trodden, source)


def _check_flags(law: Mechanism, source: Source) -> None:
    marks = [
        (step, marks) for step in (law.opening, *law.steps) for marks in (step.marks, *(t.marks for t in step.turns))
    ]
    flags = {flag for _, listed in marks for flag in listed}
    if len(flags) > MOST_FLAGS:
        last = marks[-1][0].verb
        source.steps[last].fault(
            "marks",
            f"标记太多（{len(flags)} 个），没有人看得清；最多 {MOST_FLAGS} 个，多出来的拆成状态",
            f"too many flags ({len(flags)}) for anyone to follow; use at most {MOST_FLAGS} and make states of the rest",
        )
    for step in law.steps:
        for flag in sorted(set(step.needs) & set(step.unless)):
            source.steps[step.verb].fault(
                "unless",
                f"“{flag}”既要有又不能有，这个动作永远做不了；从 needs 或 unless 里删掉一个",
                f"“{flag}” is both needed and forbidden, so this step is never open; remove it from needs or unless",
            )


def _check_events(law: Mechanism, source: Source) -> None:
    first: dict[str, str] = {}
    for step in (law.opening, *law.steps):
        if step.event in first:
            source.steps[step.verb].fault(
                "event",
                f"“{step.event}”已经是“{first[step.event]}”的事件名；换一个，留痕才分得清",
                f"“{step.event}” is already the event of “{first[step.event]}”; choose another to tell them apart",
            )
        first.setdefault(step.event, step.verb)


def _check_idle_moves(law: Mechanism, source: Source) -> None:
    for step in law.steps:
        row = source.steps[step.verb]
        if step.enters in step.leaves:
            row.fault(
                "enters",
                f"从“{step.enters}”又回到“{step.enters}”；从 leaves 里删掉它，或者删掉 enters（状态不变）",
                f"it goes from “{step.enters}” to “{step.enters}”; drop that state from leaves, or leave out enters",
            )


def _check_clocks(law: Mechanism, source: Source) -> None:
    steps = (law.opening, *law.steps)
    started = {clock for step in steps for clock in step.starts_ever}
    stopped = {clock for step in steps for clock in step.stops}
    for step in steps:
        row = source.steps[step.verb]
        for clock in sorted(step.starts_ever - stopped):
            row.fault(
                "starts",
                f'时限“{clock}”开始后没有动作让它停；在该停的动作里加 stops = ["{clock}"]',
                f'no step stops the clock “{clock}” once started; add stops = ["{clock}"] to the step that ends it',
            )
        for clock in sorted(set(step.stops) - started):
            row.fault(
                "stops",
                f'没有动作让时限“{clock}”开始；在该开始的动作里加 starts = ["{clock}"]，或删掉它',
                f'no step starts the clock “{clock}”; add starts = ["{clock}"] to a step, or remove it here',
            )


def _check_ways_out(law: Mechanism, source: Source) -> bool:
    final = frozenset(state.name for state in law.states if state.final)
    ends = reaching(law, final)
    hold = True
    for state in law.states:
        leaving = [step.verb for step in law.steps_from(state.name) if step.ways]
        if state.final or (leaving and state.name in ends):
            continue
        hold = False
        if not leaving:
            source.states[state.name].fault(
                "name",
                "到了这里就出不去了；给某个动作的 leaves 加上它，或者写 final = true",
                "there is no way out of this state; add it to the leaves of a step, or write final = true",
            )
        else:
            source.states[state.name].fault(
                "name",
                "从这里走不到任何结束的状态；让某个动作通向一个 final = true 的状态",
                "no way leads from here to an end; let some step enter a state with final = true",
            )
    return hold


def _check_reach(law: Mechanism, trodden: Walk, source: Source) -> None:
    barred = [step for step in law.steps if step.verb not in trodden.verbs and trodden.states & set(step.leaves)]
    for step in barred:
        source.steps[step.verb].fault(
            "needs" if step.needs else "unless",
            "按标记推算，这个动作永远轮不到；检查 needs、unless 和别的动作的 marks",
            "by its flags this step can never be taken; check needs, unless and the marks of other steps",
        )
    for state in law.states:
        if state.name not in trodden.states and not barred:
            source.states[state.name].fault(
                "name",
                "没有路能到这个状态；让某个动作的 enters 写它，或删掉它",
                "no way leads to this state; let some step enter it, or delete it",
            )


def _check_owners(law: Mechanism, source: Source) -> None:
    for state in law.states:
        moving = [step for step in law.steps_from(state.name) if step.ways]
        if state.owner and not any(state.owner in step.who for step in moving):
            source.states[state.name].fault(
                "owner",
                f"该“{state.owner}”办，可它在这里没有能往下走的动作；把它加进某个动作的 who，或换一个 owner",
                f"“{state.owner}” owes the next step but may take none; add it to who of a step, or change the owner",
            )


def _check_leads(law: Mechanism, parties: Mapping[str, Party], trodden: Walk, source: Source) -> None:
    for state in law.states:
        reach = parties[state.owner].reach if state.owner else ""
        if reach.startswith("lead_unit") and state.name in trodden.unled:
            source.states[state.name].fault(
                "owner",
                f"事项可能还没有承办单位就到了这里，“{state.owner}”就成了没有人；"
                "让前面的动作写 names_unit，或用 needs 标记把路分开",
                f"a case can come here before any unit leads it, and then “{state.owner}” is nobody; "
                "add names_unit to a step before, or part the ways by a flag in needs",
            )
