"""Notices 通知: who is told what, and how, when something happened.

Reads `notices.toml`. A notice says a number, a unit, a due date and a link, and nothing that anybody wrote:
no free text has a hole to stand in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

CHANNELS = ("in_app", "sms")
HOLES = ("number", "unit", "due", "link")
CLOCK_EVENTS = ("clock.due_soon", "clock.overdue")
COPIED = "case.copied"  # a unit is told of a case that another one handles
INVITED, REMINDED = "poll.invited", "poll.reminded"  # those on a frozen roll, little by little and in office hours
# Those invited to a meeting who left a number.
GUESTS_INVITED, GUESTS_REMINDED, GUESTS_PUT_OFF = "assembly.invited", "assembly.reminded", "assembly.put_off"
UNTOLD_BY_STEPS = (*CLOCK_EVENTS, COPIED, INVITED, REMINDED, GUESTS_INVITED, GUESTS_REMINDED, GUESTS_PUT_OFF)
LONGEST_SMS = 140
A_CHANNEL = Words(zh="方式", en="channel")


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
                f"{notice.event} 已经用 {notice.channel} 通知过 {notice.to}；删掉重复的一组",
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
        channel=row.one_of("channel", CHANNELS, noun=A_CHANNEL),
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
