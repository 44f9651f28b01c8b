"""Subscriptions and messages as the pages show them. Pure shaping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from doorstep.kernel.words import Words
from doorstep.store.cases.laws import current_law
from doorstep.store.people.acting import names_of
from doorstep.store.people.units import unit_tree
from doorstep.wings.relay.failures import words_of
from doorstep.wings.relay.models import FAILED, GIVEN_UP, SENT, Delivery, Subscription
from doorstep.wings.transfer.fields import SYSTEMS


@dataclass(frozen=True, kw_only=True)
class ShownSubscription:
    """`about`: which cases it is told of, each narrowing a text."""

    id: UUID
    name: str
    url: str
    about: tuple[Words | str, ...]
    made_at: datetime
    ended_at: datetime | None
    end_said: str
    waiting: int
    dead: int


@dataclass(frozen=True, kw_only=True)
class ShownResend:
    """Who had it pushed again, when, and after how many tries."""

    who: str
    at: datetime
    tries: int


@dataclass(frozen=True, kw_only=True)
class ShownDelivery:
    """A message: to whom, of which case, what became of it."""

    id: UUID
    to: str
    number: str
    event: Words
    seq: int
    made_at: datetime
    tried_at: datetime | None
    tries: int
    status: int
    error: Words | None
    resends: tuple[ShownResend, ...]
    tone: str
    mark: str
    state_said: str
    may_retry: bool


def events_to_choose() -> tuple[tuple[str, Words], ...]:
    """Events of six orders that the public may know of and that change the state."""
    mechanism = current_law("six_orders").mechanism
    steps = (mechanism.opening, *mechanism.steps)
    return tuple({step.event: (step.event, step.label) for step in steps if step.public and step.enters}.values())


def shown_subscription(row: Subscription, late: tuple[int, int] = (0, 0)) -> ShownSubscription:
    """In words; `late`: how many messages wait, and how many were given up."""
    about: list[Words | str] = [unit_tree().label(row.unit)]
    if row.system:
        about.append(SYSTEMS[row.system].label)
    if row.lead_unit:
        about.append(unit_tree().label(row.lead_unit))
    if row.events:
        names = dict(events_to_choose())
        about += [names.get(event, Words(zh=event, en=event)) for event in row.events]
    return ShownSubscription(
        id=row.id,
        name=row.name,
        url=row.url,
        about=tuple(about),
        made_at=row.made_at,
        ended_at=row.ended_at,
        end_said=_("对方说这个地址没有了") if row.end_reason == "gone" else _("停了"),
        waiting=late[0],
        dead=late[1],
    )


def shown_deliveries(rows: Sequence[Delivery]) -> list[ShownDelivery]:
    """In words, with the names of whoever pushed again."""
    names = names_of(one.by for row in rows for one in row.resends.all() if one.by)
    events = dict(events_to_choose())
    return [_shown_delivery(row, names, events) for row in rows]


def _shown_delivery(row: Delivery, names: Mapping[UUID, str], events: Mapping[str, Words]) -> ShownDelivery:
    states = {
        SENT: (_("送到了"), "done", "✓"),
        FAILED: (_("还会再试"), "soon", "▲"),
        GIVEN_UP: (_("不再自动试"), "late", "■"),
    }
    state_said, tone, mark = states.get(row.state, (_("等着推送"), "rest", "◇"))
    resends = sorted(row.resends.all(), key=lambda one: one.at)
    return ShownDelivery(
        id=row.id,
        to=row.to.name,
        number=row.number,
        event=events.get(row.event, Words(zh=row.event, en=row.event)),
        seq=row.seq,
        made_at=row.made_at,
        tried_at=row.tried_at,
        tries=row.tries,
        status=row.status,
        error=words_of(row.error) if row.error else None,
        resends=tuple(
            ShownResend(who=names.get(one.by, "") if one.by else "", at=one.at, tries=one.tries) for one in resends
        ),
        tone=tone,
        mark=mark,
        state_said=state_said,
        may_retry=row.state == GIVEN_UP and row.to.ended_at is None,
    )


def number_of(request: HttpRequest, name: str) -> UUID:
    """An id from a form; what is none is answered as not found."""
    try:
        return UUID(request.POST.get(name, "")[:40])
    except ValueError:
        raise Http404 from None
