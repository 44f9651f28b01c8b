"""三步 in one picture: each round of talk, vote and meeting, with what every step handed to the next and what came of each item.

Reads what everybody may know: announced votes, meetings that were announced, counts only of confirmed votes. Names nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from doorstep.kernel.mechanism import State
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.cases.laws import law
from doorstep.wings.deliberation.held import KNOWN
from doorstep.wings.deliberation.models import PASSED, Meeting, Motion, Standing
from doorstep.wings.voting.models import Option, Poll
from doorstep.wings.voting.queries import SEEN
from doorstep.wings.voting.rules import POINTS, RANKS

MOST_ROUNDS = 8
STANDS = "SELECT id, number, law_id, state FROM cases_case WHERE id = ANY(%s::uuid[])"
PROJECTS = """
SELECT t.child_id, c.number FROM cases_tie t JOIN cases_case c ON c.id = t.parent_id JOIN cases_law l ON l.id = c.law_id
WHERE t.child_id = ANY(%s::uuid[]) AND l.name = 'project' AND c.state <> 'reserved' ORDER BY t.made_at
"""
# What a candidate may still be; nothing a resident has to read as an end.
OPEN = ("collected", "listed")


@dataclass(frozen=True, kw_only=True)
class Item:
    """An option of the vote. `people` asked for it; `votes` None before the count is confirmed; `motion` decided on it afterwards;
    `stands` where its candidate stands, None while that is open; `project` its number, ""."""

    title: str
    people: int
    votes: int | None
    is_chosen: bool
    motion: Motion | None
    stands: State | None
    project: str


@dataclass(frozen=True, kw_only=True)
class Round:
    """`at`: the step it is at, 1 to 3, 4 once a meeting has decided. `talks` before the vote opened, `settled` after."""

    poll: Poll
    state: Words
    at: int
    cast: int | None
    chosen: int
    talks: Sequence[Meeting]
    settled: Sequence[Meeting]
    passed: int
    items: Sequence[Item]


def rounds() -> list[Round]:
    """Votes over candidates, or that a meeting names; the last first. Six statements."""
    named = Meeting.objects.exclude(poll="").values("poll")
    polls = Poll.objects.exclude(announced_at=None)
    found = polls.filter(options__candidate__isnull=False) | polls.filter(number__in=named)
    latest = list(found.distinct().order_by("-opens_at", "number").prefetch_related("options")[:MOST_ROUNDS])
    stands = _stands([one.case_id for one in latest])
    shown = [one for one in latest if stands[one.case_id][1].name in SEEN]
    ids = [option.candidate for one in shown for option in one.options.all() if option.candidate]
    about = _About(ids, [one.number for one in shown])
    return [_round(one, stands[one.case_id][1], about) for one in shown]


def _stands(ids: Sequence[UUID]) -> Mapping[UUID, tuple[str, State]]:
    return {row[0]: (row[1], law(row[2]).state(row[3])) for row in sheets.run(STANDS, [list(ids)])} if ids else {}


class _About:
    """What stands beside the candidates of some votes, read at once."""

    def __init__(self, ids: Sequence[UUID], polls: Sequence[str]) -> None:
        self.stands = _stands(ids)
        self.people = {one.case_id: max(one.people, one.heard) for one in Standing.objects.filter(case_id__in=ids)}
        self.projects = dict(sheets.run(PROJECTS, [list(ids)])) if ids else {}
        numbers = [number for number, _state in self.stands.values()]
        known = Meeting.objects.filter(KNOWN, is_off=False)
        self.named = list(known.filter(poll__in=polls))
        about = Q(matter__in=numbers) | Q(meeting__in=self.named)
        found = Motion.objects.filter(about, meeting__in=known).select_related("meeting")
        self.motions = list(found.order_by("meeting__meets_at", "position"))


def _round(poll: Poll, state: State, about: _About) -> Round:
    options = list(poll.options.all())
    candidates = [one.candidate for one in options if one.candidate]
    numbers = {about.stands[candidate][0] for candidate in candidates if candidate in about.stands}
    motions = [one for one in about.motions if one.matter in numbers]
    meetings = {one.meeting.case_id: one.meeting for one in motions}
    meetings |= {one.case_id: one for one in about.named if one.poll == poll.number}
    ordered = sorted(meetings.values(), key=lambda one: one.meets_at)
    settled = [one for one in ordered if one.meets_at >= poll.closes_at]
    after = [one for one in motions if one.meeting.meets_at >= poll.closes_at]
    outcome: Mapping[str, Any] = (poll.outcome or {}) if state.name == "confirmed" else {}
    items = [_item(one, poll, outcome, after, about) for one in options]
    items.sort(key=lambda one: (not one.is_chosen, -(one.votes or 0)))
    decided = any(one.held_at for one in settled)
    return Round(
        poll=poll,
        state=state.label,
        at=4 if decided else 3 if outcome else 2,
        cast=outcome.get("cast"),
        chosen=sum(one.is_chosen for one in items),
        talks=[one for one in ordered if one.meets_at < poll.opens_at],
        settled=settled,
        passed=sum(one.state == PASSED for one in about.motions if one.meeting in settled),
        items=items,
    )


def _item(option: Option, poll: Poll, outcome: Mapping[str, Any], after: Sequence[Motion], about: _About) -> Item:
    number, state = about.stands.get(option.candidate, ("", None)) if option.candidate else ("", None)
    counted = outcome.get("options", {}).get(option.key)
    measure = "score" if poll.form in (RANKS, POINTS) else "votes"
    return Item(
        title=option.title,
        people=about.people.get(option.candidate, 0) if option.candidate else 0,
        votes=counted[measure] if counted else None,
        is_chosen=bool(counted) and counted["result"] != "left_out",
        motion=next((one for one in after if number and one.matter == number), None),
        stands=state if state and state.name not in OPEN else None,
        project=about.projects.get(option.candidate, ""),
    )
