"""Reads one step of a mechanism and refuses every name in it that leads nowhere.

Judges a step by itself; what only shows when all steps are seen together is for `mechanism_checks`.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from doorstep.kernel.clocks_reading import URGENCIES
from doorstep.kernel.extending import MORE
from doorstep.kernel.form_reading import AN_URGENCY, read_form
from doorstep.kernel.mechanism import OPEN, OWN_UNIT, PRIVATE_KINDS, SORTED_FROM, Field, Step, Turn
from doorstep.kernel.packfile import REQUIRED, Table
from doorstep.kernel.packfile_values import NAME
from doorstep.kernel.parties import Party
from doorstep.kernel.voting.weighing import DAYS, FIGURES, OUTCOME
from doorstep.kernel.words import Words

EVENT = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
EVERY_OPEN_STATE = "*"
ALWAYS_SAYABLE = frozenset({"unit", "actor_unit", "number"})
UNSAYABLE_KINDS = (*PRIVATE_KINDS, "person", "place")
EXTENSIONS = ("asks_more", "grants_more", "refuses_more")
CONDITIONS = (
    *EXTENSIONS,
    *("leaves", "turn", "joins", "parts", "clears", "needs", "unless", "not_by", "outlasts", "at_most"),
    *("opens", "for_each", "spares", "awaits", "overrides", "gathers", "releases", "sorts", "climbs", "descends"),
    "names_subject",
    *("shares", "weighs", "on_behalf", "hands_over", "urgencies"),
)
# What the ledger writes about a word beside the answers of the opening form.
CIRCUMSTANCES = ("beneath", "category", "channel", "near", "opened_unit", "origin", "place", "request_type", "urgency")
MOST_TIMES = 1000
A_STATE = Words(zh="状态", en="state")
A_STEP = Words(zh="动作", en="step")
A_PARTY = Words(zh="当事方", en="party")
A_CLOCK = Words(zh="时限", en="clock")
A_FLAG = Words(zh="标记（没有动作留下它）", en="flag (no step marks it)")
A_CHOICE = Words(zh="选择题", en="choice in this form")
AN_ANSWER = Words(zh="答案", en="answer")
A_UNIT_FIELD = Words(zh="必填的单位填项", en="required field of kind unit")
A_CASE_FIELD = Words(zh="必填的事项填项", en="required field of kind case")
A_UNITS_FIELD = Words(zh="必填、可多选的单位填项", en="required field of kind unit for several")
AN_ENTRY_FIELD = Words(zh="必填的清单填项", en="required field of kind entry")
A_FIELD = Words(zh="填项", en="field of the form")
A_UNIT_NOT_NEEDED = Words(zh="选填的单位填项", en="optional field of kind unit")
A_NUMBER_FIELD = Words(zh="数字填项", en="field of kind number")
A_CHOICE_FIELD = Words(zh="必填的选择填项", en="required field of kind choice")
A_FLAG_FIELD = Words(zh="勾选的填项", en="field of kind flag")
A_TEXT_FIELD = Words(zh="选填的文字填项", en="optional text field")


@dataclass(frozen=True, kw_only=True)
class Known:
    """The names a step may use. `states` maps each state to whether it is final."""

    states: Mapping[str, bool]
    verbs: Collection[str]
    flags: Collection[str]
    parties: Mapping[str, Party]
    clocks: Collection[str]


def read_step(row: Table, known: Known) -> Step:
    """The step in this table; faults are noted there."""
    opens = row.values.get("verb") == OPEN
    form = read_form(row, reserved=CIRCUMSTANCES if opens else (), clocks=known.clocks)
    if opens:
        _refuse_conditions(row)
    step = Step(
        verb=row.name_of("verb"),
        label=row.words("label"),
        said=_said(row, form),
        who=_who(row, known),
        event=_event(row),
        why=row.words("why"),
        enters=_state_entered(row, known) if opens else row.maybe("enters", lambda _: _state_entered(row, known)),
        form=form,
        starts=row.texts("starts", among=known.clocks, noun=A_CLOCK),
        stops=row.texts("stops", among=known.clocks, noun=A_CLOCK),
        tells=row.texts("tells", among=known.parties, noun=A_PARTY),
        names_unit=row.maybe(
            "names_unit", lambda key: row.one_of(key, [*_needed(form, "unit"), OWN_UNIT], noun=A_UNIT_FIELD)
        ),
        marks=_flag_names(row),
        public=row.flag("public", default=True),
        any_of=row.texts("any_of", among=[field.name for field in form], noun=A_FIELD),
        **({} if opens else _conditions(row, known, form)),
    )
    row.refuse_the_rest()
    return step


def _state_entered(row: Table, known: Known) -> str:
    return row.one_of("enters", known.states, noun=A_STATE)


def _refuse_conditions(row: Table) -> None:
    for key in CONDITIONS:
        if key in row:
            row.asked.add(key)
            row.fault(
                key,
                f"开头的动作前面什么都没有，用不着 {key}；删掉它",
                f"nothing comes before the opening step, so it has no {key}; remove it",
            )


def _conditions(row: Table, known: Known, form: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "leaves": _leaves(row, known),
        "turns": tuple(_turn(turn, known, form) for turn in row.tables("turn")),
        "joins": row.maybe("joins", lambda key: row.one_of(key, _needed(form, "case"), noun=A_CASE_FIELD)),
        "parts": row.flag("parts", default=False),
        "clears": row.texts("clears", among=known.flags, noun=A_FLAG),
        "needs": row.texts("needs", among=known.flags, noun=A_FLAG),
        "unless": row.texts("unless", among=known.flags, noun=A_FLAG),
        "not_by": row.texts("not_by", among=known.verbs, noun=A_STEP),
        "outlasts": row.texts("outlasts", among=known.clocks, noun=A_CLOCK),
        "at_most": row.maybe("at_most", lambda key: row.whole(key, least=1, most=MOST_TIMES)),
        "urgencies": row.texts("urgencies", among=URGENCIES, noun=AN_URGENCY),
        **_ties(row, form),
        **_extensions(row, known, form),
    }


def _extensions(row: Table, known: Known, form: tuple[Field, ...]) -> dict[str, Any]:
    """The clock for which the step asks more time, or decides about it."""
    if "asks_more" in row and not any(one.name == MORE and one.kind == "number" and one.required for one in form):
        row.fault(
            "asks_more",
            f"申请延期要问延多久；在表单里加一个必填的数字填项 {MORE}",
            f"asking for more time needs to say how much; add a required number field {MORE} to the form",
        )
    return {key: row.maybe(key, lambda asked: row.one_of(asked, known.clocks, noun=A_CLOCK)) for key in EXTENSIONS}


def _ties(row: Table, form: tuple[Field, ...]) -> dict[str, Any]:
    """What ties the case to others. Whether the mechanisms named exist is for the checks of the pack to say."""
    several = [field.name for field in form if field.kind == "unit" and field.required and field.multiple]
    single = [field.name for field in form if field.kind == "unit" and not (field.required or field.multiple)]
    ticks = [field.name for field in form if field.kind == "flag"]
    reasons = [field.name for field in form if field.kind in PRIVATE_KINDS and not field.required]

    def field_of(key: str, options: list[str], noun: Words) -> str | None:
        return row.maybe(key, lambda asked: row.one_of(asked, options, noun=noun))

    ties: dict[str, Any] = {
        "opens": row.maybe("opens", row.name_of),
        "for_each": field_of("for_each", several, A_UNITS_FIELD),
        "spares": field_of("spares", ticks, A_FLAG_FIELD),
        "awaits": row.texts("awaits"),
        "overrides": field_of("overrides", reasons, A_TEXT_FIELD),
        "gathers": field_of("gathers", _needed(form, "case"), A_CASE_FIELD),
        "releases": field_of("releases", _needed(form, "case"), A_CASE_FIELD),
        "names_subject": field_of("names_subject", single, A_UNIT_NOT_NEEDED),
        "climbs": field_of("climbs", _needed(form, "entry"), AN_ENTRY_FIELD),
        "descends": field_of("descends", _needed(form, "entry"), AN_ENTRY_FIELD),
    }
    amounts = [field.name for field in form if field.kind == "number"]
    ties["shares"] = field_of("shares", amounts, A_NUMBER_FIELD)
    ties["weighs"] = field_of("weighs", _needed(form, "choice"), A_CHOICE_FIELD)
    if ties["weighs"]:
        _check_weighed(row, form)
    ties["on_behalf"] = row.flag("on_behalf", default=False)
    ties["hands_over"] = row.flag("hands_over", default=False)
    ties["sorts"] = row.flag("sorts", default=False)
    if ties["sorts"] and not any(field.of in SORTED_FROM for field in form):
        row.fault(
            "sorts",
            '没有可以改的分类、类型或紧急程度；加一个 kind = "entry"、of = "categories" 的填项，或删掉 sorts',
            'there is no category, type or urgency to be set; add a field of kind “entry” with of = "categories", or remove sorts',
        )
    for key, partner in (
        ("for_each", "opens"),
        ("spares", "opens"),
        ("shares", "opens"),
        ("on_behalf", "opens"),
        ("hands_over", "opens"),
        ("overrides", "awaits"),
    ):
        if key in row and partner not in row:
            row.fault(
                key,
                f"只有写了 {partner} 才用得着它；补上 {partner}，或删掉它",
                f"it means something only beside {partner}; add that, or remove this",
            )
    return ties


def _check_weighed(row: Table, form: tuple[Field, ...]) -> None:
    """A vote is weighed by figures and days that are all asked for."""
    asked = {field.name: field.kind for field in form if field.required}
    wanted = {**dict.fromkeys(FIGURES, "number"), **dict.fromkeys(DAYS, "date"), OUTCOME: "choice"}
    for name in (name for name, kind in wanted.items() if asked.get(name) != kind):
        row.fault(
            "weighs",
            f"算这一关要问 {name}；在表单里加一个必填的 {wanted[name]} 填项 {name}",
            f"this vote is weighed by {name}; add a required field {name} of kind {wanted[name]} to the form",
        )


def _leaves(row: Table, known: Known) -> tuple[str, ...]:
    """The states left, in the order of the law's states, so that order in the file changes no version."""
    written = row.texts("leaves", REQUIRED, among={*known.states, EVERY_OPEN_STATE}, noun=A_STATE)
    if "leaves" in row and row.values["leaves"] == []:
        row.fault(
            "leaves",
            "没有写从哪个状态可以做；至少写一个状态",
            "it says no state from which it may be taken; name at least one",
        )
    every = EVERY_OPEN_STATE in written
    return tuple(state for state, final in known.states.items() if state in written or (every and not final))


