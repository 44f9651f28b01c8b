"""Extensions 延期 of a running clock: who may ask for how much more time, until when, how often, and who decides.

An extension is asked for by one step and granted or refused by another; what was asked stands on the clock meanwhile.
Refuses, each in one sentence: asking after the limit, asking for more than the rule allows, asking once more than it
allows, asking while an answer is awaited, and deciding where nobody asked. Counts no time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from doorstep.kernel.clocks import ClockRule, ExtensionRule
from doorstep.kernel.parties import Party
from doorstep.kernel.refusals import ActorNotEntitled, FormRefused, NotWhole, Refusal
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import UNIT_WORDS

Does = Literal["ask", "grant", "refuse"]
MORE = "more"
"""The field of the asking step that says how much more."""


class NothingToExtend(Refusal):
    """这件事没有可以延期的“%(clock)s”时限：要么没有在计时，要么规则没有规定可以延期。"""


class ExtensionTooLate(Refusal):
    """“%(clock)s”已经过了期限，不能再申请延期。延期要在到期之前申请。"""


class ExtensionTooLong(Refusal):
    """“%(clock)s”一次最多延长 %(most)s，申请的 %(asked)s 超过了。"""


class ExtensionUsedUp(Refusal):
    """“%(clock)s”最多延期 %(times)s 次，已经用完了。"""


class ExtensionPending(Refusal):
    """“%(clock)s”的延期申请还没有批复，不能再申请。"""


class NoExtensionAsked(Refusal):
    """“%(clock)s”没有等着批复的延期申请。"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """More time as it was asked for. `is_granted` is None until it is decided."""

    more: int
    asked_at: datetime
    decided_at: datetime | None = None
    is_granted: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a step does about an extension of the clock. `by`: the parties to the case that the actor belongs to."""

    does: Does
    clock: str
    more: int = 0
    by: frozenset[str] = frozenset()
    parties: Mapping[str, Party] = field(default_factory=dict)


def asked_of(step: Any, facts: Mapping[str, Any], by: frozenset[str], parties: Mapping[str, Party]) -> Asked | None:
    """What a mechanism's step does about an extension; None when nothing."""
    does: Does
    for does, clock in (("ask", step.asks_more), ("grant", step.grants_more), ("refuse", step.refuses_more)):
        if clock:
            more = facts.get(MORE, 0)
            if not isinstance(more, int):
                asked = step.field(MORE)
                raise FormRefused({MORE: NotWhole(field=asked.label if asked else MORE)})
            return Asked(does=does, clock=clock, more=more, by=by, parties=parties)
    return None


def granted(extensions: tuple[Extension, ...]) -> int:
    """How much more time was granted altogether."""
    return sum(one.more for one in extensions if one.is_granted)


def after_asking(
    rule: ClockRule,
    extensions: tuple[Extension, ...],
    asked: Asked,
    *,
    due_at: datetime,
    is_paused: bool,
    now: datetime,
) -> tuple[Extension, ...]:
    """The clock's extensions after this step. Raises the refusals of this room."""
    allowed = rule.extension
    if allowed is None:
        raise NothingToExtend(clock=rule.label)
    _check_party(allowed, asked)
    pending = next((one for one in extensions if one.is_granted is None), None)
    if asked.does != "ask":
        if pending is None:
            raise NoExtensionAsked(clock=rule.label)
        decided = replace(pending, decided_at=now, is_granted=asked.does == "grant")
        return tuple(decided if one is pending else one for one in extensions)
    if now > due_at and not is_paused:
        raise ExtensionTooLate(clock=rule.label)
    if pending is not None:
        raise ExtensionPending(clock=rule.label)
    if sum(bool(one.is_granted) for one in extensions) >= allowed.times:
        raise ExtensionUsedUp(clock=rule.label, times=allowed.times)
    if not 1 <= asked.more <= allowed.amount:
        raise ExtensionTooLong(clock=rule.label, most=_amount(allowed.amount, rule), asked=_amount(asked.more, rule))
    return (*extensions, Extension(more=asked.more, asked_at=now))


def _check_party(allowed: ExtensionRule, asked: Asked) -> None:
    may = allowed.asked_by if asked.does == "ask" else allowed.approved_by
    if not asked.by & set(may):
        labels = tuple(asked.parties[name].label if name in asked.parties else Words(zh=name, en=name) for name in may)
        raise ActorNotEntitled(who=labels)


def _amount(amount: int, rule: ClockRule) -> Words:
    unit = UNIT_WORDS[rule.unit]
    return Words(zh=f"{amount} {unit.zh}", en=f"{amount} {unit.en}")
