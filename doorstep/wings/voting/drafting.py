"""Drafts polls, changes a draft, announces it, opens, closes and gives it up. Once announced nothing of it changes."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.decide import check_standing
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FieldFault, FormRefused, PlaceUnknown, Refusal
from doorstep.kernel.voting import blind
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.digests import masked, title_of
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find, lock
from doorstep.store.cases.opening import Opening, open_case
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import seal
from doorstep.wings.voting.inviting import forget_numbers
from doorstep.wings.voting.lawful import check_notice, check_roll, faults_of_law, with_law
from doorstep.wings.voting.models import Option, Poll
from doorstep.wings.voting.queries import plan_of
from doorstep.wings.voting.rules import Choice, Plan, check_plan, hash_of, plan_document

MECHANISM = "poll"
KEY_BITS = 2048


class PollUnknown(Refusal):
    """没有这次勾选。"""

    status = 404


class AlreadyAnnounced(Refusal):
    """已经公布了，题目、选项、规则和日子都不能再改。"""


class TooEarlyToOpen(Refusal):
    """公布的开始时刻还没到，不能提前开始投票。"""


class TooEarlyToClose(Refusal):
    """公布的截止时刻还没到，不能提前截止。"""


class RollOfThere(FieldFault):
    """名册已经照原来的地方定下来了，地方不能再改：要改，请作罢重新起草。"""


class DaysPast(Refusal):
    """公布的时候开始和截止的时刻都要在以后，请先改日子。"""


def find_poll(number: str) -> Poll:
    """Raises PollUnknown."""
    asked = Poll.objects.filter(number=number[:24].replace("\x00", ""))
    found = asked.defer("profile").prefetch_related("options").first()
    if found is None:
        raise PollUnknown
    return found


def state_of(poll: Poll) -> str:
    """Where its case stands."""
    held = find(poll.case_id)
    if held is None:
        raise PollUnknown
    return held.case.state


def check_all(plan: Plan) -> None:
    """Raises FormRefused: what a plan may be, and what the law asks of one that says it is lawful."""
    check_plan(plan)
    if faults := faults_of_law(plan):
        raise FormRefused(faults)


@transaction.atomic
def draft_poll(plan: Plan, *, actor: Actor, unit: str, key: str | None, now: datetime) -> Poll:
    """Open its case and write it down. Raises FormRefused, ActorNotEntitled."""
    check_all(plan)
    opening = Opening(
        mechanism=MECHANISM,
        actor=actor,
        form={"topic": plan.title},
        title=title_of(masked(plan.title)),
        body=masked(plan.question),
        place_path=_path(plan.place),
        category="",
        request_type="other",
        channel="desk",
        opened_unit=unit,
        key=key,
    )
    opened = open_case(opening, now=now)
    if opened.is_repeat:
        return find_poll(opened.number)
    poll = Poll(case_id=opened.case_id, number=opened.number, unit=unit, made_at=now)
    _write(poll, plan)
    return poll


def _path(place: str) -> str:
    spot = atlas().get(place) if place in atlas() else None
    if spot is None:
        raise FormRefused({"place": PlaceUnknown()})
    return spot.path


def _write(poll: Poll, plan: Plan) -> None:
    for name in ("form", "most", "budget", "basis", "is_secret", "may_change", "opens_at", "closes_at"):
        setattr(poll, name, getattr(plan, name))
    poll.title, poll.question = redact(plan.title).text, redact(plan.question).text
    poll.rule, poll.place_path = dict(plan.rule), _path(plan.place)
    poll.save()
    poll.options.all().delete()
    Option.objects.bulk_create([_option(poll, turn, one) for turn, one in enumerate(plan.options)])
    getattr(poll, "_prefetched_objects_cache", {}).clear()


def _option(poll: Poll, turn: int, one: Choice) -> Option:
    candidate = UUID(one.candidate) if one.candidate else None
    return Option(
        poll=poll,
        turn=turn,
        key=one.key,
        title=redact(one.title).text,
        cost=one.cost,
        place=one.place,
        kind=one.kind,
        candidate=candidate,
        least=one.least,
    )


@transaction.atomic
def change_poll(poll: Poll, plan: Plan, *, actor: Actor) -> None:
    """Write the draft anew, by whoever may announce it. Raises AlreadyAnnounced, ActorNotEntitled, FormRefused."""
    check_all(plan)
    held = lock(poll.case_id)
    if held is None or held.case.state != "drafted":
        raise AlreadyAnnounced
    check_standing(held.case, law(held.law_id).step("announce"), actor, towns.pack().parties)
    if "frozen" in held.case.memory.flags and _path(plan.place) != poll.place_path:
        raise FormRefused({"place": RollOfThere()})
    _write(poll, plan)


@transaction.atomic
def announce(poll: Poll, *, actor: Actor, now: datetime, seed: str | None = None) -> Poll:
    """Freeze everything and publish its fingerprint. `seed`: of the lots, random when none is given. Raises DaysPast,
    NoticeTooShort, RollUnfit, FormRefused for a template that is no more, StepBarred while no electorate is frozen."""
    if poll.opens_at <= now:
        raise DaysPast
    poll.rule = with_law(poll.rule)
    if poll.electorate:
        check_roll(poll.rule, poll.electorate)
    check_notice(poll, now=now)
    poll.seed = seed or secrets.token_hex(16)
    if poll.is_secret:
        key = fresh_signing_key()
        poll.signing_key, poll.public_key = seal(blind.private_text(key)), f"{key.n:x}"
    poll.announced_at = now
    poll.content_hash = hash_of(content_of(poll))
    poll.save(update_fields=["rule", "seed", "signing_key", "public_key", "announced_at", "content_hash"])
    act(case_id=poll.case_id, verb="announce", form={"content_hash": poll.content_hash}, actor=actor, now=now)
    return poll


def fresh_signing_key() -> blind.Secret:
    """A signing key for one poll."""
    made = rsa.generate_private_key(public_exponent=blind.EXPONENT, key_size=KEY_BITS).private_numbers()
    return blind.Secret(n=made.public_numbers.n, e=blind.EXPONENT, d=made.d, p=made.p, q=made.q)


def content_of(poll: Poll) -> dict[str, Any]:
    """All that is announced: whoever hashes it canonically gets the published fingerprint."""
    return {
        "number": poll.number,
        **plan_document(plan_of(poll)),
        "seed": poll.seed,
        "electorate": poll.electorate,
        "electors": poll.electors,
        "roll_hash": poll.roll_hash,
        "frozen_at": poll.frozen_at.isoformat() if poll.frozen_at else "",
        "public_key": poll.public_key,
    }


def begin(poll: Poll, *, actor: Actor = SYSTEM, now: datetime) -> None:
    """Let voting begin. Raises TooEarlyToOpen."""
    if now < poll.opens_at:
        raise TooEarlyToOpen
    act(case_id=poll.case_id, verb="begin", form={}, actor=actor, now=now)


@transaction.atomic
def give_up(poll: Poll, words: str, *, actor: Actor, now: datetime) -> None:
    """Not held, with a reason; nobody is invited any more."""
    act(case_id=poll.case_id, verb="abandon", form={"words": words}, actor=actor, now=now)
    forget_numbers(poll)
