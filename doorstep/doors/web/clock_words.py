"""A case's clock as its pages show it: what is left, or that it stands still; how it was extended; the count day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.doors.web.shapes import Due, Tone
from doorstep.kernel.calendar import DayLine, Pause
from doorstep.kernel.extending import Extension
from doorstep.kernel.remaining_words import remaining_words
from doorstep.kernel.running import RunningClock
from doorstep.kernel.words import Words
from doorstep.kernel.working_time import UNIT_WORDS, Unit
from doorstep.store.cases import towns

TONES: dict[str, Tone] = {"ok": "ok", "soon": "soon", "late": "late"}


@dataclass(frozen=True, kw_only=True)
class More:
    """An extension in words: “申请延长 5 个工作日，已同意”."""

    text: Words
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A clock counted out. `allowed`: what the rule gives, “7 个工作日”; `pauses` ended or still going on (`ends_at` None)."""

    allowed: Words
    lines: Sequence[DayLine]
    pauses: Sequence[tuple[datetime, datetime | None]]
    extensions: Sequence[More]


def due_of(clock: RunningClock, now: datetime, *, why_url: str = "") -> Due:
    """“办理：还剩 3 个工作日”; “办理：暂停（等反映人补充）”; when it has stopped, whether that was in time; “申辩期：已满”."""
    is_late = (clock.stopped_at or now) > clock.due_at
    if is_late and not clock.is_paused and _is_to_use(clock.name):
        return Due(tone="done", text=_joined(clock.label, Words(zh="已满", en="over")), why_url=why_url)
    if clock.stopped_at is not None:
        said = Words(zh="超期", en="late") if is_late else Words(zh="按期", en="in time")
        return Due(tone="late" if is_late else "done", text=_joined(clock.label, said), why_url=why_url)
    if clock.is_paused:
        return Due(tone="rest", text=_joined(clock.label, _standing_still(clock)), why_url=why_url)
    left = remaining_words(now, clock.due_at, clock.unit, towns.pack().calendar, is_estimated=clock.is_estimated)
    return Due(tone=_tone(clock, now), text=_joined(clock.label, left), at=clock.due_at, why_url=why_url)


def _is_to_use(name: str) -> bool:
    """Whether it is somebody's time to use, such as a time to answer, whose end others have to wait for: nobody is late by it."""
    return any(name in step.outlasts for one in towns.pack().mechanisms.values() for step in one.steps)


def _tone(clock: RunningClock, now: datetime) -> Tone:
    if now > clock.due_at:
        return "late"
    warn = clock.rule.warn_before
    is_soon = warn is not None and now >= towns.pack().calendar.before(clock.due_at, warn.amount, warn.unit)
    return "soon" if is_soon else "ok"


def _standing_still(clock: RunningClock) -> Words:
    labels = [pause.label for pause in clock.rule.pauses]
    if len(labels) != 1:
        return Words(zh="暂停", en="standing still")
    return Words(zh=f"暂停（{labels[0].zh}）", en=f"standing still ({labels[0].en})")


def counted_out(clock: RunningClock, now: datetime) -> Counted:
    """Day by day, with what stood still and what was granted."""
    pauses = list(clock.pauses)
    if clock.is_paused and clock.paused_at:
        pauses.append(Pause(clock.paused_at, max(now, clock.paused_at)))
    ended: list[tuple[datetime, datetime | None]] = [(pause.begins_at, pause.ends_at) for pause in clock.pauses]
    going_on: list[tuple[datetime, datetime | None]] = (
        [(clock.paused_at, None)] if clock.is_paused and clock.paused_at else []
    )
    return Counted(
        allowed=amount_words(clock.rule.amount, clock.unit),
        lines=towns.pack().calendar.explain(clock.started_at, clock.amount, clock.unit, pauses=pauses),
        pauses=ended + going_on,
        extensions=[_more(one, clock.unit) for one in clock.extensions],
    )


def amount_words(amount: int, unit: Unit, *, more: str = "") -> Words:
    """“1 个工作日”, “1 working day”."""
    words = UNIT_WORDS[unit]
    en = words.en.removesuffix("s") if amount == 1 else words.en
    return Words(zh=f"{amount} {words.zh}", en=f"{amount} {more}{en}")


def _more(one: Extension, unit: Unit) -> More:
    answers = {
        None: Words(zh="等批复", en="awaiting an answer"),
        True: Words(zh="已同意", en="granted"),
        False: Words(zh="没有批准", en="refused"),
    }
    answer = answers[one.is_granted]
    amount = amount_words(one.more, unit, more="more ")
    return More(
        text=Words(zh=f"延长 {amount.zh}，{answer.zh}", en=f"{amount.en}, {answer.en}"),
        at=one.decided_at or one.asked_at,
    )


def _joined(label: Words, said: Words) -> Words:
    return Words(zh=f"{label.zh}：{said.zh}", en=f"{label.en}: {said.en}")
