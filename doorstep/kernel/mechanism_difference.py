"""Tells two versions of a mechanism apart in words, for whoever decides whether to put the new one in force.

One sentence a difference, in the order of the law. Says what differs, not whether that is wise.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from doorstep.kernel.mechanism import Choice, Field, Mechanism, State, Step, Turn
from doorstep.kernel.words import Words

# Attribute, and how it is called.
OF_STATE = {
    "label": Words(zh="名称", en="the name"),
    "plain": Words(zh="给居民看的说法", en="the words for residents"),
    "owner": Words(zh="该谁办", en="who owes the next step"),
    "final": Words(zh="是否结束", en="whether it is final"),
    "holds": Words(zh="是否要上面的事项等它", en="whether it holds up what is above"),
}
OF_STEP = {
    "label": Words(zh="名称", en="the name"),
    "said": Words(zh="留痕的说法", en="the words of the story"),
    "leaves": Words(zh="从哪些状态可以做", en="the states it leaves"),
    "enters": Words(zh="做完到哪个状态", en="the state it enters"),
    "turns": Words(zh="转向", en="its turns"),
    "who": Words(zh="谁能做", en="who may take it"),
    "needs": Words(zh="要有的标记", en="the flags it needs"),
    "unless": Words(zh="不能有的标记", en="the flags that bar it"),
    "not_by": Words(zh="要和谁不是同一个人", en="whose doer may not take it"),
    "outlasts": Words(zh="哪些时限到了才能做", en="the clocks that must have run out"),
    "at_most": Words(zh="最多几次", en="how often at most"),
    "marks": Words(zh="留下的标记", en="the flags it marks"),
    "clears": Words(zh="去掉的标记", en="the flags it clears"),
    "starts": Words(zh="开始的时限", en="the clocks it starts"),
    "stops": Words(zh="停止的时限", en="the clocks it stops"),
    "tells": Words(zh="告诉谁", en="who is told"),
    "names_unit": Words(zh="由哪一项定承办单位", en="what names the handling unit"),
    "joins": Words(zh="并到哪一件", en="which case it joins"),
    "parts": Words(zh="是否拆开", en="whether it takes apart"),
    "opens": Words(zh="在下面开哪一种事项", en="the kind of case it opens beneath"),
    "for_each": Words(zh="按哪一项逐个开", en="what it opens one case for each of"),
    "spares": Words(zh="勾了哪一项就不用等它", en="the tick that lets nothing wait"),
    "awaits": Words(zh="要等下面哪些事项", en="the kinds of cases beneath that it awaits"),
    "overrides": Words(zh="写了哪一项可以不等", en="the reason that lets it not wait"),
    "gathers": Words(zh="归进哪一件", en="which case it gathers"),
    "releases": Words(zh="放出哪一件", en="which case it releases"),
    "sorts": Words(zh="是否重新归类", en="whether it sorts the case"),
    "shares": Words(zh="分份额的填项", en="field of shares"),
    "weighs": Words(zh="按哪一项选的表决模板算", en="the field that says by which template the vote is weighed"),
    "on_behalf": Words(zh="是否替登记单位开", en="whether it opens on behalf of the unit that recorded"),
    "hands_over": Words(zh="回执是否跟着过去", en="whether the receipts go with it"),
    "urgencies": Words(zh="限于多急的事", en="how urgent a case must be"),
    "any_of": Words(zh="至少要填的几项之一", en="the fields of which one must be answered"),
    "asks_more": Words(zh="给哪个时限申请延期", en="the clock for which it asks more time"),
    "grants_more": Words(zh="批准哪个时限延期", en="the clock to which it grants more time"),
    "refuses_more": Words(zh="不批哪个时限延期", en="the clock to which it refuses more time"),
    "event": Words(zh="事件名", en="the event"),
    "public": Words(zh="是否公开", en="whether it is public"),
    "why": Words(zh="依据", en="the reason"),
}
OF_FIELD = {
    "label": Words(zh="名称", en="the name"),
    "help": Words(zh="提示", en="the help"),
    "kind": Words(zh="类型", en="the kind"),
    "required": Words(zh="是否必填", en="whether it is required"),
    "runs": Words(zh="约定日期管哪个时限", en="the clock that runs to the day agreed on"),
    "others": Words(zh="是否须是别的单位", en="whether it must be another unit"),
    "choices": Words(zh="可选的答案", en="the choices"),
    "hangs_on": Words(zh="看哪一项才填", en="the answer it hangs on"),
    "among": Words(zh="选了哪几个才填", en="the answers after which it is asked"),
    "multiple": Words(zh="能否多选", en="whether several may be given"),
    "max_length": Words(zh="最多多少", en="the greatest length"),
    "minimum": Words(zh="最小值", en="the minimum"),
    "maximum": Words(zh="最大值", en="the maximum"),
}
NOTHING = Words(zh="无", en="nothing")


def compare(old: Mechanism, new: Mechanism) -> list[Words]:
    """Every difference as a sentence; an empty list when both say the same."""
    found: list[Words] = []
    if old.title != new.title:
        found.append(_changed(Words(zh="机制", en="The mechanism"), OF_STATE["label"], old.title, new.title))
    states = {state.name: state for state in old.states}, {state.name: state for state in new.states}
    found += _rows("状态", "state", *states, lambda a, b: _attributes(_called("状态", "State", b), OF_STATE, a, b))
    steps = (
        {step.verb: step for step in (old.opening, *old.steps)},
        {step.verb: step for step in (new.opening, *new.steps)},
    )
    found += _rows("动作", "step", *steps, _step)
    if not found and old.version != new.version:
        found.append(Words(zh="只是先后顺序不同", en="Only the order differs"))
    return found


def _step(old: Step, new: Step) -> Iterator[Words]:
    here = _called("动作", "Step", new)
    yield from _attributes(here, OF_STEP, old, new)
    fields = {field.name: field for field in old.form}, {field.name: field for field in new.form}

    def field(a: Field, b: Field) -> Iterator[Words]:
        inner = Words(zh=f"{here.zh}的填项“{b.label.zh}”", en=f"{here.en}, field “{b.label.en}”")
        yield from _attributes(inner, OF_FIELD, a, b)

    for words in _rows("填项", "field", *fields, field):
        yield words if words.zh.startswith(here.zh) else Words(zh=f"{here.zh}：{words.zh}", en=f"{here.en}: {words.en}")


def _rows(
    zh: str, en: str, old: Mapping[str, Any], new: Mapping[str, Any], differ: Callable[[Any, Any], Iterator[Words]]
) -> Iterator[Words]:
    for name, row in old.items():
        if name not in new:
            yield Words(zh=f"去掉了{zh}“{row.label.zh}”（{name}）", en=f"The {en} “{row.label.en}” ({name}) is gone")
    for name, row in new.items():
        if name not in old:
            yield Words(zh=f"新增了{zh}“{row.label.zh}”（{name}）", en=f"The {en} “{row.label.en}” ({name}) is new")
        else:
            yield from differ(old[name], row)


def _attributes(here: Words, names: Mapping[str, Words], old: Any, new: Any) -> Iterator[Words]:
    for attribute, called in names.items():
        before, after = getattr(old, attribute), getattr(new, attribute)
        if before != after:
            yield _changed(here, called, _shown(before), _shown(after))


def _called(zh: str, en: str, row: State | Step) -> Words:
    return Words(zh=f"{zh}“{row.label.zh}”", en=f"{en} “{row.label.en}”")


def _changed(here: Words, what: Words, before: Words, after: Words) -> Words:
    return Words(
        zh=f"{here.zh}：{what.zh}由“{before.zh}”改为“{after.zh}”",
        en=f"{here.en}: {what.en} changes from “{before.en}” to “{after.en}”",
    )


def _shown(value: Words | Choice | Turn | bool | int | str | Sequence[Any] | None) -> Words:
    match value:
        case None | () | "":
            return NOTHING
        case Words():
            return value
        case Choice():
            return value.label
        case Turn():
            asked = f"{value.field}={'/'.join(value.among)} " if value.field else ""
            flags = " ".join([*(f"+{flag}" for flag in value.needs), *(f"-{flag}" for flag in value.unless)])
            text = f"{asked}{flags}→{value.enters}".strip()
            return Words(zh=text, en=text)
        case bool():
            return Words(zh="是", en="yes") if value else Words(zh="否", en="no")
        case tuple():
            shown = [_shown(item) for item in value]
            return Words(zh="、".join(one.zh for one in shown), en=", ".join(one.en for one in shown))
        case _:
            return Words(zh=str(value), en=str(value))