def _said(row: Table, form: tuple[Field, ...]) -> Words:
    private = {field.name for field in form if field.kind in UNSAYABLE_KINDS}
    said = row.words("said", holes=ALWAYS_SAYABLE | {field.name for field in form})
    for hole in sorted(said.holes & private):
        row.fault(
            "said",
            f"{{{hole}}} 是自由填写或涉及个人的内容，不能放进公开的句子；删掉它",
            f"{{{hole}}} is free text or personal and may not stand in a public sentence; remove it",
        )
    return said


def _who(row: Table, known: Known) -> tuple[str, ...]:
    who = row.texts("who", REQUIRED, among=known.parties, noun=A_PARTY)
    if row.values.get("who") == []:
        row.fault("who", "没有人能做这个动作；至少写一方", "nobody may take this step; name at least one party")
    return who


def _event(row: Table) -> str:
    event = row.text("event")
    if event and not EVENT.fullmatch(event):
        row.fault(
            "event",
            f"“{event}”不像事件名；写成 什么.怎么了，例如 case.dispatched",
            f"“{event}” is no event name; write thing.happened, e.g. case.dispatched",
        )
    return event


def _needed(form: tuple[Field, ...], kind: str) -> list[str]:
    return [field.name for field in form if field.kind == kind and field.required]


