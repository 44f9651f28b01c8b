"""Blows whistles, keeps the two tables in step with the ledger, and takes the steps that nobody has to think about.

Every function may be called twice: a row is derived from all events of its case, and a step that is no longer open is left.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import ActorNotEntitled, FieldFault, FormRefused, PlaceUnknown
from doorstep.kernel.standing import community_of
from doorstep.store.cases import reacting, sheets, towns
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.places.atlas import Spot, atlas
from doorstep.wings.whistles.keeping import keep_turnout, keep_whistle

WHISTLE, TURNOUT = "whistle", "turnout"
EMERGENCY = "emergency"
MAY = "whistle"
BOUND_BENEATH = """
SELECT c.id FROM cases_tie t JOIN cases_case c ON c.id = t.child_id
WHERE t.parent_id = %s AND t.kind = 'turnout' AND c.state IN ('called', 'on_site', 'asks_leave', 'refused')
ORDER BY c.opened_at, c.id
"""
ASKED = "SELECT facts::text FROM cases_event WHERE case_id = %s AND seq = 1"
# What was done as often as it may be is left alone, too.
act_if_open = partial(reacting.act_if_open, unless=(reacting.NOT_OPEN, reacting.BARRED, reacting.USED_UP))


class PlaceTooWide(FieldFault):
    """“%(place)s”太大了，请选到社区或网格：部门要知道往哪里赶。"""


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where the departments are to come: a place, and a point (WGS-84) where one was given and lies in it."""

    spot: Spot
    point: tuple[float, float] | None = None


def whistling_unit(actor: Actor) -> str:
    """The unit in whose name this person blows a whistle, "" for whoever may not."""
    return towns.unit_that_may(actor, MAY)


def locate(place: str, point: tuple[float, float] | None) -> Where:
    """The place chosen; the point counts only inside it. Raises FormRefused under "place"."""
    spot = atlas().get(place) if place in atlas() else None
    if spot is None:
        raise FormRefused({"place": PlaceUnknown()})
    if not community_of(spot.path):
        raise FormRefused({"place": PlaceTooWide(place=spot.label)})
    found = atlas().place_at(*point) if point else None
    return Where(spot=spot, point=point if found and found.path.startswith(spot.path) else None)


@transaction.atomic
def blow(
    *,
    form: Mapping[str, Any],
    where: Where,
    title: str,
    body: str,
    actor: Actor,
    key: str | None,
    now: datetime,
) -> Opened:
    """Open a whistle that hangs beneath nothing; an emergency calls its departments in the same transaction.

    `title` and `body` are masked. Raises ActorNotEntitled, FormRefused and whatever `open_case` raises.
    """
    unit = whistling_unit(actor)
    if not unit:
        raise ActorNotEntitled(who=tuple(towns.pack().parties[name].label for name in _opening_who()))
    opening = Opening(
        mechanism=WHISTLE,
        actor=actor,
        form=form,
        title=title,
        body=body,
        place_path=where.spot.path,
        category="",
        request_type="other",
        channel="desk",
        near=where.point,
        opened_unit=unit,
        private={"point": f"{where.point[0]:.6f},{where.point[1]:.6f}"} if where.point else {},
        key=key,
    )
    opened = open_case(opening, now=now)
    if not opened.is_repeat:
        send_through(opened.case_id, actor=actor, now=now)
        keep_whistle(opened.case_id)
    return opened


def _opening_who() -> tuple[str, ...]:
    return current_law(WHISTLE).mechanism.opening.who


def send_through(whistle_id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Call the departments of an emergency that waits for nobody; False when there is nothing left to do."""
    rows = sheets.run("SELECT state, urgency FROM cases_case WHERE id = %s", [whistle_id])
    if rows != [("to_check", EMERGENCY)]:
        return False
    done = act_if_open(whistle_id, "call", {"units": asked_units(whistle_id)}, now, actor=actor)
    keep_beneath(whistle_id)
    return done is not None


def asked_units(whistle_id: UUID) -> list[str]:
    """The units that the whistle's opening named and that still exist."""
    facts = json.loads(sheets.run(ASKED, [whistle_id])[0][0])
    return [unit for unit in facts.get("units", []) if unit in towns.world().units]


@transaction.atomic
def take_step(
    *,
    case_id: UUID,
    verb: str,
    form: Mapping[str, Any],
    actor: Actor,
    key: str | None,
    seen: int | None,
    now: datetime,
) -> Done:
    """A person's step on a whistle or a turnout, and the rows that follow from it, so that the next page shows it."""
    done = act(case_id=case_id, verb=verb, form=form, actor=actor, now=now, key=key, seen=seen)
    keep_whistle(case_id)
    keep_turnout(case_id)
    if done.event == "whistle.released":
        release_beneath(case_id, now)
    keep_beneath(case_id)
    return done


def release_beneath(whistle_id: UUID, now: datetime) -> int:
    """With the whistle, everybody who is still bound by it is let go; how many were."""
    ids = [row[0] for row in sheets.run(BOUND_BENEATH, [whistle_id])]
    released = [case_id for case_id in ids if act_if_open(case_id, "release_with_whistle", {}, now)]
    for case_id in released:
        keep_turnout(case_id)
    return len(released)


def supervise(turnout_id: UUID, reason: str, now: datetime) -> bool:
    """Put on record, once for each reason, that a department refused or did not come; its head and the leader are told."""
    known = sheets.run(
        "SELECT 1 FROM cases_event WHERE case_id = %s AND verb = 'supervise' AND facts->>'reason' = %s LIMIT 1",
        [turnout_id, reason],
    )
    done = None if known else act_if_open(turnout_id, "supervise", {"reason": reason}, now)
    keep_turnout(turnout_id)
    return done is not None


def keep_beneath(whistle_id: UUID) -> None:
    """Bring the rows of the turnouts beneath a whistle up to date."""
    for (case_id,) in sheets.run(
        "SELECT child_id FROM cases_tie WHERE parent_id = %s AND kind = 'turnout'", [whistle_id]
    ):
        keep_turnout(case_id)
