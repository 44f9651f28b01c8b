"""Moments as credentials write them: XML Schema `dateTimeStamp`, a date and a time with their zone."""

import re
from datetime import UTC, datetime, timedelta, timezone

from doorstep_proof.refusals import Malformed

PATTERN = re.compile(
    r"(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))\Z", re.ASCII
)


def instant(text: object) -> datetime:
    """Aware. 24:00:00 is the next day's midnight. Raises Malformed."""
    found = PATTERN.match(text) if isinstance(text, str) and len(text) < 60 else None
    if found is None:
        raise Malformed("not a date and time with a zone")
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    fraction, zone = found.group(7) or "0", found.group(8)
    late = (hour, minute, second) == (24, 0, 0) and not fraction.strip("0")
    try:
        read = datetime(
            year, month, day, 0 if late else hour, minute, second, int(fraction[:6].ljust(6, "0")), _zone(zone)
        )
        return read + timedelta(days=1) if late else read
    except (ValueError, OverflowError) as wrong:
        raise Malformed("no such day or hour") from wrong


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    away = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-away if text[0] == "-" else away)


def written(moment: datetime) -> str:
    """UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
