"""Closes a poll, counts it by the announced rule, has a second person count again and confirm, and tells the candidates.

Refuses to count before the end, and to confirm a count that does not come out the same.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting import Ballot, Election, Outcome, gather, kind_named
from doorstep.kernel.voting.documents import outcome_document
from doorstep.kernel.voting.tally import tally
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find, lock
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting import boxes, lawful
from doorstep.wings.voting.drafting import TooEarlyToClose
from doorstep.wings.voting.electorate import is_roll_intact
from doorstep.wings.voting.inviting import forget_numbers
from doorstep.wings.voting.models import Ballot as Cast
from doorstep.wings.voting.models import Elector, Poll
from doorstep.wings.voting.queries import options_of
from doorstep.wings.voting.rules import THRESHOLD, hash_of, limits_of, rule_of

CAME_BACK = ("too_dear", "after_the_last", "after_the_stop", "supporters_short", "cap_full", "conflict")


class NotYetClosed(Refusal):
    """投票还没有截止，不能计票。"""


class CountedBefore(Refusal):
    """已经计过票了；有出入的，由核对的人退回来重计。"""


class MoreBallotsThanVoters(Refusal):
    """票箱里有 %(ballots)s 张票，能投或者领过票的只有 %(voters)s 人：先查清楚，再计票。"""


class RollChanged(Refusal):
    """名册和定下来的时候不一样了，有人添过、删过或者改过：不能计票，先查清楚。"""


class CountDiffers(Refusal):
    """重算出来的结果和计票时的不一样，不能确认：请退回重计。"""


@transaction.atomic
def close(poll: Poll, *, actor: Actor = SYSTEM, now: datetime) -> None:
    """No ballot comes in any more, the box is shuffled, the numbers are gone. Raises TooEarlyToClose."""
    if now < poll.closes_at:
        raise TooEarlyToClose
    act(case_id=poll.case_id, verb="close", form={}, actor=actor, now=now)
    boxes.shuffle(poll)
    forget_numbers(poll)


@transaction.atomic
def count(poll: Poll, *, actor: Actor, now: datetime) -> Poll:
    """Count, and keep what came out. Raises NotYetClosed, CountedBefore, RollChanged, MoreBallotsThanVoters, BoxTampered,
    ElectionRefused."""
    held = lock(poll.case_id)
    if held is None or held.case.state != "closed":
        raise CountedBefore if held and held.case.state in ("counted", "confirmed") else NotYetClosed
    boxes.shuffle(poll)
    check_roll_stands(poll)
    check_balance(poll)
    poll.profile, poll.outcome = from_box(poll, "closed")
    poll.result_hash, poll.ballots_hash = poll.outcome["fingerprint"], ballots_hash(poll.profile)
    poll.root = boxes.root_of(boxes.leaves_of(poll))
    form = {"ballots": poll.outcome["cast"], "ballots_hash": poll.ballots_hash, "result_hash": poll.result_hash}
    poll.save(update_fields=["profile", "outcome", "result_hash", "ballots_hash", "root"])
    act(case_id=poll.case_id, verb="count", form=form, actor=actor, now=now)
    return poll


@transaction.atomic
def confirm(poll: Poll, *, actor: Actor, now: datetime) -> None:
    """Another person lets the box be counted again and says that it is the same. Raises RollChanged, CountDiffers, NeedsAnotherPerson."""
    check_roll_stands(poll)
    _, again = from_box(poll, _state(poll))
    if again["fingerprint"] != poll.result_hash:
        raise CountDiffers
    act(case_id=poll.case_id, verb="confirm", form={"result_hash": poll.result_hash}, actor=actor, now=now)


def check_roll_stands(poll: Poll) -> None:
    """What shares are of is what was announced. Raises RollChanged."""
    if not is_roll_intact(poll):
        raise RollChanged


def check_balance(poll: Poll) -> None:
    """No more ballots than people who were served, or in an open poll who stand on the roll. Raises MoreBallotsThanVoters."""
    ballots, voters = Cast.objects.filter(poll=poll).count(), poll.electors
    if poll.is_secret:
        voters = Elector.objects.filter(poll=poll).exclude(served="").count()
    if ballots > voters:
        raise MoreBallotsThanVoters(ballots=ballots, voters=voters)


def from_box(poll: Poll, state: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What is published of the ballots, and the outcome: by a rule over choices, or by a template over sums."""
    found = list(boxes.open_box(poll, state))
    if poll.rule["name"] != THRESHOLD:
        ballots = gathered(poll, found)
        outcome = tally(election_of(poll, ballots), rule_of(poll.rule, seed=poll.seed))
        return [_row(one) for one in ballots], outcome_document(outcome, _naming(poll))
    marks = [dict(zip(one.choices, one.points, strict=True)) for one in found]
    sums = lawful.counts_of(poll, list(zip(marks, boxes.areas_of(poll), strict=True)))
    empty = sum(not one.choices for one in found)
    return sums, lawful.outcome_of(poll, sums, cast=len(found), empty=empty)


