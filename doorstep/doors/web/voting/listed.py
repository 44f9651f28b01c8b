"""Candidates that were listed, as lines of a draft: each option keeps the number of the candidate it stands for, also when the draft is changed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from doorstep.doors.web.desk.frame import Desk
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import queries
from doorstep.wings.voting.rules import Choice

MOST = 200
BARS = re.compile(r"[|｜\t]")


def lines_for(desk: Desk, numbers: Sequence[str]) -> str:
    """The listed candidates among `numbers` that this person sees, most asked for first; a line each, the costs still to be written."""
    if not numbers:
        return ""
    rows = queries.candidates(queries.Asked(state="listed"), desk.view, limit=MOST)
    return "\n".join(_line(one) for one in rows if one.number in numbers)


def _line(one: queries.Row) -> str:
    spot = atlas().at(one.place_path)
    return f"{BARS.sub('/', one.title)} |  | {named(spot.code) if spot else ''} |  | {one.number}"


def place_for(desk: Desk, numbers: Sequence[str]) -> str:
    """The smallest place that holds all of these candidates, as a code; empty where there are none."""
    if not numbers:
        return ""
    rows = queries.candidates(queries.Asked(state="listed"), desk.view, limit=MOST)
    paths = [one.place_path.strip("/").split("/") for one in rows if one.number in numbers]
    shared = [step for step, *others in zip(*paths, strict=False) if all(step == one for one in others)]
    spot = atlas().at(f"/{'/'.join(shared)}/") if shared else None
    return spot.code if spot else ""


def named(code: str) -> str:
    """A place as people call it, where the name leads back to it; else its code."""
    spot = atlas().get(code)
    if spot is None:
        return code
    found = atlas().called(spot.label.zh)
    return spot.label.zh if found is not None and found.code == code else code


def numbers_of(options: Iterable[Choice]) -> Mapping[str, str]:
    """The number of each option's candidate, by its id."""
    return queries.numbers_of([UUID(one.candidate) for one in options if one.candidate])
