"""Wings that keep rows of their own about a step write them in the step's own transaction 随步记账.

Whoever takes the step, by whichever door, the rows and the event stand or fall together. A follower may refuse: then nothing was
done. Follows by the event that was written; follows no openings.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision

Follower = Callable[[Case, Decision, Actor, datetime], None]
_followers: dict[str, list[Follower]] = {}


def connect(followers: Mapping[str, Iterable[Follower]]) -> None:
    """Let these follow these events."""
    for event, several in followers.items():
        known = _followers.setdefault(event, [])
        known.extend(one for one in several if one not in known)


def follow(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """`case` as it stood before the step. Raises what a follower refuses."""
    for follower in _followers.get(decision.step.event, ()):
        follower(case, decision, actor, now)
