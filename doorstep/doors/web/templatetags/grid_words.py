"""Looks a row's code up in what the page brought along; says what waits of rounds, merged into one line a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from doorstep.doors.web.desk.frame import Desk
from doorstep.store.cases import towns
from doorstep.wings.grid.overview import WORKER, reminders, reminders_above
from doorstep.wings.grid.queries import my_rounds

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class RoundsTold:
    """How many rounds wait today, how many missed ones the worker was reminded of, at how many places nobody came for long."""

    waiting: int = 0
    missed: int = 0
    above: int = 0


@register.filter
def of(known: Mapping[Any, Any] | None, key: Any) -> Any:
    """What is known of this key; an empty text for nothing."""
    return (known or {}).get(key, "")


@register.simple_tag(takes_context=True)
def rounds_told(context: template.Context) -> RoundsTold:
    """For the person at this desk. Before the day's reminder, in office hours, nothing is said of missed ones."""
    desk: Desk = context["desk"]
    today = towns.pack().calendar.local_date(desk.now)
    waiting = missed = 0
    if desk.may_round:
        mine = [one for one in my_rounds(desk.actor, today=today) if one.done_on is None]
        waiting = sum(one.due_on >= today for one in mine)
        told = reminders([f"{WORKER}{desk.actor.id}"], on=today)
        missed = sum(one.due_on < today for one in mine) if told else 0
    above = reminders_above(desk.view, on=today) if desk.may_grids else 0
    return RoundsTold(waiting=waiting, missed=missed, above=above)
