"""Finds who acts: the cast's members as the store knows them, by what they are needed for."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from uuid import UUID

from doorstep.doors.town.planned import the_cast
from doorstep.kernel.actor import Actor
from doorstep.store.people.acting import actor_for
from doorstep.store.people.models import Person
from doorstep.wings.town.cast import Duty, Member

DESK_ROLES = ("desk_clerk", "street_clerk", "community_clerk", "coordinator")


class Staff:
    """The cast, once hired; `today` is a day on which all hold their posts."""

    def __init__(self, *, today: date) -> None:
        self._today = today
        members = the_cast()
        self._ids = dict(Person.objects.values_list("username", "id"))
        self._by_duty: dict[tuple[str, str, str], str] = {}
        for member, duty in _duties(members):
            self._by_duty.setdefault((duty.role, duty.unit, duty.place), member.username)
            self._by_duty.setdefault((duty.role, duty.unit, ""), member.username)
        self._names = {member.username: member.display_name for member in members}
        self.named = cache(self._named)

    def _named(self, username: str) -> Actor:
        person: UUID = self._ids[username]
        return actor_for(person, today=self._today)

    def clerk_of(self, community: str) -> Actor:
        """The clerk of a community's unit."""
        return self.named(self._by_duty["community_clerk", community, ""])

    def grid_worker(self, community: str, grid: str) -> Actor:
        """Who looks after a grid, by its code."""
        return self.named(self._by_duty["grid_worker", community, grid])

    def desk(self, unit: str) -> Actor:
        """Who accepts and handles for a unit."""
        return self.named(self._desk(unit))

    def supervisor(self, unit: str) -> Actor:
        """Who checks what a unit did: its supervisor, the one above it, else the leader."""
        found = (self._by_duty.get(("desk_supervisor", code, "")) for code in (unit, unit.partition("_")[0]))
        return self.named(next((username for username in found if username), "leader"))

    def desk_name(self, unit: str) -> str:
        return self._names[self._desk(unit)]

    def _desk(self, unit: str) -> str:
        return next(self._by_duty[role, unit, ""] for role in DESK_ROLES if (role, unit, "") in self._by_duty)


def _duties(members: Iterable[Member]) -> Iterable[tuple[Member, Duty]]:
    """Regular posts before stand-ins."""
    every = [(member, duty) for member in members for duty in member.duties]
    return sorted(every, key=lambda pair: pair[1].is_stand_in)
