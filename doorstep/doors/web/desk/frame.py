"""What every page of the desk needs around its own matter: who I am here, what waits for me, what else I may open."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.menu import Menu
from doorstep.doors.web.signin.terms import post_words
from doorstep.kernel.actor import Actor
from doorstep.kernel.visibility import Visibility, sees
from doorstep.kernel.words import Words
from doorstep.store.cases import towns, working
from doorstep.store.people.keys import keys_held
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas


class Desk(Menu):
    """One person's desk during one request. Nothing is read before it is asked for, and then once."""

    def __init__(self, request: HttpRequest, now: datetime) -> None:
        super().__init__(request)
        self.actor: Actor = actor_of(request)
        self.now = now

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return keys_held(self.actor)

    @cached_property
    def view(self) -> Visibility:
        return sees(self.actor, towns.pack().roles)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Units whose cases are all mine to see: a grid worker's community is not."""
        roles = towns.pack().roles
        return tuple(
            dict.fromkeys(
                post.unit
                for post in self.actor.posts
                if post.role in roles and (roles[post.role].sees == "unit" or _answers_for(post.unit, post.place_path))
            )
        )

    @cached_property
    def today(self) -> working.Today:
        return today(self.now)

    @cached_property
    def figures(self) -> working.Figures:
        return working.figures(self.keys, self.units, self.today)

    @property
    def mine(self) -> int:
        return self.figures.mine

    @property
    def posts(self) -> tuple[Words, ...]:
        return tuple(post_words(post) for post in self.actor.posts)


def _answers_for(unit: str, place_path: str) -> bool:
    known = unit_tree().get(unit)
    spot = atlas().get(known.place) if known and known.place else None
    return spot is not None and spot.path == place_path


def today(now: datetime) -> working.Today:
    """The end of the town's day and of its week, Sunday included."""
    calendar = towns.pack().calendar
    offset = calendar.office_hours.offset
    local = now + offset
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) - offset
    return working.Today(
        now=now,
        day_ends=midnight + timedelta(days=1),
        week_ends=midnight + timedelta(days=7 - local.weekday()),
    )


def frame(request: HttpRequest, here: str = "") -> dict[str, Any]:
    """Context shared by the desk's pages."""
    now = timezone.now()
    return {"here": here, "now": now, "desk": Desk(request, now)}
