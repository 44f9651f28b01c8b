"""Where the votes came from 各地方的票: how many from each community, on the map and in a table that says the same.

Of a secret poll only how many took a ballot is known by place, and never what they chose. A place with so few votes that a neighbour
could guess who they were is not shown, nor is a second one, from which the first could be reckoned.
"""

import json
from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident.maps import drawing
from doorstep.doors.web.voting.listing import confirmed_poll
from doorstep.kernel.words import Words
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.queries import turnout_by_path

FEWEST = 10
LEVEL = "community"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A place, how many of its people stand on the roll, and how many voted; `share` of the greatest number, 0 to 100."""

    code: str
    label: Words
    electors: int
    votes: int
    share: int


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The places that are shown, the most votes first; how many are not, with their votes together; and those of no such place."""

    rows: tuple[Row, ...]
    hidden: int
    hidden_votes: int
    elsewhere: int


def spread_of(poll: Poll) -> Spread | None:
    """None where fewer than two places would be shown: then there is nothing to compare."""
    paths = {spot.path: spot for spot in atlas().of_level(LEVEL) if spot.path.startswith(poll.place_path)}
    electors: Counter[str] = Counter()
    votes: Counter[str] = Counter()
    elsewhere = 0
    for path, count, voted in turnout_by_path(poll):
        home = next((known for known in _above(path) if known in paths), None)
        if home is None:
            elsewhere += voted
            continue
        electors[home] += count
        votes[home] += voted
    order = sorted(electors, key=lambda path: (-votes[path], path))
    shown = [path for path in order if votes[path] >= FEWEST]
    if len(order) - len(shown) == 1 and shown:
        shown.pop()
    if len(shown) < 2:
        return None
    most = votes[shown[0]]
    rows = tuple(
        Row(
            code=paths[path].code,
            label=paths[path].label,
            electors=electors[path],
            votes=votes[path],
            share=round(100 * votes[path] / most),
        )
        for path in shown
    )
    hidden = [path for path in order if path not in shown]
    return Spread(rows=rows, hidden=len(hidden), hidden_votes=sum(votes[path] for path in hidden), elsewhere=elsewhere)


def _above(path: str) -> list[str]:
    """A path and those above it, the longest first."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[:count]) + "/" for count in range(len(parts), 0, -1)]


@guarded(everyone)
@never_cache
@require_safe
def votes_by_place(request: HttpRequest, number: str) -> HttpResponse:
    """The outlines of communities, each named with its votes; the table beside the map says the same."""
    poll, _state = confirmed_poll(number)
    spread = spread_of(poll)
    counts = {row.code: row.votes for row in spread.rows} if spread else {}
    drawn = json.loads(drawing())
    for feature in drawn["features"]:
        known = feature["properties"]
        if (votes := counts.get(known["code"])) is not None:
            known |= {"name": f"{known['name']} {votes}", "short": str(votes)}
    return JsonResponse(drawn)
