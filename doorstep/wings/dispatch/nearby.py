"""What a word may be one with, before it becomes a case 是不是这件: cases nearby that are not over and say much the same.

Looks at the newest of the community and of the street, never at the whole town, so that it costs the same at a million cases.
Proposes; whoever says the word decides. What is about a person (complaints, tip-offs) is never proposed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Any

from doorstep.kernel.routing import AGAINST_SOMEBODY
from doorstep.kernel.standing import community_of
from doorstep.store.cases.sheets import run
from doorstep.wings.dispatch.likeness import nearness, pairs_of

OPEN = ("collected", "pooled", "dispatched", "disputed", "handling", "checking", "awaiting_reporter")
MOST = 3
LOOK_BACK = timedelta(days=90)
HALF_LIFE = timedelta(days=45)
AROUND, FARTHER = 200, 150
THRESHOLD = 0.17
FEWEST_PAIRS = 3
METRES = 111_320  # a degree of latitude
NEAR = ((150, 1.0), (350, 0.9), (1000, 0.6))  # metres, and how much such a distance leaves of the likeness
FAR = 0.25
LATELY = """
SELECT id FROM cases_case n WHERE n.{column} = %s AND NOT n.is_inner AND NOT n.is_final AND n.merged_into IS NULL
AND n.opened_at >= %s AND n.state = ANY(%s) AND n.request_type <> ALL(%s) ORDER BY n.opened_at DESC, n.id DESC LIMIT {most}
"""
NEARBY = f"""
SELECT c.number, c.state, w.title, w.body, c.category, c.place_path, c.near_lon, c.near_lat, c.reports, c.opened_at
FROM (({LATELY.format(column="community", most=AROUND)}) UNION ({LATELY.format(column="street", most=FARTHER)})) AS near
JOIN cases_case c USING (id) JOIN cases_casewords w ON w.case_id = c.id
"""
Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, kw_only=True, slots=True)
class Near:
    """A case that may be the same. `metres` to it, None where either has no point; title and body are masked."""

    number: str
    state: str
    title: str
    category: str
    place_path: str
    reports: int
    opened_at: datetime
    metres: int | None
    score: float


def same_nearby(text: str, *, place_path: str, point: Point | None, now: datetime, besides: str = "") -> list[Near]:
    """Up to three, the likeliest first, none of them `besides` (a number). `text` may be as somebody wrote it: it is compared,
    and kept nowhere."""
    own = pairs_of(text)
    if len(own) < FEWEST_PAIRS:
        return []
    community = community_of(place_path)
    street = "".join(place_path.strip("/").split("/")[:2])[:9]
    asked = [now - LOOK_BACK, list(OPEN), list(AGAINST_SOMEBODY)]
    rows = run(NEARBY, [community, *asked, street, *asked])
    found = [_near(row, own, place_path, point, now) for row in rows]
    likely = sorted(
        (one for one in found if one.score >= THRESHOLD and one.number != besides),
        key=lambda one: (-one.score, one.number),
    )
    return likely[:MOST]


def _near(row: Sequence[Any], own: frozenset[str], place_path: str, point: Point | None, now: datetime) -> Near:
    number, state, title, body, category, path, lon, lat, reports, opened_at = row
    metres = apart(point, (lon, lat)) if point and lon is not None and lat is not None else None
    place = _left_of(metres) if metres is not None else nearness(place_path, path)[0]
    fresh = 0.5 ** (abs(now - opened_at) / HALF_LIFE)
    return Near(
        number=number,
        state=state,
        title=title,
        category=category,
        place_path=path,
        reports=reports,
        opened_at=opened_at,
        metres=None if metres is None else round(metres),
        score=wording(own, pairs_of(title, body)) * place * fresh,
    )


def wording(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter text stands in the longer, less where the two differ much in length."""
    shared, shorter, all_ = len(one & other), min(len(one), len(other)), len(one | other)
    return (shared / shorter + shared / all_) / 2 if shorter else 0.0


def apart(one: Point, other: Point) -> float:
    """Metres between two points of one town."""
    east = (one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2))
    return METRES * hypot(east, one[1] - other[1])


def _left_of(metres: float) -> float:
    return next((left for limit, left in NEAR if metres <= limit), FAR)
