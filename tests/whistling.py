"""Blows whistles and answers them in tests: the community of the cast, the departments, what a check-in brings."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused
from doorstep.store.cases import ties
from doorstep.store.cases.hearing import Told, reaction_named, reactions_to
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Attachment, Event
from doorstep.store.cases.opening import Opened
from doorstep.wings.whistles import services
from tests.cast import (
    COMMUNITY,
    STREET_PATH,
    community_clerk,
    desk_clerk,
    person,
)
from tests.living import NOW

ASKED = {
    "level": "emergency",
    "reason": "路口燃气味很重，管子被挖破了",
    "tried": "围了起来，劝开了人",
    "lacking": "没有抢修设备，没有封路的权",
    "cannot_alone": "on",
    "units": ["zjj", "swj"],
    "commander": "xfjd",
}
ZJJ, SWJ = desk_clerk(11, "zjj"), desk_clerk(12, "swj")


def photo() -> str:
    """A photo that was uploaded."""
    digest = uuid4().hex * 2
    Attachment.objects.create(
        id=uuid4(),
        sha256=digest,
        media_type="image/jpeg",
        size=1,
        width=1,
        height=1,
        stored_as="nowhere",
        uploaded_by="staff",
        uploaded_at=NOW,
    )
    return digest


def on_spot(**position: str) -> dict[str, Any]:
    return {"photos": [photo()], **(position or {"place": COMMUNITY})}


def street_clerk(number: int = 21) -> Actor:
    return person(number, "street_clerk", "xfjd", "/djy/xfjd/", STREET_PATH)


def react(event: str, case_id: UUID, *, now: Any = NOW) -> None:
    """What the worker does, for the last such event."""
    told = Event.objects.filter(case_id=case_id, name=event).order_by("-seq").first()
    assert told, event
    for name in reactions_to(event):
        if name.startswith("whistles."):
            reaction_named(name)(Told(town="", case_id=case_id, seq=told.seq, event=event), now=now)


def blown(actor: Actor | None = None, *, place: str = COMMUNITY, now: Any = NOW, **changed: Any) -> Opened:
    return services.blow(
        form={**ASKED, **changed},
        where=services.locate(place, None),
        title="路口燃气味很重",
        body="路口燃气味很重，管子被挖破了",
        actor=actor or community_clerk(),
        key=None,
        now=now,
    )


def turnouts(whistle: Opened) -> dict[str, ties.Tied]:
    return {one.lead_unit: one for one in ties.beneath(whistle.case_id)}


def take(case: Opened | UUID, verb: str, actor: Actor, form: Mapping[str, Any] | None = None, now: Any = NOW) -> Any:
    """As the pages do it."""
    case_id = case if isinstance(case, UUID) else case.case_id
    return services.take_step(case_id=case_id, verb=verb, form=form or {}, actor=actor, key=None, seen=None, now=now)


def state(case: Opened | UUID) -> str:
    held = find(case if isinstance(case, UUID) else case.case_id)
    assert held
    return held.case.state


def faults(**changed: Any) -> list[str]:
    with pytest.raises(FormRefused) as refused:
        blown(**changed)
    return list(refused.value.faults)


def released(need: str = "needed", unit: str = "zjj") -> tuple[Opened, UUID]:
    whistle = blown(units=[unit])
    turnout = turnouts(whistle)[unit].id
    take(turnout, "check_in", ZJJ, on_spot())
    take(turnout, "let_go", community_clerk())
    take(whistle, "release", community_clerk(), {"outcome": "solved", "result": "不漏了"})
    take(turnout, "rate_whistle", ZJJ, {"need": need})
    react("turnout.whistle_rated", turnout)
    return whistle, turnout