def _state(poll: Poll) -> str:
    held = find(poll.case_id)
    return held.case.state if held else ""


def return_count(poll: Poll, words: str, *, actor: Actor, now: datetime) -> None:
    """Back for another count, with what the difference is."""
    act(case_id=poll.case_id, verb="return_count", form={"words": words}, actor=actor, now=now)


def recount(poll: Poll, ballots: Sequence[Ballot]) -> Outcome:
    """The announced rule over these ballots."""
    return tally(election_of(poll, gathered(poll, ballots)), rule_of(poll.rule, seed=poll.seed))


def election_published(poll: Poll, *, budget: int | None = None) -> Election:
    """From the published ballots; with another budget, for “if the budget were …”."""
    rows = poll.profile or []
    ballots = tuple(
        Ballot(choices=tuple(row["choices"]), points=tuple(row.get("points", ())), times=row["times"]) for row in rows
    )
    return election_of(poll, ballots, budget=budget)


def replayed(poll: Poll) -> dict[str, Any]:
    """The announced rule over what was published."""
    if poll.rule["name"] != THRESHOLD:
        return outcome_document(recount_published(poll), _naming(poll))
    known = poll.outcome or {}
    return lawful.outcome_of(poll, poll.profile or [], cast=known["cast"], empty=known["empty"])


def recount_published(poll: Poll, *, budget: int | None = None) -> Outcome:
    """The announced rule over the published ballots."""
    return tally(election_published(poll, budget=budget), rule_of(poll.rule, seed=poll.seed))


def gathered(poll: Poll, ballots: Sequence[Ballot]) -> Sequence[Ballot]:
    """Equal ballots together, in an order that says nothing."""
    return gather(((one.choices, one.points) for one in ballots), kind=kind_named(poll.form))


def election_of(poll: Poll, ballots: Sequence[Ballot], *, budget: int | None = None) -> Election:
    """For the kernel."""
    options = options_of(poll)
    return Election(
        title=poll.title,
        kind=kind_named(poll.form),
        options=options,
        ballots=ballots,
        budget=poll.budget if budget is None else budget,
        limits=limits_of(poll.form, poll.most, len(options)),
    )


def _row(one: Ballot) -> dict[str, Any]:
    points = {"points": list(one.points)} if one.points else {}
    return {"choices": list(one.choices), **points, "times": one.times}


def ballots_hash(profile: Sequence[dict[str, Any]]) -> str:
    """SHA-256 over the hashes of all rows of the published profile, in order."""
    return hashlib.sha256("".join(hash_of(row) for row in profile).encode()).hexdigest()


def _naming(poll: Poll) -> Callable[[str], str]:
    """Places and options are named, not numbered."""
    options = list(poll.options.all())
    spots = {one.place: atlas().get(one.place) for one in options if one.place in atlas()}
    names = {place: spot.label.zh for place, spot in spots.items() if spot}
    names |= {one.key: one.title for one in options}
    quoted = re.compile("“(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ")”")
    return lambda said: quoted.sub(lambda found: f"“{names[found[1]]}”", said)


def verdict_of(written: dict[str, Any]) -> str:
    """What becomes of a candidate: chosen, kept on the shortlist when only money or a place was missing, or left out."""
    if written["result"] != "left_out":
        return "choose"
    return "reserve" if written["reason"] in CAME_BACK and written["votes"] else "leave_out"


def tell_candidates(case_id: UUID, *, now: datetime) -> int:
    """After the confirmation: each candidate learns what became of it and why. Candidates that are no more, or went another
    way meanwhile, are passed over. Returns how many were told."""
    poll = Poll.objects.get(case_id=case_id)
    told = 0
    for option in poll.options.exclude(candidate=None).order_by("turn"):
        written = (poll.outcome or {})["options"][option.key]
        held = find(option.candidate) if option.candidate else None
        if held is None:
            continue
        told += _tell(held.case.id, verdict_of(written), written["zh"], poll, now)
    return told


def _tell(candidate: UUID, verb: str, why: str, poll: Poll, now: datetime) -> bool:
    try:
        act(case_id=candidate, verb=verb, form={"why": why}, actor=SYSTEM, now=now, key=f"poll:{poll.number}")
    except Refusal:
        return False
    return True
