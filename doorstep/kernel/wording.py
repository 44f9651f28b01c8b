"""A jurisdiction's own words for a mechanism it shares with others: `wording.toml` renames and changes no law.

四步工作法 and 六单 are one way of moving a case, called differently. What may be said anew: the mechanism's title, a state's
name and plain words, a step's name, the sentence of its story and its reason. Refuses names that the mechanism does not have.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from doorstep.kernel.mechanism import Mechanism, State, Step, as_dict, version_of
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.step_reading import ALWAYS_SAYABLE, UNSAYABLE_KINDS
from doorstep.kernel.words import Words

FILE = "wording.toml"
A_MECHANISM = Words(zh="机制", en="mechanism")
A_STATE = Words(zh="状态", en="state")
A_STEP = Words(zh="动作", en="step")


def reworded(path: Path, mechanisms: Mapping[str, Mechanism]) -> dict[str, Mechanism]:
    """All mechanisms, those the file speaks of in its words and under a version of their own. Raises PackError."""
    page = read_toml(path)
    found = dict(mechanisms)
    for row in page.tables("mechanism", known_by="name", required=True):
        name = row.one_of("name", mechanisms, noun=A_MECHANISM)
        if name in mechanisms:
            found[name] = _said_anew(row, mechanisms[name])
        row.refuse_the_rest()
    page.refuse_the_rest()
    page.settle()
    return found


def _said_anew(row: Table, law: Mechanism) -> Mechanism:
    states = {state.name: state for state in law.states}
    steps = {step.verb: step for step in (law.opening, *law.steps)}
    for one in row.tables("state", known_by="name"):
        name = one.one_of("name", states, noun=A_STATE)
        if name in states:
            states[name] = _state(one, states[name])
        one.refuse_the_rest()
    for one in row.tables("step", known_by="verb"):
        verb = one.one_of("verb", steps, noun=A_STEP)
        if verb in steps:
            steps[verb] = _step(one, steps[verb])
        one.refuse_the_rest()
    opening, *rest = steps.values()
    title = row.words("title", default=law.title)
    anew = replace(law, title=title, opening=opening, states=tuple(states.values()), steps=tuple(rest))
    return replace(anew, version=version_of(as_dict(anew)))


def _state(row: Table, state: State) -> State:
    return replace(state, label=row.words("label", default=state.label), plain=row.words("plain", default=state.plain))


def _step(row: Table, step: Step) -> Step:
    sayable = ALWAYS_SAYABLE | {field.name for field in step.form if field.kind not in UNSAYABLE_KINDS}
    return replace(
        step,
        label=row.words("label", default=step.label),
        said=row.words("said", default=step.said, holes=sayable),
        why=row.words("why", default=step.why),
    )
