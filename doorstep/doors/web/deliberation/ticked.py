"""From a vote to the meeting after it: what was ticked becomes the agenda, each candidate that was chosen a motion of its own.

Refuses a vote that nobody announced. The meeting decides by its own rules; the count stands as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.doors.web.voting.listing import public_poll
from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.locking import find
from doorstep.wings.deliberation.agenda import LONGEST_MOTION, add_motion
from doorstep.wings.deliberation.models import Meeting
from doorstep.wings.deliberation.refusing import PollUnfit
from doorstep.wings.voting.drafting import PollUnknown
from doorstep.wings.voting.models import Option, Poll

MOST_MOTIONS = 30


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """A vote that was announced, and what it chose, the most wanted first; nothing before its result was confirmed."""

    poll: Poll
    chosen: Sequence[Option]


def ticked(number: str) -> Ticked | None:
    """None for no number. Raises FormRefused."""
    if not number:
        return None
    try:
        poll, state = public_poll(number)
    except PollUnknown:
        raise FormRefused({"poll": PollUnfit(value=number)}) from None
    if state != "confirmed":
        return Ticked(poll=poll, chosen=())
    written = (poll.outcome or {})["options"]
    options = [one for one in poll.options.all() if written[one.key]["result"] != "left_out"]
    return Ticked(poll=poll, chosen=sorted(options, key=lambda one: int(written[one.key]["rank"])))


def agenda_of(found: Ticked) -> dict[str, str]:
    """A motion for each that was chosen, with the number of its candidate, "" for none."""
    return {f"办“{one.title}”"[:LONGEST_MOTION]: _number(one) for one in found.chosen[:MOST_MOTIONS]}


def _number(option: Option) -> str:
    held = find(option.candidate) if option.candidate else None
    return held.case.number if held else ""


def put_on_agenda(meeting: Meeting, found: Ticked, *, now: datetime) -> None:
    """Each a motion of its own, tied to its candidate. The result is public: a community may settle what the whole town ticked,
    though the candidate is no case of its own."""
    for text, number in agenda_of(found).items():
        add_motion(meeting, text, matter=number, actor=SYSTEM, now=now)
