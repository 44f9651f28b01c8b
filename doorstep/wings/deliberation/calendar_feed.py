"""Meetings as an iCalendar feed (RFC 5545, with the refresh of RFC 7986): what is announced, what was held, what was called off, and the
days on which a body usually meets. Pure.

The same meetings give the same bytes. Holds no names of people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")
USUAL_LENGTH = timedelta(hours=2)
FOLD = 75  # octets of a line, RFC 5545 §3.1


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A zone that never changes its clocks, as all towns of China have: its name and how far it is ahead of UTC."""

    name: str
    ahead: timedelta


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One meeting. `uid` stays for ever; `sequence` grows whenever it is moved or called off; `stamped_at` is when it last changed;
    `day` alone for a whole day."""

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
    kind: str = ""
    sequence: int = 0


def feed(name: str, entries: Iterable[Entry], *, zone: Zone) -> bytes:
    """The whole file, with CRLF ends of line. A calendar of no meetings yet is one with its zone, which RFC 5545 §3.6 allows."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Doorstep//Assemblies//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-TIMEZONE:{zone.name}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        *_zone(zone),
    ]
    for entry in entries:
        lines += _event(entry, zone)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _fold(line)).encode()


def _zone(zone: Zone) -> Iterator[str]:
    ahead = f"+{zone.ahead // timedelta(hours=1):02d}{zone.ahead // timedelta(minutes=1) % 60:02d}"
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.name}"
    yield "BEGIN:STANDARD"
    yield "DTSTART:19700101T000000"
    yield f"TZOFFSETFROM:{ahead}"
    yield f"TZOFFSETTO:{ahead}"
    yield "END:STANDARD"
    yield "END:VTIMEZONE"


def _event(entry: Entry, zone: Zone) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.stamped_at)}"
    yield f"LAST-MODIFIED:{_utc(entry.stamped_at)}"
    if entry.starts_at is not None:
        yield f"DTSTART;TZID={zone.name}:{_local(entry.starts_at, zone)}"
        yield f"DTEND;TZID={zone.name}:{_local(entry.ends_at or entry.starts_at + USUAL_LENGTH, zone)}"
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
    if entry.kind:
        yield f"CATEGORIES:{escaped(entry.kind)}"
    yield f"STATUS:{entry.status}"
    yield f"SEQUENCE:{entry.sequence}"
    yield "TRANSP:TRANSPARENT" if entry.status != "CONFIRMED" else "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(at: datetime, zone: Zone) -> str:
    return f"{at.astimezone(UTC) + zone.ahead:%Y%m%dT%H%M%S}"


def escaped(text: str) -> str:
    """TEXT of RFC 5545 §3.3.11."""
    flat = "".join(
        sign for sign in text.replace("\r\n", "\n").replace("\r", "\n") if sign == "\n" or sign.isprintable()
    )
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
