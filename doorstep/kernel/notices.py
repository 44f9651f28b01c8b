"""Notices 告知: who is told what, and how, when something happened.

Reads `notices.toml`. A notice says a number, a unit, a due date and a link, and nothing that anybody wrote:
no free text has a hole to stand in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from doorstep.kernel.faults import Fault
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.packfile import Table, read_toml, suggestion
from doorstep.kernel.parties import Party
from doorstep.kernel.words import Words

CHANNELS = ("in_app", "sms")
HOLES = ("number", "unit", "due", "link")
CLOCK_EVENTS = ("clock.due_soon", "clock.overdue")
LONGEST_SMS = 140


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """`event` of a step or of a clock, `to` a party, `words` with holes for number, unit, due and link."""

    event: str
    to: str
    channel: str
    words: Words


Notices = Mapping[tuple[str, str], tuple[Notice, ...]]


def read_notices(path: Path, under: Notices | None = None) -> Notices:
    """Notices by (event, party), laid over those of the pack below: who writes a pair writes all its channels."""
    page = read_toml(path)
    found: dict[tuple[str, str], tuple[Notice, ...]] = {}
    for row in page.tables("notice"):
        notice = _notice(row)
        place = (notice.event, notice.to)
        if any(earlier.channel == notice.channel for earlier in found.get(place, ())):
            row.fault(
                "channel",
                f"{notice.event} 已经用 {notice.channel} 告知过 {notice.to}；删掉重复的一组",
                f"{notice.to} is already told of {notice.event} by {notice.channel}; delete the repeated group",
            )
        found[place] = (*found.get(place, ()), notice)
    page.refuse_the_rest()
    page.settle()
    return {**(under or {}), **found}


def _notice(row: Table) -> Notice:
    notice = Notice(
        event=row.text("event"),
        to=row.name_of("to"),
        channel=row.one_of("channel", CHANNELS),
        words=row.words("words", holes=HOLES),
    )
    row.refuse_the_rest()
    if notice.channel == "sms" and len(notice.words.zh) > LONGEST_SMS:
        row.fault(
            "words",
            f"短信有 {len(notice.words.zh)} 个字；缩到 {LONGEST_SMS} 个以内",
            f"the message has {len(notice.words.zh)} characters; shorten it to {LONGEST_SMS}",
        )
    return notice


def check_notices(
    notices: Notices, mechanisms: Iterable[Mechanism], parties: Mapping[str, Party], file: str
) -> list[Fault]:
    """Whoever a step tells has a notice, and no notice waits for what never happens."""
    told = {
        (step.event, party): law for law in mechanisms for step in (law.opening, *law.steps) for party in step.tells
    }
    faults = []
    for event, party in sorted(told.keys() - notices.keys()):
        faults.append(
            Fault(
                file=file,
                line=0,
                key=f"notice[{event}]",
                zh=f"机制“{told[event, party].title.zh}”要把 {event} 告诉 {party}，却没有写怎么说；加一组 [[notice]]",
                en=f"“{told[event, party].title.en}” tells {party} of {event}, but no words are written; add a [[notice]]",
            )
        )
    events = {event for event, _ in told} | set(CLOCK_EVENTS)
    for event, party in sorted(notices.keys() - told.keys()):
        if event in CLOCK_EVENTS and party in parties:
            continue
        word, known = (party, sorted(parties)) if event in events and party not in parties else (event, sorted(events))
        zh, en = suggestion(word, known)
        if word in known:
            zh, en = (
                f"在动作的 tells 里加上 {party}，或删掉这组",
                f"add {party} to tells of that step, or delete this group",
            )
        faults.append(
            Fault(
                file=file,
                line=0,
                key=f"notice[{event}]",
                zh=f"没有哪个动作会把 {event} 告诉 {party}；{zh}",
                en=f"no step tells {party} of {event}; {en}",
            )
        )
    return faults
