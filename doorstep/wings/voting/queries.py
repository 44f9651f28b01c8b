"""Polls as they are read: the plan, lists, the options as the kernel counts them. Never reads a choice before the poll is closed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.voting import Option as Counted
from doorstep.kernel.words import Words
from doorstep.store.cases.sheets import run
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.rules import Choice, Plan

PAGE = 50
STATES = """
SELECT p.number, p.title, c.state, p.opens_at, p.closes_at, p.place_path, p.basis, p.electors
FROM voting_poll p JOIN cases_case c ON c.id = p.case_id
WHERE {where} ORDER BY p.closes_at DESC, p.case_id LIMIT %s
"""
SEEN = ("announced", "voting", "closed", "counted", "confirmed")


def plan_of(poll: Poll) -> Plan:
    """As it was drafted, or announced."""
    spot = atlas().at(poll.place_path)
    options = tuple(
        Choice(
            key=one.key,
            title=one.title,
            cost=one.cost,
            place=one.place,
            kind=one.kind,
            candidate=str(one.candidate or ""),
            least=one.least,
        )
        for one in poll.options.all()
    )
    return Plan(
        title=poll.title,
        question=poll.question,
        place=spot.code if spot else "",
        form=poll.form,
        most=poll.most,
        rule=poll.rule,
        budget=poll.budget,
        basis=poll.basis,
        is_secret=poll.is_secret,
        may_change=poll.may_change,
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        options=options,
    )


def options_of(poll: Poll) -> tuple[Counted, ...]:
    """For the kernel."""
    return tuple(
        Counted(key=one.key, title=one.title, cost=one.cost, place=one.place, kind=one.kind, least=one.least)
        for one in poll.options.all()
    )


def announced_polls(*, now: datetime, limit: int = PAGE) -> list[dict[str, Any]]:
    """Those that everybody may see, the latest end first."""
    return _rows("c.state = ANY(%s)", [list(SEEN), limit])


def polls_below(paths: list[str], *, limit: int = PAGE) -> list[dict[str, Any]]:
    """All at these places, drafts among them, for staff."""
    return _rows("p.place_path LIKE ANY(%s)", [[f"{path}%" for path in paths], limit])


STOOD = """
SELECT p.number, p.title, c.state, p.closes_at, (p.outcome->'options'->o.key)::text
FROM voting_option o JOIN voting_poll p ON p.case_id = o.poll_id JOIN cases_case c ON c.id = p.case_id
WHERE o.candidate = ANY(%s) AND c.state = ANY(%s) ORDER BY p.closes_at, p.number
"""


@dataclass(frozen=True, kw_only=True)
class Stood:
    """A poll in which a candidate stood; `verdict`: what was decided on it and by which figures, None until that is confirmed."""

    number: str
    title: str
    closes_at: datetime
    verdict: Words | None


def polls_with(candidates: Sequence[UUID]) -> list[Stood]:
    """The announced polls in which one of these stood to be chosen, the first first."""
    return [
        Stood(number=number, title=title, closes_at=closes_at, verdict=_verdict(written, state))
        for number, title, state, closes_at, written in run(STOOD, [list(candidates), list(SEEN)])
    ]


def _verdict(written: str | None, state: str) -> Words | None:
    if written is None or state != "confirmed":
        return None
    said = json.loads(written)
    return Words(zh=said["zh"], en=said["en"])


TURNOUT = "SELECT e.place_path, count(*), count({voted}) FROM voting_elector e {ballots} WHERE e.poll_id = %s GROUP BY e.place_path"
BALLOTS = "LEFT JOIN voting_ballot b ON b.poll_id = e.poll_id AND b.elector_id = e.id"


def turnout_by_path(poll: Poll) -> list[tuple[str, int, int]]:
    """For each place of the roll how many stand there, and how many voted; of a secret poll how many were served, for no more is known."""
    parts = (
        {"voted": "nullif(e.served, '')", "ballots": ""} if poll.is_secret else {"voted": "b.id", "ballots": BALLOTS}
    )
    asked = TURNOUT.format(**parts)
    return [(path, int(electors), int(voted)) for path, electors, voted in run(asked, [poll.case_id])]


def open_polls_around(paths: list[str], *, limit: int = PAGE) -> list[dict[str, Any]]:
    """Those that can be voted in now, at these places, below or around them."""
    asked = "c.state = 'voting' AND (p.place_path LIKE ANY(%s) OR EXISTS (SELECT FROM unnest(%s::text[]) mine WHERE mine LIKE p.place_path || '%%'))"
    return _rows(asked, [[f"{path}%" for path in paths], paths, limit])


def _rows(where: str, asked: list[Any]) -> list[dict[str, Any]]:
    names = ("number", "title", "state", "opens_at", "closes_at", "place_path", "basis", "electors")
    return [dict(zip(names, row, strict=True)) for row in run(STATES.format(where=where), asked)]
