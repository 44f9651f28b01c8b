"""Writes down why the log stands still, once, and that it goes on again."""

from datetime import datetime

from doorstep.wings.log.models import Trouble


def note_trouble(kind: str, detail: str, *, now: datetime) -> bool:
    """True when this is news."""
    if Trouble.objects.filter(ended_at=None, kind=kind, detail=detail).exists():
        return False
    Trouble.objects.filter(ended_at=None).update(ended_at=now)
    Trouble.objects.create(kind=kind, detail=detail, since=now)
    return True


def end_trouble(*, now: datetime) -> int:
    """It goes on."""
    return Trouble.objects.filter(ended_at=None).update(ended_at=now)
