"""Hears what is opened and looks whether it is what it was recorded as; keeps published letters; files what stays unanswered."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.reacting import act_if_open
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
    unanswered = sheets.run(UNANSWERED, [now, limit])
    return sum(act_if_open(case_id, "close_unanswered", {}, now) is not None for (case_id,) in unanswered)


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
