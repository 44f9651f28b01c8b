"""Whose poll it is: staff see those at their own places, and nobody else's drafts; they serve the voters of their place in a wider poll too."""

from collections.abc import Callable

from doorstep.doors.web.desk.frame import Desk
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.locking import Held
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.drafting import PollUnknown, find_poll
from doorstep.wings.voting.models import Elector, Poll


def paths_of(desk: Desk) -> list[str]:
    """The places whose polls are this person's."""
    return ["/"] if desk.view.everything else list(desk.view.place_paths)


def own_poll(desk: Desk, number: str) -> Poll:
    """Raises PollUnknown for one elsewhere, or none."""
    poll = find_poll(number)
    if not is_own(desk, poll):
        raise PollUnknown
    return poll


def is_own(desk: Desk, poll: Poll) -> bool:
    """Whether it is asked at one of one's own places, or below."""
    return any(poll.place_path.startswith(path) for path in paths_of(desk))


def served_poll(desk: Desk, number: str) -> Poll:
    """One's own, or one that was announced for a place around one's own. Raises PollUnknown."""
    poll = find_poll(number)
    mine = paths_of(desk)
    around = poll.announced_at is not None and any(path.startswith(poll.place_path) for path in mine)
    if not around and not is_own(desk, poll):
        raise PollUnknown
    return poll


def may_serve(desk: Desk, poll: Poll, elector: Elector) -> bool:
    """Whether the elector belongs to one's places; whoever has no place of their own on the roll belongs to all."""
    return elector.place_path == poll.place_path or any(elector.place_path.startswith(path) for path in paths_of(desk))


def may_name(desk: Desk, poll: Poll | None = None) -> Callable[[Held], bool]:
    """Candidates in view may stand in a poll, and those that stand in this one already."""
    known = set(poll.options.values_list("candidate", flat=True)) if poll else set()
    roles = towns.pack().roles
    return lambda held: held.case.id in known or in_view(desk.actor, held.case, roles)


def check_own(desk: Desk, place: str) -> None:
    """Raises PollUnknown for a place outside one's own."""
    spot = atlas().get(place)
    if spot and not any(spot.path.startswith(path) for path in paths_of(desk)):
        raise PollUnknown
