"""Reads a moment as other systems write it: ISO, slashes, 年月日, fourteen digits, or a spreadsheet's count of days. Town time."""

import re
from datetime import UTC, datetime, timedelta

from doorstep.kernel.office_hours import SHANGHAI

# Day 0 of spreadsheets; they also count a 29 February 1900 that never was.
DAY_NOUGHT = datetime(1899, 12, 30, tzinfo=SHANGHAI)
FIRST_DAY, LAST_DAY = 20_000, 80_000
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
SPELLED = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(\d{1,2})\s*[:：时点]\s*(\d{1,2})(?:\s*[:：分]\s*(\d{1,2})?(?:\.\d+)?\s*秒?)?\s*分?)?"
)
DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
COUNTED = re.compile(r"\d{5}(?:\.\d+)?")


def read_moment(written: str) -> datetime | None:
    """Aware; None when it cannot be read. A day without an hour is its midnight."""
    text = written.strip()
    try:
        moment = datetime.fromisoformat(text) if len(text) > 8 else _otherwise(text)
    except ValueError:
        moment = _otherwise(text)
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    return aware if aware >= EARLIEST else None


def _otherwise(text: str) -> datetime | None:
    if COUNTED.fullmatch(text):
        days = float(text)
        if FIRST_DAY <= days <= LAST_DAY:
            return DAY_NOUGHT + timedelta(seconds=round(days * 86_400))
        return None
    match = SPELLED.fullmatch(text) or DIGITS.fullmatch(text)
    if match is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None
