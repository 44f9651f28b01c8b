"""Whistles and turnouts as a page shows them: who, where, how much time is left in words and a shape, what can be done now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from doorstep.doors.web import dues
from doorstep.doors.web.shapes import Due, Tone
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.whistles.queries import Call, TurnoutLine, WhistleLine

BY_THE_MINUTE = timedelta(hours=3)
DECIDED_BY_WHISTLER = {
    "asks_leave": Words(zh="定能不能撤", en="May they leave?"),
    "refused": Words(zh="定来不来", en="Must they come?"),
    "released": Words(zh="评部门", en="Rate the department"),
}
WANTED = {
    "called": Words(zh="报到签到", en="Check in"),
    "on_site": Words(zh="接着办", en="Go on"),
    "released": Words(zh="评这一哨", en="Rate the whistle"),
    "unit_rated": Words(zh="评这一哨", en="Rate the whistle"),
}
LOOK = Words(zh="看一看", en="Look")
NOTHING = Words(zh="", en="")


@dataclass(frozen=True, kw_only=True)
class TurnoutRow:
    """One department. `asks`: what the reader should do about it now, "" for nothing. `may_let_go`: with one tap."""

    number: str
    unit: Words
    state: Words
    due: Due | None
    quiet: str
    asks: Words
    has_come: bool
    may_let_go: bool
    is_supervised: bool


@dataclass(frozen=True, kw_only=True)
class WhistleRow:
    """A whistle with those it called."""

    line: WhistleLine
    level: Words
    state: Words
    place: Words
    commander: Words
    turnouts: tuple[TurnoutRow, ...]
    come: int
    is_mine: bool

    @property
    def called(self) -> int:
        return len(self.turnouts)


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """What is wanted of me: to come, to go on, to rate."""

    call: Call
    verb: Words
    state: Words
    place: Words
    due: Due | None


def law_of(name: str) -> Mechanism:
    return current_law(name).mechanism


def level_words(code: str) -> Words:
    """How the town calls this level; a level it no longer has stands for itself."""
    field = law_of("whistle").opening.field("level")
    known = {choice.code: choice.label for choice in field.choices} if field else {}
    return _short(known.get(code, Words(zh=code, en=code)))


def _short(label: Words) -> Words:
    """The name without its explanation: “应急哨：马上有危险” is 应急哨."""
    return Words(zh=label.zh.partition("：")[0], en=label.en.partition(":")[0])


def state_words(mechanism: str, state: str) -> Words:
    law = law_of(mechanism)
    known = {one.name: one.label for one in law.states}
    return known.get(state, Words(zh=state, en=state))


def left(due_at: datetime | None, clock: str, urgency: str, now: datetime) -> Due | None:
    """What is left of the time: by the minute while minutes count, and soon as the rule of this urgency says."""
    due = dues.due_of(due_at, clock, now)
    if due is None or due_at is None or abs(due_at - now) > BY_THE_MINUTE:
        return due
    minutes = int(abs(due_at - now).total_seconds() // 60)
    if now > due_at:
        return Due(tone="late", text=_("超 %(n)s 分钟") % {"n": minutes}, at=due_at)
    tone: Tone = "soon" if now >= _warned_at(due_at, clock, urgency) else "ok"
    return Due(tone=tone, text=_("还剩 %(n)s 分钟") % {"n": minutes}, at=due_at)


def _warned_at(due_at: datetime, clock: str, urgency: str) -> datetime:
    """When the rule for this urgency warns; a rule that never does is soon due when it is due."""
    pack = towns.pack()
    rules = [rule for rule in pack.clocks.rules if rule.name == clock and urgency in (rule.urgencies or {urgency})]
    rule = max(rules, key=lambda one: one.rank, default=None)
    warn = rule.warn_before if rule else None
    return pack.calendar.before(due_at, warn.amount, warn.unit) if warn else due_at


def distance_words(metres: int | None) -> str:
    """How far from the spot somebody checked in."""
    if metres is None:
        return ""
    if metres < 50:
        return _("就在现场")
    if metres < 1000:
        return _("离现场约 %(n)s 米") % {"n": round(metres, -1)}
    return _("离现场约 %(n)s 公里") % {"n": f"{metres / 1000:.1f}"}


def whistle_rows(
    lines: Sequence[WhistleLine], beneath: Mapping[UUID, Sequence[TurnoutLine]], keys: Sequence[str], now: datetime
) -> list[WhistleRow]:
    """`keys`: what the reader owes goes by."""
    return [whistle_row(line, beneath.get(line.id, ()), keys, now) for line in lines]


def whistle_row(line: WhistleLine, turnouts: Sequence[TurnoutLine], keys: Sequence[str], now: datetime) -> WhistleRow:
    is_mine = f"opener@{line.opened_unit}" in keys
    rows = tuple(_turnout_row(one, line, is_mine=is_mine, keys=keys, now=now) for one in turnouts)
    return WhistleRow(
        line=line,
        level=level_words(line.level),
        state=state_words("whistle", line.state),
        place=atlas().label(line.place_path),
        commander=unit_tree().label(line.commander),
        turnouts=rows,
        come=sum(row.has_come for row in rows),
        is_mine=is_mine,
    )


def _turnout_row(
    one: TurnoutLine, whistle: WhistleLine, *, is_mine: bool, keys: Sequence[str], now: datetime
) -> TurnoutRow:
    waits = one.state == "called"
    return TurnoutRow(
        number=one.number,
        unit=unit_tree().label(one.unit),
        state=state_words("turnout", one.state),
        due=left(one.due_at, one.due_clock, whistle.urgency, now) if waits or one.state == "asks_leave" else None,
        quiet=_came(one),
        asks=DECIDED_BY_WHISTLER.get(one.state, NOTHING) if is_mine else NOTHING,
        has_come=one.arrived_at is not None,
        may_let_go=is_mine and one.state == "asks_leave",
        is_supervised=one.supervised_at is not None,
    )


def _came(one: TurnoutLine) -> str:
    if one.arrived_at is None:
        return ""
    minutes = max(0, int((one.arrived_at - one.called_at).total_seconds() // 60))
    took = _("%(n)s 分钟到场") % {"n": minutes} if minutes < 180 else _("%(n)s 小时到场") % {"n": minutes // 60}
    parts = [took, _("晚到") if one.came_late else "", distance_words(one.distance_m)]
    return " · ".join(part for part in parts if part)


def call_rows(calls: Sequence[Call], now: datetime) -> list[CallRow]:
    return [
        CallRow(
            call=call,
            verb=WANTED.get(call.state, LOOK),
            state=state_words("turnout", call.state),
            place=atlas().label(call.place_path),
            due=left(call.due_at, call.due_clock, call.urgency, now) if call.state == "called" else None,
        )
        for call in calls
    ]


def percent(share: float | None) -> str:
    """“—” where there was nothing to share."""
    return "—" if share is None else f"{share:.1%}"
