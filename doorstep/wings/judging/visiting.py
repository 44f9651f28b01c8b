"""我来看: what a drawn visitor saw, with photos that hang on the project until somebody else has looked at them; and who goes instead of
a visitor who does not come.

Refuses whoever was not drawn to go and look, a second visit, and to choose by hand who stands in: it is the next drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.store.cases.digests import masked
from doorstep.wings.judging import rules
from doorstep.wings.judging.links import token_hash
from doorstep.wings.judging.models import Drawn, Round, Visit
from doorstep.wings.judging.queries import law_of
from doorstep.wings.judging.rolls import published
from doorstep.wings.judging.services import KEY, check_open, hold_open
from doorstep.wings.judging.telling import knows, tell_project

LOOKED, REPLACED = "show_seen", "replace_visitor"
LONGEST = 1000
WHY = ("declined", "unreached", "unfit", "absent")
TO_COME, CAME, GONE = "to_come", "came", "gone"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody who was to go and look: at which rank of the draw, of which stratum, and how far: to_come, came, gone."""

    rank: int
    stratum: str
    stands: str
    why: str


def check_visitor(one: Round, token: str, now: datetime) -> bytes:
    """How a visitor's token is kept. Raises LinkUnknown, VisitGivenOn, AnsweredBefore, and what `check_open` raises."""
    check_open(one, now)
    key = token_hash(token)
    found = Drawn.objects.filter(round=one, token=key, is_visitor=True).first()
    if found is None:
        raise rules.LinkUnknown
    if found.gone_at is not None:
        raise rules.VisitGivenOn
    if Visit.objects.filter(round=one, key=key).exists():
        raise rules.AnsweredBefore
    return key


def takes_photos(one: Round) -> bool:
    """Whether the project's law lets a visitor's photos hang on it; an older law knows no such step."""
    return knows(one, LOOKED)


@transaction.atomic
def look(
    one: Round,
    *,
    token: str,
    visited_on: date,
    observation: str,
    overall: str,
    photos: Sequence[str] = (),
    now: datetime,
) -> Visit:
    """`photos`: digests of what was cleaned and kept. Raises LinkUnknown, AnsweredBefore, FormRefused, RoundOver."""
    key, seen, faults = check_visitor(one, token, now), masked(observation)[:LONGEST], dict[str, FieldFault]()
    if not seen:
        faults["observation"] = rules.WordsMissing()
    if overall not in law_of(one).grades:
        faults["overall"] = rules.GradeMissing()
    if visited_on > now.astimezone(SHANGHAI).date():
        faults["visited_on"] = rules.DayToCome()
    elif visited_on < one.opens_on:
        faults["visited_on"] = rules.DayBefore(day=one.opens_on.isoformat())
    if faults:
        raise FormRefused(faults)
    hold_open(one)
    asked = {"visited_on": visited_on, "observation": seen, "overall": overall, "at": now}
    kept, is_new = Visit.objects.get_or_create(round=one, key=key, defaults=asked)
    if not is_new:
        raise rules.AnsweredBefore
    if photos:
        form = {"round": one.turn, "visited_on": visited_on.isoformat(), "photos": list(photos)}
        tell_project(one, LOOKED, form, now=now)
    return kept


def visitors_of(one: Round) -> list[Visitor]:
    """Everybody who was or is to go and look, in the order of the draw."""
    found = list(Drawn.objects.filter(round=one, is_visitor=True).order_by("rank"))
    strata = strata_of(one) if found else {}
    came = {bytes(key) for key in Visit.objects.filter(round=one).values_list("key", flat=True)}
    return [
        Visitor(
            rank=each.rank,
            stratum=strata.get(bytes(each.person).hex()[:KEY], ""),
            stands=GONE if each.gone_at else CAME if bytes(each.token) in came else TO_COME,
            why=each.gone_why,
        )
        for each in found
    ]


def strata_of(one: Round) -> Mapping[str, str]:
    """By opaque key, the stratum of everybody on the roll; "" without strata."""
    return {entry.key: "".join(entry.traits) for entry in published(one.roll)[1]} if one.roll else {}


@transaction.atomic
def replace_visitor(one: Round, rank: int, why: str, *, by: UUID, now: datetime) -> int:
    """Whoever comes next in the draw, of the same stratum while there is somebody. Returns their rank.
    Raises RoundOver, VisitorSettled, NobodyLeft, FormRefused (why)."""
    if why not in WHY:
        raise FormRefused({"why": rules.WhyMissing()})
    held = Round.objects.select_for_update().get(pk=one.pk)
    if held.closed_at is not None:
        raise rules.RoundOver
    people = list(Drawn.objects.select_for_update().filter(round=held).order_by("rank"))
    gone = next((each for each in people if each.rank == rank), None)
    is_settled = gone is None or not gone.is_visitor or gone.gone_at is not None
    if gone is None or is_settled or Visit.objects.filter(round=held, key=gone.token).exists():
        raise rules.VisitorSettled
    strata = strata_of(held)
    own = strata.get(bytes(gone.person).hex()[:KEY], "")
    rest = [each for each in people if not each.is_visitor]
    if not rest:
        raise rules.NobodyLeft
    following = min(rest, key=lambda each: (strata.get(bytes(each.person).hex()[:KEY], "") != own, each.rank))
    Drawn.objects.filter(pk=gone.pk).update(gone_at=now, gone_by=by, gone_why=why)
    Drawn.objects.filter(pk=following.pk).update(is_visitor=True)
    form = {"round": held.turn, "rank": rank, "next": following.rank, "reason": why}
    tell_project(held, REPLACED, form, now=now)
    return following.rank
