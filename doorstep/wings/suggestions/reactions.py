"""Hears what is opened and looks whether it is what it was recorded as; keeps published letters; files what stays unanswered."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.kernel.actor import SYSTEM
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import sheets
from doorstep.store.cases.acting import act
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.suggestions import letters
from doorstep.wings.suggestions.splitting import doubt

BATCH = 500
UNANSWERED = """
SELECT id FROM cases_case WHERE owed_by = 'reporter' AND NOT is_final AND due_at <= %s AND state = 'told' AND is_inner
ORDER BY due_at, id LIMIT %s
"""


def look_at(told: Told, *, now: datetime) -> None:
    """Does it look like something else?"""
    doubt(told.case_id, now=now)


def keep_letter(told: Told, *, now: datetime) -> None:
    """A letter that was published can be read by everybody."""
    letters.keep(told.case_id, now=now)


def drop_letter(told: Told, *, now: datetime) -> None:
    """A letter that was taken down, or whose author took the consent back, is gone."""
    letters.drop(told.case_id)


def sweep_unanswered(now: datetime, *, limit: int = BATCH) -> int:
    """File what its author has left without a word for the time given; how many."""
    filed = 0
    for (case_id,) in sheets.run(UNANSWERED, [now, limit]):
        try:
            act(case_id=case_id, verb="close_unanswered", form={}, actor=SYSTEM, now=now)
        except Refusal as refusal:
            if refusal.code != "step_not_open":
                raise
            continue
        filed += 1
    return filed


REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "case.opened": [look_at],
    "suggestion.received": [look_at],
    "praise.received": [look_at],
    "praise.published": [keep_letter],
    "praise.unpublished": [drop_letter],
    "praise.consent_revoked": [drop_letter],
    "praise.withdrawn": [drop_letter],
}
SWEEPS = (sweep_unanswered,)
