"""Puts projects in reserve, from nothing or from what residents wished, and ties both so that each leads to the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.refusals import FormRefused, PlaceUnknown
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import sheets, ties, towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.digests import masked, straight, title_of
from doorstep.store.cases.inner_lists import facts_of_opening
from doorstep.store.cases.locking import find_numbered
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.places.atlas import atlas
from doorstep.wings.projects.following import keep_project
from doorstep.wings.projects.origins import check_chosen
from doorstep.wings.projects.rules import CandidateNotChosen

MECHANISM = "project"
NUMBERED = "SELECT 1 FROM cases_case WHERE number = %s"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A project to be put in reserve. `place`: a code of the atlas; `near`: where on the map, WGS-84; `came_from`: a case's number."""

    topic: str
    what: str
    place: str
    side: str = "forward"
    kind: str = "special"
    provider: str = "charity"
    price: str = ""
    price_basis: Sequence[str] = ()
    counted_in: str = "visits"
    category: str = ""
    came_from: str = ""
    near: tuple[float, float] | None = None

    def form(self) -> dict[str, Any]:
        """As the opening step asks."""
        asked = ("topic", "what", "side", "kind", "provider", "price", "counted_in", "came_from")
        said: dict[str, Any] = {name: straight(value) for name in asked if (value := getattr(self, name))}
        return said | ({"price_basis": list(self.price_basis)} if self.price_basis else {})


@transaction.atomic
def propose(proposal: Proposal, *, actor: Actor, unit: str, key: str | None = None, now: datetime) -> Opened:
    """Put in reserve, last in the list. Raises ActorNotEntitled, FormRefused (also under "place" and "came_from")."""
    spot = atlas().get(proposal.place) if proposal.place in atlas() else None
    if spot is None:
        raise FormRefused({"place": PlaceUnknown()})
    if proposal.came_from:
        _check_origin(proposal.came_from, actor)
    topic = masked(proposal.topic)
    known = proposal.category in towns.pack().categories.by_code
    opened = open_case(
        Opening(
            mechanism=MECHANISM,
            actor=actor,
            form=proposal.form(),
            title=title_of(topic) or topic,
            body=f"{topic}\n{masked(proposal.what)}",
            place_path=spot.path,
            category=proposal.category if known else UNSORTED,
            request_type="other",
            channel="desk",
            near=proposal.near,
            opened_unit=unit,
            key=key,
        ),
        now=now,
    )
    take_in(opened.case_id, now=now)
    return opened


def _check_origin(number: str, actor: Actor) -> None:
    """There is such a case, a member of staff may see it, and a candidate was chosen. Raises FormRefused."""
    held = find_numbered(number)
    if held is None or (actor.kind == "staff" and not in_view(actor, held.case, towns.pack().roles)):
        raise FormRefused({"came_from": ties.CaseUnknown(value=number)})
    try:
        check_chosen(held)
    except CandidateNotChosen as fault:
        raise FormRefused({"came_from": fault}) from fault


@transaction.atomic
def take_in(case_id: UUID, *, now: datetime) -> None:
    """Keep the row, and tie it to what the opening named; what was done before is not done again."""
    keep_project(case_id)
    number = str(facts_of_opening(case_id).get("came_from", ""))
    if not number or any(tied.number == number for tied in ties.beneath(case_id)):
        return
    if not sheets.run(NUMBERED, [number]):
        return
    act(case_id=case_id, verb="gather", form={"matter": number}, actor=SYSTEM, now=now)
