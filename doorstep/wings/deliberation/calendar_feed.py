"""Meetings as an iCalendar feed (RFC 5545): what is called, what was called off, and the days on which a body usually meets. Pure.

The same meetings give the same bytes. Holds no names of people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")
FOLD = 75  # octets of a line, RFC 5545 §3.1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One meeting. `uid` stays for ever; `sequence` grows whenever it is moved; `day` alone for a whole day."""

    uid: str
    summary: str
    status: str
    stamped_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    where: str = ""
    url: str = ""
    about: str = ""
    sequence: int = 0


def feed(name: str, entries: Iterable[Entry]) -> bytes:
    """The whole file, with CRLF ends of line."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Doorstep//Assemblies//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:Asia/Shanghai",
    ]
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line)).encode()


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.stamped_at)}"
    if entry.starts_at is not None:
        yield f"DTSTART:{_utc(entry.starts_at)}"
        yield f"DTEND:{_utc(entry.ends_at or entry.starts_at + timedelta(hours=2))}"
    elif entry.day is not None:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.where:
        yield f"LOCATION:{escaped(entry.where)}"
    if entry.about:
        yield f"DESCRIPTION:{escaped(entry.about)}"
    if entry.url:
        yield f"URL:{entry.url}"
    yield f"STATUS:{entry.status}"
    yield f"SEQUENCE:{entry.sequence}"
    yield "TRANSP:TRANSPARENT" if entry.status != "CONFIRMED" else "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """TEXT of RFC 5545 §3.3.11."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> Iterator[str]:
    """Lines of at most 75 octets; a character is never cut, and what continues begins with a blank."""
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    yield piece
