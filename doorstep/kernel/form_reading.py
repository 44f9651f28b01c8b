"""Reads the form of a step: its fields, their kinds, limits and choices.

    [[step.form]]
    name = "reason"
    kind = "choice"
    label = {zh = "理由", en = "Reason"}
    choices = [
      {code = "not_our_duty", zh = "不是我们单位的事", en = "Not our duty"},
    ]

A limit that means nothing for the kind is refused, so that nobody relies on it.
"""

from collections.abc import Collection

from doorstep.kernel.clocks_reading import URGENCIES
from doorstep.kernel.mechanism import KINDS, Choice, Field
from doorstep.kernel.packfile import Table
from doorstep.kernel.words import Words

LIMITS = {
    "max_length": ("text", "line", "photo"),
    "minimum": ("number", "money"),
    "maximum": ("number", "money"),
    "multiple": ("choice", "photo", "unit"),
    "choices": ("choice",),
    "of": ("entry",),
    "others": ("unit",),
    "runs": ("date",),
}
LONGEST = 10_000


A_KIND = Words(zh="类型", en="kind of answer")
A_CLOCK = Words(zh="时限", en="clock")
AN_URGENCY = Words(zh="紧急程度", en="urgency")


def read_form(step: Table, reserved: Collection[str] = (), *, clocks: Collection[str] = ()) -> tuple[Field, ...]:
    """The fields under ``[[step.form]]``, in order; none may take a reserved name, or run a clock that is not known."""
    rows = step.tables("form", known_by="name")
    for row in rows:
        if row.values.get("name") in reserved:
            name = row.values["name"]
            row.fault(
                "name",
                f"“{name}”是系统自己记的，不能作填项；换一个名字",
                f"“{name}” is recorded by the house itself; give this field another name",
            )
    form = tuple(_field(row, clocks) for row in rows)
    for row, field in zip(rows, form, strict=True):
        _check_hanging(row, field, form)
    return form


def _field(row: Table, clocks: Collection[str]) -> Field:
    field = Field(
        name=row.name_of("name"),
        kind=row.one_of("kind", KINDS, noun=A_KIND),
        label=row.words("label"),
        help=row.maybe("help", row.words),
        required=row.flag("required", default=True),
        choices=tuple(_choice(choice) for choice in row.tables("choices", known_by="code")),
        multiple=row.flag("multiple", default=False),
        max_length=row.maybe("max_length", lambda key: row.whole(key, least=1, most=LONGEST)),
        minimum=row.maybe("minimum", row.whole),
        maximum=row.maybe("maximum", row.whole),
        of=row.maybe("of", row.name_of),
        others=row.flag("others", default=False),
        runs=row.maybe("runs", lambda key: row.one_of(key, clocks, noun=A_CLOCK)),
        hangs_on=row.maybe("hangs_on", row.name_of),
        among=row.texts("among"),
    )
    row.refuse_the_rest()
    _check_limits(row, field)
    return field


def _check_hanging(row: Table, field: Field, form: tuple[Field, ...]) -> None:
    """It hangs on one answer to a choice of the same form, and says which."""
    if not field.hangs_on and not field.among:
        return
    choices = {
        one.name: [choice.code for choice in one.choices] for one in form if one.kind == "choice" and not one.multiple
    }
    known = choices.get(field.hangs_on or "", [])
    if not known:
        row.fault(
            "hangs_on",
            "hangs_on 要写同一张表里的一个单选项",
            "hangs_on names a field of the same form where one answer is chosen",
        )
    elif not field.among or not set(field.among) < set(known):
        row.fault(
            "among",
            f"among 写选了哪几个才填，从 {'、'.join(known)} 里写，不写全部",
            f"among says after which answers it is asked: some of {', '.join(known)}, not all of them",
        )


def _choice(row: Table) -> Choice:
    choice = Choice(
        code=row.name_of("code"),
        label=Words(zh=row.text("zh"), en=row.text("en")),
        urgency=row.maybe("urgency", lambda key: row.one_of(key, URGENCIES, noun=AN_URGENCY)),
    )
    row.refuse_the_rest()
    return choice


def _check_limits(row: Table, field: Field) -> None:
    for key, kinds in LIMITS.items():
        if key in row and field.kind and field.kind not in kinds:
            row.fault(
                key,
                f"{field.kind} 类的填项用不着 {key}；删掉它（只有 {'、'.join(kinds)} 用）",
                f"a field of kind {field.kind} has no {key}; remove it (only {', '.join(kinds)} use it)",
            )
    if field.kind == "choice" and not row.values.get("choices"):
        row.fault(
            "choices",
            '没有可选的答案；写上 choices = [{code = "…", zh = "…", en = "…"}]',
            'there is nothing to choose from; write choices = [{code = "…", zh = "…", en = "…"}]',
        )
    if field.kind == "entry" and "of" not in row:
        row.fault(
            "of",
            '没有写从机制包的哪份清单里选；加一行，例如 of = "levels"',
            'it does not say which list of the pack to choose from; add a line such as of = "levels"',
        )
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        row.fault(
            "maximum",
            f"最大值 {field.maximum} 比最小值 {field.minimum} 还小；改其中一个",
            f"the maximum {field.maximum} is below the minimum {field.minimum}; change one of them",
        )
