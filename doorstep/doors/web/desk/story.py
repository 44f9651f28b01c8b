"""A case's story as staff read it: every event with who took it, every text as it was written, clocks on the same line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import Due, StoryLine
from doorstep.doors.web.shapes import Photo as Shown
from doorstep.doors.web.words import say
from doorstep.kernel.clocks import ClockRule, rule_from_dict
from doorstep.kernel.remaining_words import remaining_words
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.models import Clock
from doorstep.store.cases.stories import Line, Photo, Said
from doorstep.store.people.units import unit_tree

UNASKED = {
    "point": Words(zh="地图上的点", en="Point on the map"),
}


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A clock of a case, running or stopped, with the rule it started by."""

    rule: ClockRule
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    is_estimated: bool


def duties_of(case_id: UUID) -> list[Duty]:
    """All clocks, those that run first, then by when they started. One statement."""
    rows = Clock.objects.filter(case_id=case_id).order_by("started_at", "id")
    duties = [
        Duty(
            rule=rule_from_dict(row.rule),
            started_at=row.started_at,
            due_at=row.due_at,
            stopped_at=row.stopped_at,
            is_estimated=row.is_estimated,
        )
        for row in rows
    ]
    return sorted(duties, key=lambda duty: (duty.stopped_at is not None, duty.due_at))


def due_of(duty: Duty, now: datetime, *, why_url: str = "") -> Due:
    """“办理时限：还剩 3 个工作日”, or, when it has stopped, whether that was in time."""
    label = duty.rule.label
    if duty.stopped_at is not None:
        in_time = duty.stopped_at <= duty.due_at
        said = Words(zh="按期", en="in time") if in_time else Words(zh="超期", en="late")
        return Due(tone="done" if in_time else "late", text=_joined(label, said), why_url=why_url)
    calendar, rule = towns.pack().calendar, duty.rule
    left = remaining_words(now, duty.due_at, rule.unit, calendar, is_estimated=duty.is_estimated)
    warn = rule.warn_before
    is_soon = warn is not None and now >= calendar.before(duty.due_at, warn.amount, warn.unit)
    tone = "late" if now > duty.due_at else "soon" if is_soon else "ok"
    return Due(tone=tone, text=_joined(label, left), at=duty.due_at, why_url=why_url)  # type: ignore[arg-type]


def _joined(label: Words, said: Words) -> Words:
    return Words(zh=f"{label.zh}：{said.zh}", en=f"{label.en}: {said.en}")


def story_lines(
    lines: Sequence[Line], names: Mapping[UUID, str], duties: Iterable[Duty], now: datetime
) -> list[StoryLine]:
    """Newest first. What the first event said is left to the page, which shows it on top."""
    ended = {duty.stopped_at: duty for duty in duties if duty.stopped_at is not None}
    told = [_line(line, names, ended.get(line.at), now) for line in lines]
    return [*reversed(told[1:]), *(replace(first, said="", photos=()) for first in told[:1])]


def _line(line: Line, names: Mapping[UUID, str], ended: Duty | None, now: datetime) -> StoryLine:
    return StoryLine(
        text=line.said,
        at=line.at,
        said=said_in(line.answers),
        more=_who(line, names),
        due=due_of(ended, now) if ended and line.moves else None,
        photos=tuple(shown(photo, line) for photo in line.photos),
        inside=not line.is_public,
        anchor=f"e{line.seq}",
    )


def _who(line: Line, names: Mapping[UUID, str]) -> str:
    """“刘敏 · 单位经办 · 市城管局”."""
    if line.actor_kind != "staff":
        return _("系统") if line.actor_kind == "system" else _("反映人")
    role = towns.pack().roles.get(line.role)
    parts = [names.get(line.actor_id, "") if line.actor_id else "", say(role.label) if role else line.role]
    if line.unit:
        parts.append(say(unit_tree().label(line.unit)))
    return " · ".join(part for part in parts if part)


def said_in(answers: Iterable[Said]) -> str:
    """One text stands by itself; several answers stand each under its question."""
    answers = tuple(answers)
    if len(answers) == 1 and answers[0].kind == "text":
        return value_of(answers[0])
    return "\n".join(f"{say(UNASKED.get(answer.name, answer.label))}：{value_of(answer)}" for answer in answers)


def value_of(answer: Said) -> str:
    """An answer as text in the reader's language."""
    if isinstance(answer.value, tuple):
        return "、".join(say(one) for one in answer.value)
    return answer.value if isinstance(answer.value, str) else say(answer.value)


def shown(photo: Photo, line: Line) -> Shown:
    """A photo with what it is of: before, after, or as reported."""
    captions = {"photos_before": _("办理前"), "photos_after": _("办理后")}
    caption = captions.get(photo.field, "")
    return Shown(
        url=reverse("photo", args=[photo.id]),
        thumb=reverse("photo_small", args=[photo.id]),
        alt=caption or _("照片：%(what)s") % {"what": say(line.said)},
        caption=caption,
    )
