"""Derives the row of a whistle and of a turnout from all events of its case. Writing it again changes nothing.

A row remembers the last event it was derived from, so that a late hand never overwrites what is newer.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import shapely

from doorstep.store.cases import sheets
from doorstep.store.places.atlas import atlas
from doorstep.wings.whistles.rules import Point, metres_between

CASE = """
SELECT l.name, c.seq, c.number, c.state, c.urgency, c.place_path, c.street, c.community, c.opened_unit, c.lead_unit,
       c.near_lon, c.near_lat,
       (SELECT jsonb_agg(jsonb_build_array(e.verb, e.at, e.facts) ORDER BY e.seq) FROM cases_event e WHERE e.case_id = c.id),
       (SELECT t.parent_id FROM cases_tie t WHERE t.child_id = c.id AND t.kind = 'turnout' LIMIT 1),
       (SELECT k.due_at FROM cases_clock k WHERE k.case_id = c.id AND k.name = 'arrival' ORDER BY k.started_at DESC LIMIT 1)
FROM cases_case c JOIN cases_law l ON l.id = c.law_id WHERE c.id = %s AND l.name = %s
"""
KEEP = """
INSERT INTO {table} ({columns}) VALUES ({holes})
ON CONFLICT (case_id) DO UPDATE SET {changes} WHERE {table}.seq <= excluded.seq
"""
AREA = "SELECT area FROM places_place WHERE path = %s"
Events = list[tuple[str, datetime, Mapping[str, Any]]]


def keep_whistle(case_id: UUID) -> None:
    """Nothing happens for a case of another kind."""
    rows = sheets.run(CASE, [case_id, "whistle"])
    if not rows:
        return
    (_, seq, number, state, urgency, place, street, community, opened_unit, lead, *_rest) = rows[0]
    events = _events(rows[0][12])
    _keep(
        "whistles_whistle",
        {
            "case_id": case_id,
            "seq": seq,
            "number": number,
            "state": state,
            "level": events[0][2].get("level", ""),
            "urgency": urgency,
            "place_path": place,
            "street": street,
            "community": community,
            "opened_unit": opened_unit,
            "commander": lead,
            "blown_at": events[0][1],
            "called_at": _first(events, "approve", "call"),
            "released_at": _last(events, "release"),
        },
    )


def keep_turnout(case_id: UUID) -> None:
    """Nothing happens for a case of another kind, or one that hangs beneath no whistle."""
    rows = sheets.run(CASE, [case_id, "turnout"])
    if not rows or rows[0][13] is None:
        return
    row = rows[0]
    events = _events(row[12])
    _keep(
        "whistles_turnout",
        {
            "case_id": case_id,
            "seq": row[1],
            "whistle_id": row[13],
            "number": row[2],
            "unit": row[9],
            "state": row[3],
            "called_at": events[0][1],
            "due_at": row[14],
            "arrived_at": _first(events, "check_in"),
            "distance_m": _distance(row[13], _facts(events, "check_in")),
            "refused_at": _first(events, "refuse"),
            "supervised_at": _first(events, "supervise"),
            "left_at": _last(events, "let_go", "release_with_whistle"),
            "grade": _facts(events, "rate_unit").get("grade", ""),
            "need": _facts(events, "rate_whistle").get("need", ""),
        },
    )


def _keep(table: str, row: Mapping[str, Any]) -> None:
    columns = ", ".join(row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name != "case_id")
    statement = KEEP.format(table=table, columns=columns, holes=", ".join(["%s"] * len(row)), changes=changes)
    sheets.run(statement, list(row.values()))


def _events(written: str) -> Events:
    return [(verb, datetime.fromisoformat(at), facts) for verb, at, facts in json.loads(written)]


def _first(events: Events, *verbs: str) -> datetime | None:
    return next((at for verb, at, _ in events if verb in verbs), None)


def _last(events: Events, *verbs: str) -> datetime | None:
    return _first(list(reversed(events)), *verbs)


def _facts(events: Events, verb: str) -> Mapping[str, Any]:
    return next((facts for told, _, facts in events if told == verb), {})


def _distance(whistle_id: UUID, arrival: Mapping[str, Any]) -> int | None:
    """From the position of a check-in, or the middle of the place it named, to the spot of the whistle."""
    here = _position(arrival)
    if here is None:
        return None
    rows = sheets.run("SELECT place_path, near_lon, near_lat FROM cases_case WHERE id = %s", [whistle_id])
    path, lon, lat = rows[0]
    if lon is not None and lat is not None:
        return metres_between(here, (lon, lat))
    outline = _outline(path)
    if outline is None:
        return None
    nearest = shapely.shortest_line(outline, shapely.Point(here)).coords[0]
    return metres_between(here, (nearest[0], nearest[1]))


def _position(arrival: Mapping[str, Any]) -> Point | None:
    if "lon" in arrival and "lat" in arrival:
        return float(arrival["lon"]), float(arrival["lat"])
    spot = atlas().get(arrival.get("place", ""))
    outline = _outline(spot.path) if spot else None
    if outline is None:
        return None
    middle = outline.representative_point()
    return middle.x, middle.y


def _outline(path: str) -> Any:
    rows = sheets.run(AREA, [path])
    shape = shapely.from_wkb(bytes(rows[0][0])) if rows and rows[0][0] else None
    return None if shape is None or shape.is_empty else shape
