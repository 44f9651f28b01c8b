"""What a caller asks of the list of requests, read from the address. Anything unreadable is refused by name.

Days, not minutes: a request's moment is shown as the beginning of its day, since the minute might lead to a person; what is
asked for by the minute is therefore answered by whole days, so that nobody can search for the minute either.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.http import HttpRequest

from doorstep.doors.open311.faults import (
    ArgumentUnreadable,
    MomentUnreadable,
    PageTooFar,
    SpanTooLong,
    TooManyIds,
)
from doorstep.doors.open311.services import known_service
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.wings.publication.outlines import Wanted
from doorstep.wings.publication.public import DONE_STATES

DAYS = 90
MOST = 1000
FARTHEST = 50_000
STATUSES = ("open", "closed")
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`numbers` overrides the rest. `page` counts from one; `size` rows a page."""

    numbers: tuple[str, ...]
    wanted: Wanted
    page: int
    size: int


def asked_of(request: HttpRequest, now: datetime) -> Asked:
    """Raises the Refusals of `faults`."""
    numbers = _listed(request, "service_request_id")
    if len(numbers) > MOST:
        raise TooManyIds(most=MOST)
    since, until = _span(request, now)
    size = _whole(request, "page_size", MOST, most=MOST)
    page = _whole(request, "page", 1, most=FARTHEST)
    if page * size > max(FARTHEST, size):
        raise PageTooFar(most=FARTHEST)
    statuses = set(_listed(request, "status"))
    if unknown := statuses - set(STATUSES):
        raise ArgumentUnreadable(name="status", given=min(unknown)[:40])
    wanted = Wanted(
        since=since,
        until=until,
        categories=tuple(known_service(code) for code in _listed(request, "service_code")),
        states=states_of(*statuses) if len(statuses) == 1 else (),
        open_only=statuses == {"open"},
    )
    return Asked(numbers=numbers, wanted=wanted, page=page, size=size)


def is_closed(state: str, *, is_final: bool) -> bool:
    """Done as far as the unit is concerned: resolved, whether or not the reporter has rated it yet."""
    return is_final or state in DONE_STATES


def states_of(status: str) -> tuple[str, ...]:
    """The states, of every mechanism for residents, that count as open or as closed."""
    found = {
        state.name
        for mechanism in towns.pack().mechanisms.values()
        if not mechanism.is_inner
        for state in mechanism.states
        if is_closed(state.name, is_final=state.final) is (status == "closed")
    }
    return tuple(sorted(found))


def midnight(moment: datetime) -> datetime:
    """The beginning of the day in the town."""
    return datetime.combine(moment.astimezone(SHANGHAI).date(), time(), SHANGHAI)


def _span(request: HttpRequest, now: datetime) -> tuple[datetime, datetime]:
    start, end = _moment(request, "start_date"), _moment(request, "end_date")
    days = timedelta(days=DAYS)
    if start and end and end - start > days:
        raise SpanTooLong(days=DAYS)
    since = start or (end or now) - days
    until = end or (start + days if start else now)
    first = midnight(since)
    # A request shows the beginning of its day: it lies within the span when that does.
    return (first if first == since else first + A_DAY), midnight(until) + A_DAY


def _moment(request: HttpRequest, name: str) -> datetime | None:
    given = request.GET.get(name, "").strip()
    if not given:
        return None
    try:
        # A plus sign that was not encoded arrives as a blank.
        moment = datetime.fromisoformat(given.replace(" ", "+") if "T" in given else given)
        moment = moment if moment.tzinfo or "T" in given else moment.replace(tzinfo=SHANGHAI)
        if moment.tzinfo is None or not 1970 < moment.year < 9000:
            raise ValueError(given)
    except ValueError as unreadable:
        raise MomentUnreadable(name=name) from unreadable
    return moment


def _listed(request: HttpRequest, name: str) -> tuple[str, ...]:
    """Comma delimited, or given several times."""
    parts = (part.strip() for value in request.GET.getlist(name) for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _whole(request: HttpRequest, name: str, usual: int, *, most: int) -> int:
    given = request.GET.get(name, "").strip()
    if not given:
        return usual
    number = read_whole(given, digits=9)
    if not number:
        raise ArgumentUnreadable(name=name, given=given[:40])
    return min(number, most)
