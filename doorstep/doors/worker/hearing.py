"""The job that runs one reaction to one event, and how one is left behind for the queue."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import close_old_connections
from procrastinate.contrib.django import app as django_app

from doorstep.store.cases.hearing import Told, reaction_named
from doorstep.store.jurisdictions.current import serving

HEAR = "doorstep.hear"


def leave(told: Told, reaction: str) -> None:
    """Defer the job. The same reaction to the events of one case runs once at a time, in their order."""
    case_id = str(told.case_id)
    django_app.tasks[HEAR].configure(lock=f"{told.town}:{case_id}:{reaction}").defer(
        town=told.town, case_id=case_id, seq=told.seq, event=told.event, reaction=reaction
    )


def hear(*, town: str, case_id: str, seq: int, event: str, reaction: str) -> None:
    """Run one reaction. Reactions must bear being run twice."""
    close_old_connections()
    with serving(town):
        told = Told(town=town, case_id=UUID(case_id), seq=seq, event=event)
        reaction_named(reaction)(told, now=datetime.now(UTC))
