"""Whose poll it is: staff see those at their own places, and nobody else's drafts."""

from doorstep.doors.web.desk.frame import Desk
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.drafting import PollUnknown, find_poll
from doorstep.wings.voting.models import Poll


def paths_of(desk: Desk) -> list[str]:
    """The places whose polls are this person's."""
    return ["/"] if desk.view.everything else list(desk.view.place_paths)


def own_poll(desk: Desk, number: str) -> Poll:
    """Raises PollUnknown for one elsewhere, or none."""
    poll = find_poll(number)
    if not any(poll.place_path.startswith(path) for path in paths_of(desk)):
        raise PollUnknown
    return poll


def check_own(desk: Desk, place: str) -> None:
    """Raises PollUnknown for a place outside one's own."""
    spot = atlas().get(place)
    if spot and not any(spot.path.startswith(path) for path in paths_of(desk)):
        raise PollUnknown
