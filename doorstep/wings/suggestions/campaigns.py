"""Campaigns 专项征集、议政建言 and observation points 观测点: made, answered and closed by a person; and many words handed in at once.

Refuses days that do not hold, an answer before the end, and a point at no place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FieldFault, FormRefused, PlaceUnknown, Refusal
from doorstep.store.cases import towns
from doorstep.store.cases.digests import straight, title_of
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.suggestions.models import COLLECTION, COUNSEL, Campaign, Point
from doorstep.wings.suggestions.rules import faults_of_dates, parts_of
from doorstep.wings.suggestions.services import Idea, point_open, suggest
from doorstep.wings.suggestions.splitting import rules

KINDS = (COLLECTION, COUNSEL)
MOST_AT_ONCE = 50
NOBODY = UUID(int=0)  # the system itself
TOO_LONG = {"topic": 80, "text": 4000, "ways": 500, "name": 60, "schedule": 120, "answer": 4000}


class MustBeWritten(FieldFault):
    """这一项要填。"""


class TooManyWords(FieldFault):
    """最多 %(limit)s 个字，现在是 %(length)s 个。"""


class TooManyAtOnce(FieldFault):
    """一次最多录 50 条，请分几次录。"""


class StillOpen(Refusal):
    """征集还没结束，结束以后再公布结果和答复。"""

    status = 409


class PointUnknown(Refusal):
    """没有这个观测点，或者它已经停用。"""

    status = 404


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A campaign as it is to be."""

    kind: str
    topic: str
    text: str
    ways: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True, kw_only=True)
class GoldenIdea:
    """One word gathered at a point: what was said, and who said it as far as they want to be known."""

    said: str
    name: str = ""
    phone: str = ""


def _check(**texts: str) -> None:
    faults: dict[str, FieldFault] = {}
    for name, text in texts.items():
        if not text:
            faults[name] = MustBeWritten()
        elif len(text) > TOO_LONG[name]:
            faults[name] = TooManyWords(limit=TOO_LONG[name], length=len(text))
    if faults:
        raise FormRefused(faults)


def start_campaign(plan: Plan, *, unit: str, actor: Actor, now: datetime) -> Campaign:
    """Raises FormRefused. The code is the day with a running number, as in 20261122-1."""
    topic, text, ways = straight(plan.topic), straight(plan.text), straight(plan.ways)
    _check(topic=topic, text=text, ways=ways)
    today = towns.pack().calendar.local_date(now)
    if faults := faults_of_dates(plan.opens_on, plan.closes_on, today=today):
        raise FormRefused(faults)
    made = Campaign(
        kind=plan.kind if plan.kind in KINDS else COLLECTION,
        topic=topic,
        text=text,
        ways=ways,
        unit=unit,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        made_at=now,
        made_by=actor.id or NOBODY,
    )
    return _numbered(made, f"{today:%Y%m%d}")


def _numbered(made: Campaign, day: str) -> Campaign:
    """Two made at the same moment get two codes."""
    for turn in range(1, 100):
        made.code = f"{day}-{turn}"
        if Campaign.objects.filter(code=made.code).exists():
            continue
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            continue
        return made
    raise FormRefused({"topic": TooManyAtOnce()})


def answer_campaign(code: str, answer: str, *, now: datetime) -> Campaign:
    """What the office says when it is over: published with the figures, whatever leads to a person masked. Raises StillOpen, FormRefused."""
    found = Campaign.objects.get(code=code)
    said = straight(answer)
    _check(answer=said)
    if towns.pack().calendar.local_date(now) <= found.closes_on:
        raise StillOpen
    found.answer, found.answered_at = redact(said).text, now
    found.save(update_fields=["answer", "answered_at"])
    return found


def end_campaign(code: str, *, now: datetime) -> Campaign:
    """Close it today, where it was to run longer: from tomorrow nothing more comes in."""
    found = Campaign.objects.get(code=code)
    today = towns.pack().calendar.local_date(now)
    if found.opens_on <= today < found.closes_on:
        found.closes_on = today
        found.save(update_fields=["closes_on"])
    return found


def set_up_point(*, name: str, place: str, schedule: str, now: datetime) -> Point:
    """A new observation point; its unit is that of its place. Raises FormRefused."""
    name, schedule = straight(name), straight(schedule)
    _check(name=name, schedule=schedule)
    spot = atlas().get(place) if place in atlas() else None
    if spot is None:
        raise FormRefused({"place": PlaceUnknown()})
    unit = unit_tree().for_place(spot.code[:12])
    code = f"{spot.code}-{Point.objects.filter(place_path=spot.path).count() + 1}"
    return Point.objects.create(
        code=code,
        name=name,
        place_path=spot.path,
        unit=unit.code if unit else "",
        schedule=schedule,
        made_at=now,
    )


def close_point(code: str) -> None:
    """No more words are handed in there; what was handed in stays."""
    Point.objects.filter(code=code).update(is_open=False)


@transaction.atomic
def hand_in(
    point: str, ideas: Sequence[GoldenIdea], *, actor: Actor, unit: str, key: str, now: datetime
) -> list[Opened]:
    """Each word becomes a suggestion of its own with a receipt of its own. Sent again, it answers the same. Raises PointUnknown,
    FormRefused."""
    found = point_open(point)
    if found is None:
        raise PointUnknown
    if len(ideas) > MOST_AT_ONCE:
        raise FormRefused({"words": TooManyAtOnce()})
    place = atlas().at(found.place_path)
    return [
        suggest(
            _idea(one, point=found.code, place=place.code if place else ""),
            actor=actor,
            channel="point",
            reporter=Reporter(is_anonymous=not one.name, name=one.name, phone=one.phone),
            key=f"{key}:{turn}",
            unit=unit,
            now=now,
        )
        for turn, one in enumerate(ideas)
    ]


def _idea(one: GoldenIdea, *, point: str, place: str) -> Idea:
    said = straight(one.said)
    parts = parts_of(title_of(said), said, rules())
    return Idea(topic=parts.topic, what=parts.what, proposal=parts.proposal, place=place, point=point)


def is_mine(actor: Actor, point: Point) -> bool:
    """Whether a post of the actor's is at the point's place, or over it."""
    return any(post.place_path and point.place_path.startswith(post.place_path) for post in actor.posts)