def _flag_names(row: Table) -> tuple[str, ...]:
    marks = row.texts("marks")
    for index, flag in enumerate(marks):
        if not NAME.fullmatch(flag):
            row.fault(
                "marks",
                f"“{flag}”不能作标记的名字；只用小写英文字母、数字和下划线",
                f"“{flag}” cannot be the name of a flag; use small letters, digits and underscores",
                item=index,
            )
    return marks


def _turn(row: Table, known: Known, form: tuple[Field, ...]) -> Turn:
    choices = {field.name: [choice.code for choice in field.choices] for field in form if field.kind == "choice"}
    asked = row.maybe("field", lambda key: row.one_of(key, choices, noun=A_CHOICE))
    turn = Turn(
        enters=row.one_of("enters", known.states, noun=A_STATE),
        field=asked,
        among=row.texts("among", REQUIRED if "field" in row else (), among=choices.get(asked or ""), noun=AN_ANSWER),
        at_most=row.maybe("at_most", lambda key: row.whole(key, least=1, most=MOST_TIMES)),
        needs=row.texts("needs", among=known.flags, noun=A_FLAG),
        unless=row.texts("unless", among=known.flags, noun=A_FLAG),
        marks=_flag_names(row),
        starts=row.texts("starts", among=known.clocks, noun=A_CLOCK),
    )
    row.refuse_the_rest()
    if not (row.values.keys() & {"field", "needs", "unless"}):
        row.fault(
            "",
            "这个转向没有条件；写上 field 和 among，或者 needs、unless",
            "this turn has no condition; write field and among, or needs or unless",
        )
    if "among" in row and "field" not in row:
        row.fault("among", "没有说是哪个填项的答案；加一行 field = …", "it does not say whose answer; add field = …")
    return turn
