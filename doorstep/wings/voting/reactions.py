"""Opens and closes polls when their moment comes, invites who may vote, and tells candidates what a confirmed poll decided."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases.hearing import Reaction, Told
from doorstep.store.cases.sheets import run
from doorstep.wings.voting.counting import close, tell_candidates
from doorstep.wings.voting.drafting import begin
from doorstep.wings.voting.inviting import invite_electors
from doorstep.wings.voting.models import Poll

DUE = """
SELECT p.case_id FROM voting_poll p JOIN cases_case c ON c.id = p.case_id
WHERE p.{moment} <= %s AND c.state = %s ORDER BY p.{moment} LIMIT 100
"""


def decide_candidates(told: Told, *, now: datetime) -> None:
    """A poll was confirmed."""
    tell_candidates(told.case_id, now=now)


def keep_hours(now: datetime) -> int:
    """Begin what is due to begin, close what is due to close. Returns how many."""
    beginning = [row[0] for row in run(DUE.format(moment="opens_at"), [now, "announced"])]
    for poll in Poll.objects.filter(case_id__in=beginning).defer("profile"):
        begin(poll, now=now)
    ending = [row[0] for row in run(DUE.format(moment="closes_at"), [now, "voting"])]
    for poll in Poll.objects.filter(case_id__in=ending).defer("profile"):
        close(poll, now=now)
    return len(beginning) + len(ending)


REACTIONS: Mapping[str, Iterable[Reaction]] = {"poll.confirmed": (decide_candidates,)}
SWEEPS = (keep_hours, invite_electors)
