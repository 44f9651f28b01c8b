"""Hears every event and writes a message for each subscription that wants it. May run twice: a message is written once."""

from datetime import datetime

from doorstep.kernel.actor import Actor, Post
from doorstep.kernel.visibility import in_view
from doorstep.store.cases import towns
from doorstep.store.cases.hearing import EVERY_EVENT, Told
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.models import Event
from doorstep.store.people.units import unit_tree
from doorstep.wings.relay.models import Subscription
from doorstep.wings.relay.receiving import forget_received
from doorstep.wings.relay.rules import body_of, is_wanted
from doorstep.wings.relay.services import write_delivery


def tell_subscribers(told: Told, *, now: datetime) -> None:
    """Of one event."""
    subscriptions = list(Subscription.objects.filter(ended_at=None))
    held = find(told.case_id) if subscriptions else None
    if held is None:
        return
    event = (
        Event.objects.filter(case_id=told.case_id, seq=told.seq).only("enters", "leaves", "at", "verb", "name").first()
    )
    mechanism = law(held.law_id)
    steps = (mechanism.opening, *mechanism.steps)
    step = next((one for one in steps if event and one.verb == event.verb), None)
    if event is None or step is None:
        return
    origin = _origin(told)
    for one in subscriptions:
        if not is_wanted(step, one.events, leaves=event.leaves, enters=event.enters):
            continue
        if not _is_about(one, held, origin):
            continue
        body = body_of(
            held.case, mechanism, event=event.name, seq=told.seq, enters=event.enters, at=event.at, origin=origin
        )
        write_delivery(
            one, case_id=told.case_id, number=held.case.number, seq=told.seq, event=event.name, body=body, now=now
        )


def _origin(told: Told) -> dict[str, str]:
    facts = Event.objects.filter(case_id=told.case_id, seq=1).values_list("facts__origin", flat=True).first()
    return facts if isinstance(facts, dict) else {}


def _is_about(one: Subscription, held: Held, origin: dict[str, str]) -> bool:
    """Whether the case is among those that this subscription is told of."""
    if one.system and origin.get("system") != one.system:
        return False
    path = unit_tree().path(one.lead_unit)
    if one.lead_unit and not (path and held.case.lead_path.startswith(path)):
        return False
    post = Post(role=one.role, unit=one.unit, unit_path=unit_tree().path(one.unit), place_path=one.place_path)
    return in_view(Actor(kind="staff", id=one.made_by, posts=(post,)), held.case, towns.pack().roles)


REACTIONS = {EVERY_EVENT: [tell_subscribers]}
SWEEPS = (forget_received,)
