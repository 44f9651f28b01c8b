"""What a project's judgement says is what its round came to: nobody enters a number of answers or a proposal by hand."""

from collections.abc import Mapping
from datetime import datetime

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases.following import Follower
from doorstep.wings.judging.models import Round
from doorstep.wings.judging.rules import NotAsCounted


def bears_out(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """A round of that turn was closed with that n and that proposal."""
    facts = decision.facts
    closed = Round.objects.filter(project_id=case.id, turn=facts["round"]).exclude(closed_at=None)
    if not closed.filter(n=facts["n"], proposal=facts["proposal"]).exists():
        raise FormRefused({"round": NotAsCounted(turn=facts["round"])})


FOLLOWERS: Mapping[str, tuple[Follower, ...]] = {"project.assessed": (bears_out,)}
