"""Turns a case's story into what its reporter reads: in the second person, newest first, with due moments in words."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import Photo as Shown
from doorstep.doors.web.shapes import StoryLine
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Mechanism, Step
from doorstep.kernel.running import RunningClock
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.clock_rows import running_of
from doorstep.store.cases.stories import Line, Photo, Said

# The longer first.
YOU = (("原反映人", "您"), ("反映的人", "您"), ("反映人", "您"))
YOU_EN = (("The reporter’s", "Your"), ("the reporter’s", "your"), ("The reporter ", "You "), ("the reporter", "you"))


def to_you(words: Words) -> Words:
    """The same sentence spoken to the reporter."""
    zh, en = words.zh, words.en
    for before, after in YOU:
        zh = zh.replace(before, after)
    for before, after in YOU_EN:
        en = en.replace(before, after)
    return Words(zh=zh, en=en)


def story_lines(lines: Iterable[Line]) -> list[StoryLine]:
    """Newest first."""
    return [_line(line) for line in reversed(list(lines))]


def _line(line: Line) -> StoryLine:
    return StoryLine(
        text=to_you(line.said),
        at=line.at,
        said=_said(line.answers),
        photos=tuple(_shown(photo, line) for photo in line.photos),
    )


def _said(answers: tuple[Said, ...]) -> str:
    """One answer stands by itself; several stand each under its question."""
    answers = tuple(answer for answer in answers if answer.kind in ("text", "line") and answer.name != "point")
    if len(answers) == 1:
        return _value(answers[0])
    return "\n".join(
        _("%(label)s：%(value)s") % {"label": say(answer.label), "value": _value(answer)} for answer in answers
    )


def _value(answer: Said) -> str:
    if isinstance(answer.value, tuple):
        return _("、").join(say(one) for one in answer.value)
    return answer.value if isinstance(answer.value, str) else say(answer.value)


def _shown(photo: Photo, line: Line) -> Shown:
    return Shown(
        url=reverse("photo", args=[photo.id]),
        thumb=reverse("photo_small", args=[photo.id]),
        alt=_("照片：%(what)s") % {"what": say(to_you(line.said))},
    )


def running_clocks(case_id: UUID) -> list[RunningClock]:
    """The clocks that run now, the one due first in front, those that stand still behind. One statement."""
    return sorted(running_of(case_id), key=lambda clock: (clock.is_paused, clock.due_at))


def main_step(mechanism: Mechanism, state: str, steps: Iterable[Step]) -> Step | None:
    """The step that waits for the reporter: the first that moves the case, where its state is theirs to move."""
    owner = mechanism.state(state).owner
    if owner is None or towns.pack().parties[owner].reach != "receipt":
        return None
    return next((step for step in steps if step.ways), None)
