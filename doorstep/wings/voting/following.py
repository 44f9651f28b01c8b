"""A step of a poll says what its tables say: hashes, numbers and hours. Whoever takes one from another page is refused."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.decide import Decision
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.following import Follower
from doorstep.wings.voting.drafting import TooEarlyToClose, TooEarlyToOpen, content_of
from doorstep.wings.voting.models import Batch, Poll, Sheet
from doorstep.wings.voting.rules import hash_of


class OnItsOwnPage(Refusal):
    """这一步要在勾选自己的页面上做：名册、选票和票箱要对得上。"""


def check_poll(case: Case, decision: Decision, actor: Actor, now: datetime) -> None:
    """Raises OnItsOwnPage, TooEarlyToOpen, TooEarlyToClose."""
    poll = Poll.objects.filter(case_id=case.id).defer("profile").first()
    if poll is None or not _agrees(poll, decision.step.verb, decision.facts):
        raise OnItsOwnPage
    if decision.step.verb == "begin" and now < poll.opens_at:
        raise TooEarlyToOpen
    if decision.step.verb == "close" and now < poll.closes_at:
        raise TooEarlyToClose


def _agrees(poll: Poll, verb: str, facts: Mapping[str, Any]) -> bool:
    match verb:
        case "freeze":
            return facts.get("roll_hash") == poll.roll_hash and facts.get("electors") == poll.electors
        case "announce":
            return bool(poll.announced_at) and facts.get("content_hash") == hash_of(content_of(poll))
        case "count_by_hand":
            return Batch.objects.filter(poll=poll, digest=str(facts.get("batch_hash"))).exists()
        case "count" | "confirm":
            return bool(poll.result_hash) and facts.get("result_hash") == poll.result_hash
        case "void_sheets":
            first, last = facts.get("first"), facts.get("last")
            return Sheet.objects.filter(poll=poll, number__range=(first, last), is_void=True).exists()
    return True


EVENTS = ("frozen", "announced", "begun", "batch_entered", "sheets_voided", "closed", "counted", "confirmed")
FOLLOWERS: Mapping[str, Iterable[Follower]] = {f"poll.{event}": (check_poll,) for event in EVENTS}
