"""Polls for everybody: the list, and one as it was announced. Shows no figure of a poll before it is confirmed, turnout included."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import capabilities, everyone, guarded
from doorstep.doors.web.voting.choosing import how_words, lines_of
from doorstep.doors.web.voting.rule_words import basis_words, roll_words, rule_words
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import current_law
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.drafting import MECHANISM, PollUnknown, find_poll, state_of
from doorstep.wings.voting.lawful import held_by
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.queries import SEEN, announced_polls
from doorstep.wings.voting.rules import THRESHOLD


def public_poll(number: str) -> tuple[Poll, str]:
    """One that was announced, and where it stands. Raises PollUnknown."""
    poll = find_poll(number)
    state = state_of(poll)
    if not poll.announced_at or state not in (*SEEN, "abandoned"):
        raise PollUnknown
    return poll, state


def confirmed_poll(number: str) -> tuple[Poll, str]:
    """One whose result stands. Raises PollUnknown for any other: before, there is nothing to be seen."""
    poll, state = public_poll(number)
    if state != "confirmed":
        raise PollUnknown
    return poll, state


def label_of(state: str) -> Words:
    """The state in words."""
    return current_law(MECHANISM).mechanism.state(state).label


@guarded(everyone)
@never_cache
@require_safe
def polls(request: HttpRequest) -> HttpResponse:
    """Those that run, those to come, those that are over."""
    rows: list[dict[str, Any]] = [
        {"row": one, "label": label_of(one["state"]), "where": atlas().label(one["place_path"])}
        for one in announced_polls(now=timezone.now())
    ]
    groups = (
        [row for row in rows if row["row"]["state"] == "voting"],
        [row for row in rows if row["row"]["state"] == "announced"],
        [row for row in rows if row["row"]["state"] not in ("voting", "announced")],
    )
    context = {"here": "polls", "open": groups[0], "coming": groups[1], "over": groups[2]}
    return render(request, "voting/polls.html", context)


@guarded(everyone)
@never_cache
@require_safe
def poll(request: HttpRequest, number: str) -> HttpResponse:
    """What is asked, of whom, by which rule, until when."""
    one, state = public_poll(number)
    # By the clock: the sweep that notes that it began comes some minutes after the announced moment.
    is_open = state in ("announced", "voting") and one.opens_at <= timezone.now() < one.closes_at
    may_help = request.user.is_authenticated and "ballots" in capabilities(request)
    context = {"here": "polls", "is_open": is_open, "may_help": may_help, **poll_context(one, state)}
    return render(request, "voting/poll.html", context)


def poll_context(one: Poll, state: str) -> dict[str, Any]:
    """What the announcement shows, for everybody and for staff."""
    lines = lines_of(list(one.options.all()), one.form, {})
    return {
        "poll": one,
        "state": state,
        "label": label_of(state),
        "where": atlas().label(one.place_path),
        "lines": lines,
        "how": how_words(one, len(lines)),
        "rule": rule_words(one),
        "roll": roll_words(one),
        "held_by": held_by(one.rule),
        "needs_roll": one.rule["name"] == THRESHOLD,
        "basis": basis_words(one),
    }
