"""What every page of the desk needs around its own matter: who I am here, what waits for me, what else I may open."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import capabilities
from doorstep.doors.web.signin.terms import post_words
from doorstep.kernel.actor import Actor
from doorstep.kernel.visibility import Visibility, sees
from doorstep.kernel.words import Words
from doorstep.store.cases import towns, working
from doorstep.store.people.keys import keys_held
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas


class Desk:
    """One person's desk during one request. Nothing is read before it is asked for, and then once."""

    def __init__(self, request: HttpRequest, now: datetime) -> None:
        self.actor: Actor = actor_of(request)
        self.now = now
        self._may = capabilities(request)

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

    @property
    def may_pool(self) -> bool:
        return "merge" in self._may

    @property
    def may_board(self) -> bool:
        return "dispatch_board" in self._may

    @property
    def may_publish(self) -> bool:
        return bool(self._may & {"publish", "review_publication"})

    @property
    def may_whistle(self) -> bool:
        return bool(self._may & {"whistle", "turn_out"})

    @property
    def may_govern(self) -> bool:
        return "levels" in self._may

    @property
    def may_call_back(self) -> bool:
        return "call_back" in self._may

    @property
    def may_take_calls(self) -> bool:
        return "hotline" in self._may

    @property
    def may_keep_ready(self) -> bool:
        return "ready_answers" in self._may

    @property
    def may_see_rates(self) -> bool:
        return "figures" in self._may

    @property
    def may_round(self) -> bool:
        return "rounds" in self._may

    @property
    def may_grids(self) -> bool:
        return "grids" in self._may

    @property
    def may_suggest(self) -> bool:
        return "suggestions" in self._may

    @property
    def may_observe(self) -> bool:
        return "observe" in self._may

    @property
    def may_sign(self) -> bool:
        return "signs" in self._may

    @property
    def may_poll(self) -> bool:
        return "polls" in self._may

    @property
    def may_help_vote(self) -> bool:
        return "ballots" in self._may and "polls" not in self._may

    @property
    def may_allow(self) -> bool:
        return "allowance" in self._may

    @property
    def may_evidence(self) -> bool:
        return "evidence" in self._may

    @property
    def may_credential(self) -> bool:
        return "credentials" in self._may

    @property
    def may_rights(self) -> bool:
        return "rights" in self._may

    @property
    def may_deliberate(self) -> bool:
        return "deliberate" in self._may

    @property
    def may_project(self) -> bool:
        return "projects" in self._may

    @property
    def may_visit(self) -> bool:
        return "open_case" in self._may


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
