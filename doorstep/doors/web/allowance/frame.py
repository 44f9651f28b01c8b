"""What the pages of the allowance share: whose elders are this person's, and how a row is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.office.frame import frame as office_frame
from doorstep.doors.web.shapes import Tone
from doorstep.kernel.words import Words
from doorstep.store.places.atlas import atlas
from doorstep.wings.allowance.models import Elder
from doorstep.wings.allowance.roll import person_of
from doorstep.wings.allowance.rules import STATES, hidden_number

MAY = "allowance"
TONES: Mapping[str, Tone] = {
    "enjoying": "ok",
    "pending": "soon",
    "doubted": "late",
    "suspended": "late",
    "ended": "done",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page here."""
    return office_frame(request, "allowance")


def paths_of(desk: Desk) -> list[str]:
    """The places whose elders are this person's to see."""
    return ["/"] if desk.view.everything else list(desk.view.place_paths)


def rows_of(elders: Sequence[Elder]) -> list[dict[str, Any]]:
    """Name and half a number; the whole number stands on one's own page alone."""
    rows = []
    for one in elders:
        person = person_of(one)
        rows.append(
            {
                "elder": one,
                "name": person.name,
                "number": hidden_number(person.number) if person.number else "",
                "where": atlas().label(one.place_path),
                "state": STATES[one.state],
                "tone": TONES[one.state],
            }
        )
    return rows


def community_options(paths: Sequence[str]) -> list[tuple[str, Words]]:
    """Communities below one's places."""
    found = [one for one in atlas().of_level("community") if any(one.path.startswith(path) for path in paths)]
    return [(one.code, one.label) for one in found]
