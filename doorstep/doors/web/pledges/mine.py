"""Whose pledge it is: staff keep the book of those at their own places. Of elsewhere none is known to them."""

from collections.abc import Sequence

from doorstep.doors.web.desk.frame import Desk
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.locking import find
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.pledges.models import Pledge
from doorstep.wings.pledges.queries import EVERYWHERE
from doorstep.wings.pledges.queries import pledge as pledge_numbered
from doorstep.wings.pledges.rules import PledgeUnknown
from doorstep.wings.projects.queries import Row, project


def paths_of(desk: Desk) -> Sequence[str]:
    """The places whose pledges are this person's."""
    return EVERYWHERE if desk.view.everything else desk.view.place_paths


def is_mine(desk: Desk, place_path: str) -> bool:
    """Whether it is one of one's own places, or lies below."""
    return any(place_path.startswith(path) for path in paths_of(desk))


def own_pledge(desk: Desk, number: str) -> Pledge:
    """Raises PledgeUnknown for one elsewhere, or none."""
    found = pledge_numbered(number[:24].replace("\x00", ""))
    if found is None or not is_mine(desk, found.place_path):
        raise PledgeUnknown
    return found


def own_places(desk: Desk) -> tuple[Spot, ...]:
    """The whole, its streets, their communities, as far as they are one's own."""
    spots = (*atlas().children(), *atlas().of_level("street", "community"))
    return tuple(spot for spot in spots if is_mine(desk, spot.path))


def usual_place(desk: Desk) -> str:
    """Code of the widest place of one's own; "" for whoever has the whole: they say each time."""
    return "" if desk.view.everything else next((spot.code for spot in own_places(desk)), "")


def own_project(desk: Desk, number: str) -> Row | None:
    """One at one's own place that one may see."""
    row = project(number)
    held = find(row.case_id) if row and is_mine(desk, row.place_path) else None
    return row if held and in_view(desk.actor, held.case, towns.pack().roles) else None
