"""Takes a word 受理: from what somebody said to an opened case. The one way in for residents, visits and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from doorstep.kernel.actor import Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.clocks_reading import URGENCIES
from doorstep.kernel.redaction.hiding import redact
from doorstep.kernel.refusals import FieldFault, FormRefused, PlaceUnknown
from doorstep.kernel.standing import community_of
from doorstep.store.cases import towns
from doorstep.store.cases.about import Contact
from doorstep.store.cases.opening import Opened, Opening, Reporter, open_case
from doorstep.store.cases.private import GUARDIAN
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.intake.lexemes import lexemes_of
from doorstep.wings.intake.masking import straight, title_of

MECHANISM = "six_orders"
USUAL_REQUEST = "help"
USUAL_URGENCY = "ordinary"
Point = tuple[float, float]


class PlaceTooWide(FieldFault):
    """“%(place)s”太大了，请选到社区或村。不确定就选最近的一个。"""


class PointOutside(FieldFault):
    """这个点不在本地范围内。请在地图上再点一次，或从名单里选社区。"""


@dataclass(frozen=True, kw_only=True)
class Where:
    """A place, and the exact point when one was given and lies in it (degrees WGS-84: longitude, latitude)."""

    spot: Spot
    point: Point | None = None


@dataclass(frozen=True, kw_only=True)
class Word:
    """What somebody said. `what` and `spot` (which door, which corner) are kept sealed; `photos` are digests from `keep_photos`;
    `guardian` of a child who reports."""

    what: str
    place: str = ""
    point: Point | None = None
    spot: str = ""
    photos: tuple[str, ...] = ()
    category: str = ""
    request_type: str = ""
    urgency: str = "ordinary"
    reporter: Reporter | None = None
    guardian: Contact | None = None


def locate(place: str, point: Point | None) -> Where:
    """From a chosen place's code, a point, or both; where they disagree, the place chosen from the list is believed.

    Raises FormRefused under "place".
    """
    chosen = atlas().get(place) if place in atlas() else None
    if place and chosen is None:
        raise FormRefused({"place": PlaceUnknown()})
    found = atlas().place_at(*point) if point else None
    if chosen is None and found is None:
        raise FormRefused({"place": PointOutside() if point else PlaceUnknown()})
    if found and (chosen is None or found.path.startswith(chosen.path)):
        return Where(spot=_narrow(found), point=point)
    assert chosen is not None
    return Where(spot=_narrow(chosen))


def _narrow(spot: Spot) -> Spot:
    if not community_of(spot.path):
        raise FormRefused({"place": PlaceTooWide(place=spot.label)})
    return spot


def take_word(
    *,
    what: str,
    place: str = "",
    point: Point | None = None,
    spot: str = "",
    photos: Sequence[str] = (),
    category: str = "",
    request_type: str = "",
    urgency: str = "ordinary",
    actor: Actor,
    channel: str,
    reporter: Reporter | None,
    key: str | None,
    now: datetime,
) -> Opened:
    """Open a case of six orders. `what` and `spot` (which door, which corner) are kept sealed; lists show a masked digest.

    `photos` are digests from `keep_photos`; `reporter` is None when nobody is to get a receipt.
    Raises FormRefused (fields what, place, spot, photos) and whatever `open_case` raises.
    """
    word = Word(
        what=what,
        place=place,
        point=point,
        spot=spot,
        photos=tuple(photos),
        category=category,
        request_type=request_type,
        urgency=urgency,
        reporter=reporter,
    )
    return open_case(opening_of(word, actor=actor, channel=channel, key=key), now=now)


def opening_of(word: Word, *, actor: Actor, channel: str, key: str | None) -> Opening:
    """What the store is asked to open. Raises FormRefused under "place"."""
    where = locate(word.place, word.point)
    said = straight(word.what)
    body = redact(said).text
    categories = towns.pack().categories
    return Opening(
        mechanism=MECHANISM,
        actor=actor,
        form={"what": said, "spot": straight(word.spot), "photos": list(word.photos)},
        title=title_of(body),
        body=body,
        place_path=where.spot.path,
        category=word.category if word.category in categories.by_code else UNSORTED,
        request_type=word.request_type if word.request_type in categories.request_types else USUAL_REQUEST,
        urgency=word.urgency if word.urgency in URGENCIES else USUAL_URGENCY,
        channel=channel,
        near=where.point,
        opened_unit=unit_of(actor),
        lexemes=lexemes_of(body),
        private=_private(where.point, word.guardian),
        reporter=word.reporter,
        key=key,
    )


def _private(point: Point | None, guardian: Contact | None) -> dict[str, str]:
    sealed = {"point": f"{point[0]:.6f},{point[1]:.6f}"} if point else {}
    return sealed | ({GUARDIAN: guardian.as_text()} if guardian else {})


def unit_of(actor: Actor) -> str:
    """The unit that records it, "" for residents: that of the first post whose role may open cases."""
    return towns.unit_that_may(actor, "open_case")
