"""Takes suggestions in and sends what was recorded as the wrong thing where it belongs. Each may be asked twice and does it once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.refusals import FieldFault, FormRefused, PlaceUnknown, Refusal
from doorstep.store.cases import towns
from doorstep.store.cases.digests import lexemes_of, masked, straight, title_of
from doorstep.store.cases.opening import Opened, Opening, Reporter, open_case
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.suggestions.models import Campaign, Filed, Point

MECHANISM = "suggestion"
REQUEST_TYPE = "suggestion"


class CampaignOver(Refusal):
    """这次征集已经结束了，您的建议照样可以提：请走平常的“提建议”。"""

    status = 422


class CampaignNotYetOpen(Refusal):
    """这次征集还没有开始，您的建议可以先走平常的“提建议”。"""

    status = 422


class CampaignUnknown(Refusal):
    """没有这次征集。"""

    status = 404


class NameMissing(FieldFault):
    """请写上怎么称呼您：建议人信息是建议的四样之一，只给办的人看。"""


@dataclass(frozen=True, kw_only=True)
class Idea:
    """What somebody suggests, as said. `place` is a code of the atlas, "" for the whole jurisdiction."""

    topic: str
    what: str
    proposal: str
    place: str = ""
    campaign: str = ""
    point: str = ""


def campaign_open(code: str, *, now: datetime) -> Campaign:
    """The campaign that takes words today. Raises CampaignUnknown, CampaignNotYetOpen, CampaignOver."""
    found = Campaign.objects.filter(code=code[:20].replace("\x00", "")).first()
    today = towns.pack().calendar.local_date(now)
    if found is None:
        raise CampaignUnknown
    if today < found.opens_on:
        raise CampaignNotYetOpen
    if today > found.closes_on:
        raise CampaignOver
    return found


def spot_of(place: str) -> Spot:
    """The place that a suggestion is about: the whole jurisdiction when none is said. Raises FormRefused under "place"."""
    if not place:
        return atlas().children()[0]
    spot = atlas().get(place) if place in atlas() else None
    if spot is None:
        raise FormRefused({"place": PlaceUnknown()})
    return spot


@transaction.atomic
def suggest(
    idea: Idea, *, actor: Actor, channel: str, reporter: Reporter | None, key: str | None, unit: str = "", now: datetime
) -> Opened:
    """Open a case of a suggestion. Raises FormRefused, the refusals of campaigns and whatever `open_case` raises."""
    if idea.campaign:
        campaign_open(idea.campaign, now=now)
    form = {
        "topic": straight(idea.topic),
        "what": straight(idea.what),
        "proposal": straight(idea.proposal),
        **({"campaign": idea.campaign} if idea.campaign else {}),
        **({"point": idea.point} if idea.point else {}),
    }
    said = dict.fromkeys(form[name] for name in ("topic", "what", "proposal") if form[name])
    body = "\n".join(masked(one) for one in said)
    opening = Opening(
        mechanism=MECHANISM,
        actor=actor,
        form=form,
        title=title_of(masked(form["topic"])),
        body=body,
        place_path=spot_of(idea.place).path,
        category=UNSORTED,
        request_type=REQUEST_TYPE,
        channel=channel,
        opened_unit=unit,
        lexemes=lexemes_of(body),
        reporter=reporter,
        key=key,
    )
    opened = open_case(opening, now=now)
    if not opened.is_repeat and (idea.campaign or idea.point):
        Filed.objects.create(case_id=opened.case_id, campaign=idea.campaign, point=idea.point, at=now)
    return opened


def point_open(code: str) -> Point | None:
    """The observation point with this code, while it is in use."""
    return Point.objects.filter(code=code[:20].replace("\x00", ""), is_open=True).first()
