"""Reads a mechanism from its TOML file and refuses it unless the whole law holds.

    name = "six_orders"
    title = {zh = "六单", en = "Six orders"}
    inner = true        only for work among offices
    [[state]]           name, label, plain; owner (a party) or final = true; holds = false
    [[step]]            verb, label, said, leaves, enters, who, starts, stops, tells, names_unit,
                        marks, needs, unless, not_by, outlasts, at_most, event, why, public,
                        opens, for_each, spares, awaits, overrides, gathers, releases
    [[step.form]]       name, kind, label, help, required, choices, multiple, max_length, minimum, maximum, hangs_on, among
    [[step.turn]]       field, among, enters, at_most, needs, unless, marks

The step "open" leaves no state; ``leaves = ["*"]`` means every state that is not final.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from doorstep.kernel.mechanism import OPEN, Mechanism, State, as_dict, version_of
from doorstep.kernel.mechanism_checks import Source, check_whole
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.parties import Party
from doorstep.kernel.step_reading import A_PARTY, Known, read_step


def load_mechanism(path: Path, parties: Mapping[str, Party], clocks: Collection[str]) -> Mechanism:
    """The mechanism in this file, using these parties and names of clocks. Raises PackError."""
    page = read_toml(path)
    name, title, is_inner = page.name_of("name"), page.words("title"), page.flag("inner", default=False)
    state_rows = page.tables("state", known_by="name", required=True)
    step_rows = page.tables("step", known_by="verb", required=True)
    page.refuse_the_rest()
    known = _known(state_rows, step_rows, parties, clocks)
    states = [_state(row, parties) for row in state_rows]
    steps = [read_step(row, known) for row in step_rows]
    opening = next((step for step in steps if step.verb == OPEN), None)
    if opening is None and steps:
        page.fault(
            "step",
            '没有开头；加一组 [[step]]，verb = "open"，enters 写第一个状态',
            'nothing opens a case; add a [[step]] with verb = "open" whose enters is the first state',
        )
    page.settle()
    assert opening is not None
    law = Mechanism(
        name=name,
        title=title,
        opening=opening,
        states=tuple(states),
        steps=tuple(step for step in steps if step is not opening),
        source=path.name,
        is_inner=is_inner,
    )
    rows = {step.verb: row for step, row in zip(steps, step_rows, strict=True)}
    check_whole(law, parties, Source(states={row.values["name"]: row for row in state_rows}, steps=rows))
    page.settle()
    return replace(law, version=version_of(as_dict(law)))


def _known(states: list[Table], steps: list[Table], parties: Mapping[str, Party], clocks: Collection[str]) -> Known:
    """Names as written, before anything is judged, so that one misspelling is one fault."""
    marking = [row.values for row in steps]
    for values in list(marking):
        turns = values.get("turn")
        marking += [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []
    marks = [values["marks"] for values in marking if isinstance(values.get("marks"), list)]
    return Known(
        states={
            name: row.values.get("final") is True for row in states if isinstance(name := row.values.get("name"), str)
        },
        verbs={verb for row in steps if isinstance(verb := row.values.get("verb"), str)},
        flags={flag for listed in marks for flag in listed if isinstance(flag, str)},
        parties=parties,
        clocks=clocks,
    )


def _state(row: Table, parties: Mapping[str, Party]) -> State:
    state = State(
        name=row.name_of("name"),
        label=row.words("label"),
        plain=row.words("plain"),
        owner=row.maybe("owner", lambda key: row.one_of(key, parties, noun=A_PARTY)),
        final=row.flag("final", default=False),
        holds=row.flag("holds", default=True),
    )
    row.refuse_the_rest()
    if state.final and state.owner is not None:
        row.fault(
            "owner",
            "结束了的状态不再欠谁什么；删掉 owner，或删掉 final",
            "nobody owes anything in a final state; remove owner, or remove final",
        )
    if not state.final and state.owner is None:
        row.fault(
            "owner",
            '没有人负责这个状态；加一行 owner = "…"（该谁办下一步），或者写 final = true',
            'nobody owns this state; add owner = "…" (who owes the next step), or final = true',
        )
    return state
