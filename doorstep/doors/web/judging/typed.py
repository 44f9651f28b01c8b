"""Reads days and whole numbers as somebody typed them. Refuses what is neither, by the name of the question."""

from collections.abc import Mapping
from datetime import date

from doorstep.kernel.refusals import DateUnreadable, FormRefused, NumberUnreadable
from doorstep.kernel.whole_numbers import read_whole


def day(typed: Mapping[str, str], name: str, label: str) -> date:
    """Raises FormRefused under `name`."""
    try:
        return date.fromisoformat(typed[name])
    except ValueError:
        raise FormRefused({name: DateUnreadable(field=label)}) from None


def whole(typed: Mapping[str, str], name: str, label: str) -> int:
    """Nothing is 0. Raises FormRefused under `name`."""
    number = read_whole(typed[name].strip() or "0", digits=6)
    if number is None:
        raise FormRefused({name: NumberUnreadable(field=label)})
    return number
