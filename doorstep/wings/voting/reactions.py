"""Opens and closes polls when their moment comes, invites who may vote, and tells candidates what a confirmed poll decided."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.kernel.refusals import Refusal
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
    """Begin what is due to begin, close what is due to close. Returns how many. A poll that is refused holds up no other; the first
    refusal is raised when all had their turn."""
    refused: list[Refusal] = []
    done = 0
    for moment, state, turn in (("opens_at", "announced", begin), ("closes_at", "voting", close)):
        due = [row[0] for row in run(DUE.format(moment=moment), [now, state])]
        for poll in Poll.objects.filter(case_id__in=due).defer("profile"):
            try:
                turn(poll, now=now)
                done += 1
            except Refusal as refusal:
                refused.append(refusal)
    if refused:
        raise refused[0]
    return done


REACTIONS: Mapping[str, Iterable[Reaction]] = {"poll.confirmed": (decide_candidates,)}
SWEEPS = (keep_hours, invite_electors)
