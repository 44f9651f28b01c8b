"""Who owes what until when: one line for each party to a case, the lead first. Formats; decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from doorstep.doors.web.clock_words import due_of as due_of_duty
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.desk.story import duties_of
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.shapes import Due, Text
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.cases.ties import Tied
from doorstep.store.people.units import unit_tree

LEAD = Words(zh="主办", en="Lead")
ROLES: Mapping[str, Words] = {
    "assist_order": Words(zh="协办", en="Assists"),
    "part_order": Words(zh="分办", en="A part"),
}
TASK = Words(zh="任务", en="Task")
PAGES = {"whistle": "whistle", "turnout": "whistle"}  # kinds of case with a page made for them
ORDERS = ("assist_order", "part_order")
LONGEST = 60
AT_WORK = ("asked", "assisting", "at_work")


@dataclass(frozen=True, kw_only=True)
class PartyRow:
    """`role`: lead, assists, a part, or the kind of work; `due` None where no clock runs; `agreed` the day agreed, ""."""

    who: Text
    role: Text
    what: Text
    state: Text
    url: str = ""
    number: str = ""
    share: str = ""
    due: Due | None = None
    agreed: str = ""
    note: str = ""
    is_over: bool = False
    is_lead: bool = False
    tick: bool = False


@dataclass(frozen=True, kw_only=True)
class Together:
    """The lines of a case, and what its lead may do with several at once."""

    rows: tuple[PartyRow, ...] = ()
    ready: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    shared: int = 0
    key: str = ""


def together(held: Held, beneath: Sequence[Tied], desk: Desk) -> Together:
    """The lead, then whoever is still at it, then whoever is done; nothing for a case that one unit handles alone."""
    if not beneath:
        return Together()
    ordered = sorted(beneath, key=lambda one: (one.is_final, one.mechanism not in ORDERS))
    mine = [one for one in beneath if one.mechanism in ORDERS and _asked_by(one, desk)]
    shares = (int(float(_share(one))) for one in beneath if _share(one) and not _is_off(one))
    is_task = held.case.mechanism not in ("six_orders",)
    return Together(
        rows=(*_lead(held, desk.now), *(row_of(one, desk, is_task=is_task) for one in ordered)),
        ready=tuple(one.number for one in mine if one.state == "reported"),
        slow=tuple(one.number for one in mine if one.state in AT_WORK),
        shared=sum(shares),
        key=fresh_key(),
    )


def rows_of(tied: Sequence[Tied], desk: Desk) -> list[PartyRow]:
    """In the order given."""
    return [row_of(one, desk) for one in tied]


def row_of(one: Tied, desk: Desk, *, is_task: bool = False) -> PartyRow:
    """One line."""
    role = TASK if is_task and one.mechanism == "assist_order" else ROLES.get(one.mechanism, one.mechanism_title)
    agreed = date.fromisoformat(one.facts["due_on"]) if one.facts.get("due_on") else None
    return PartyRow(
        who=one.lead if one.lead.zh else one.owed,
        role=role,
        what=_what(one),
        state="" if one.is_final and not _is_off(one) else one.state_label,
        url=reverse(PAGES.get(one.mechanism, "desk_case"), args=[one.number]),
        number=one.number,
        share=f"{_share(one)}%" if _share(one) else "",
        due=_due(one, agreed, desk.now),
        agreed=_("约定 %(month)s 月 %(day)s 日前") % {"month": agreed.month, "day": agreed.day} if agreed else "",
        note="" if one.is_required or one.is_final else _("不必等"),
        is_over=one.is_final,
        tick=one.state == "reported" and one.mechanism in ORDERS and _asked_by(one, desk),
    )


def _share(one: Tied) -> str:
    """Percent of the work that an order gives to a unit; "" where none was said, and for what is no order."""
    return str(one.facts.get("share", "")) if one.mechanism in ORDERS else ""


def _lead(held: Held, now: datetime) -> tuple[PartyRow, ...]:
    case = held.case
    if not case.lead_unit:
        return ()
    running = [duty for duty in duties_of(case.id) if duty.stopped_at is None]
    state = law(held.law_id).state(case.state)
    return (
        PartyRow(
            who=unit_tree().label(case.lead_unit),
            role=LEAD if case.mechanism == "six_orders" else Words(zh="牵头", en="Lead"),
            what="",
            state=state.label,
            due=due_of_duty(running[0], now) if running else None,
            is_lead=True,
            is_over=state.final,
        ),
    )


def _due(one: Tied, agreed: date | None, now: datetime) -> Due | None:
    """What the clock says; where the day agreed is past and the work is not done, that."""
    if one.is_final:
        return None if _is_off(one) else Due(tone="done", text=one.state_label)
    if agreed and one.state in AT_WORK and now.astimezone(ZoneInfo(settings.TIME_ZONE)).date() > agreed:
        return Due(tone="late", text=_("过了约定的日子"))
    return due_of(one.due_at, one.due_clock, now)


def _what(one: Tied) -> str:
    """What is asked of the unit; an order to assist bears the title of the case it helps with, which says nothing here."""
    return Truncator(one.body).chars(LONGEST) if one.mechanism == "assist_order" and one.body else one.title


def _is_off(one: Tied) -> bool:
    return one.state in ("called_off", "joined")


def _asked_by(one: Tied, desk: Desk) -> bool:
    """Whether it is mine to sign off: for my buttons only, the step itself decides."""
    return any(post.unit == one.opened_unit or post.role == "coordinator" for post in desk.actor.posts)
