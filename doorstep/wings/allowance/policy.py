"""The policy in force for the jurisdiction being served."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.allowance.models import Community
from doorstep.wings.allowance.rules import FILE, Period, Policy, period_of, read_policy


class NoPolicy(Refusal):
    """本辖区的机制包里没有高龄津贴政策。"""

    status = 404


def policy() -> Policy:
    """Raises NoPolicy, PackError."""
    path = towns.pack().file(FILE)
    if path is None:
        raise NoPolicy
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int) -> Policy:
    return read_policy(path)


def rhythm_of(place: str) -> str:
    """How often people of a community are certified."""
    return "month" if place in policy().monthly_places else policy().rhythm


def today(now: datetime) -> date:
    """The town's day."""
    return towns.pack().calendar.local_date(now)


def current_period(place: str, *, now: datetime) -> Period:
    """The period of a community at a moment."""
    return period_of(rhythm_of(place), today(now))


def path_of(place: str) -> str:
    """Of a place on the roll; its code may have been retired, its path in the table stays."""
    spot = atlas().get(place)
    return spot.path if spot else Community.objects.get(place=place).place_path


def place_words(place: str) -> str:
    """Its name, in Chinese."""
    spot = atlas().get(place)
    return spot.label.zh if spot else place


def is_on(place: str) -> bool:
    """Whether a community certifies here yet."""
    return Community.objects.filter(place=place, on_since__isnull=False).exists()
