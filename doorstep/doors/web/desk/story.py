"""A case's story as staff read it: every event with who took it, every text as it was written, clocks on the same line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.web.clock_words import due_of
from doorstep.doors.web.shapes import Photo as Shown
from doorstep.doors.web.shapes import StoryLine
from doorstep.doors.web.words import say
from doorstep.kernel.running import RunningClock
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.clock_rows import clocks_of
from doorstep.store.cases.stories import Line, Photo, Said
from doorstep.store.people.units import unit_tree

UNASKED = {
    "point": Words(zh="地图上的点", en="Point on the map"),
}


Duty = RunningClock
"""A clock of a case, running or stopped, with the rule it started by."""


def duties_of(case_id: UUID) -> list[Duty]:
    """All clocks, those that run first, then by when they are due. One statement."""
    return sorted(clocks_of(case_id), key=lambda duty: (duty.stopped_at is not None, duty.is_paused, duty.due_at))


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
    return "\n".join(
        _("%(label)s：%(value)s") % {"label": say(UNASKED.get(answer.name, answer.label)), "value": value_of(answer)}
        for answer in answers
    )


def value_of(answer: Said) -> str:
    """An answer as text in the reader's language."""
    if isinstance(answer.value, tuple):
        return _("、").join(say(one) for one in answer.value)
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
