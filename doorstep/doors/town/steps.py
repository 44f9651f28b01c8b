"""Takes the steps of the simulated people through the store, and has the wings answer each at the moment it pretends to happen.

No job is left behind: reactions run here, and messages go to a stand-in that sends nothing. Notices of long ago are not even
written: nobody would read them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from doorstep.adapters import sms
from doorstep.adapters.sms.simulated import SimulatedSms
from doorstep.kernel.actor import Actor
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.hearing import Told, reaction_named, reactions_to, told_at_once
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.outbox.models import QUEUED, Notice
from doorstep.wings.outbox.services import MOST_TRIES, SEND, NotDelivered, deliver

TELLS = "outbox."
COUNTS = "rates.reactions.follow"
UNREACHABLE = "7"
SPENT = "DELETE FROM procrastinate_jobs WHERE task_name = %s AND args->>'town' = %s AND status = 'todo'"
Hear = Callable[[Told], None]


class Steps:
    """`hears` is told every event after the wings have answered it."""

    def __init__(self, told: list[Told], *, notices_from: datetime) -> None:
        self._told = told
        self._notices_from = notices_from
        self.hears: list[Hear] = []
        self.taken = 0

    def act(self, case_id: UUID, verb: str, form: Mapping[str, Any], actor: Actor, now: datetime) -> Done:
        """One step, answered. Raises what the store raises: a simulated person who may not do a thing is a fault here."""
        done = act(case_id=case_id, verb=verb, form=form, actor=actor, now=now)
        self.answer(now)
        return done

    def answer(self, now: datetime) -> None:
        """Have the wings answer everything that was told since, and what they themselves brought about."""
        tells = now >= self._notices_from
        while self._told:
            told = self._told.pop(0)
            self.taken += 1
            for name in reactions_to(told.event):
                if name != COUNTS and (tells or not name.startswith(TELLS)):
                    reaction_named(name)(told, now=now)
            for hear in self.hears:
                hear(told)
        if tells:
            self.send(now)

    def send(self, now: datetime) -> None:
        """Hand every waiting message to the stand-in, and take back the jobs that would do so again."""
        waiting = list(Notice.objects.filter(state=QUEUED, channel="sms").order_by("id").values_list("id", flat=True))
        for notice in waiting:
            _deliver(notice, now)
        if waiting:
            self.spend(SEND)

    def spend(self, task: str) -> None:
        """Take back the jobs that would do what has been done here already."""
        with connection.cursor() as cursor:
            cursor.execute(SPENT, [task, schema()])

    def tell(self, told: Told) -> None:
        """An event of which nobody was told when it was written."""
        self._told.append(told)


def _deliver(notice: int, now: datetime) -> None:
    for _ in range(MOST_TRIES):
        try:
            deliver(notice, now=now)
        except NotDelivered:
            continue
        return


@contextmanager
def simulated(*, notices_from: datetime) -> Iterator[Steps]:
    """Steps taken in the block are answered at once; messages go nowhere."""
    before = sms.sms()
    sms.use(SimulatedSms(unreachable=UNREACHABLE))
    try:
        with told_at_once() as told:
            yield Steps(told, notices_from=notices_from)
    finally:
        sms.use(before)
