"""Consultations and coordination meetings: what is coming, what was settled, who owes what of it; and the figures, with their n."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.parties import PartyRow
from doorstep.doors.web.dues import due_of
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.joint.orders import units_of
from doorstep.doors.web.shapes import Due, Figure, Pager
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases.keysets import EPOCH, MICROSECOND, PAGE
from doorstep.store.cases.laws import current_law
from doorstep.store.people.units import unit_tree
from doorstep.wings.intake.inner import inner_law, opening_post
from doorstep.wings.joint import meetings as read

OPENED_HERE = ("consultation", "sitting", "coordination")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A meeting as the page shows it. `replies`: how many answered of how many invited, in words."""

    meeting: read.Meeting
    lead: Words
    day: str
    due: Due | None
    replies: str
    came: str
    questions: tuple[PartyRow, ...]
    tasks: tuple[PartyRow, ...]


@guarded(staff)
@never_cache
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """?tab=past for those that were held or called off; ?before= continues."""
    context = frame(request, "meetings")
    desk: Desk = context["desk"]
    units = None if desk.view.everything else units_of(desk)
    upcoming = request.GET.get("tab") != "past"
    found = read.meetings(units, upcoming=upcoming, before=read_mark(request.GET.get("before", "")))
    shown = [_shown(one, desk.now) for one in found[:PAGE]]
    if upcoming:
        shown.sort(key=lambda one: one.meeting.meets_on or date.max)
    context |= {
        "tab": "coming" if upcoming else "past",
        "shown": shown,
        "figures": _figures(desk.now),
        "openings": [law for law in map(inner_law, OPENED_HERE) if law and _may_open(law, desk)],
        "pager": Pager(older_url=_older(found, upcoming=upcoming)),
    }
    return render(request, "joint/meetings.html", context)


def _may_open(law: Mechanism, desk: Desk) -> bool:
    return opening_post(desk.actor, law.opening) is not None


def _shown(meeting: read.Meeting, now: datetime) -> Shown:
    invited = [one for one in meeting.beneath if one.mechanism == "invitation"]
    answered = [one for one in invited if one.reply]
    day = meeting.held_on or meeting.meets_on
    return Shown(
        meeting=meeting,
        lead=unit_named(meeting.lead_unit),
        day=_("%(month)s 月 %(day)s 日") % {"month": day.month, "day": day.day} if day else "",
        due=_due_of_day(meeting, now),
        replies=_("请了 %(invited)s 家，%(answered)s 家回话") % {"invited": len(invited), "answered": len(answered)}
        if invited
        else "",
        came=_("、").join(say(unit_named(code)) for code in meeting.attended),
        questions=tuple(_question(one, now) for one in meeting.beneath if one.mechanism == "coordination"),
        tasks=tuple(_task(one, now) for one in meeting.beneath if one.mechanism == "assist_order"),
    )


def _due_of_day(meeting: read.Meeting, now: datetime) -> Due | None:
    if meeting.state not in ("called", "planned") or meeting.meets_on is None:
        return None
    away = (meeting.meets_on - now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()).days
    if away < 0:
        return Due(tone="late", text=_("日子过了，还没记纪要"))
    if away == 0:
        return Due(tone="soon", text=_("今天"))
    if away == 1:
        return Due(tone="soon", text=_("明天"))
    return Due(tone="ok", text=_("还有 %(days)s 天") % {"days": away})


def _task(one: read.Beneath, now: datetime) -> PartyRow:
    agreed = one.due_on
    return PartyRow(
        who=unit_named(one.lead_unit),
        role=_("任务"),
        what=one.title,
        state="" if one.is_final else one.state_label,
        url=reverse("desk_case", args=[one.number]),
        number=one.number,
        due=Due(tone="done", text=one.state_label) if one.is_final else due_of(one.due_at, one.due_clock, now),
        agreed=_("约定 %(month)s 月 %(day)s 日前") % {"month": agreed.month, "day": agreed.day} if agreed else "",
        is_over=one.is_final,
    )


def _question(one: read.Beneath, now: datetime) -> PartyRow:
    ruled = one.ruling.get("unit", "")
    scope = current_law("coordination").mechanism.step("rule").field("scope")
    labels = {choice.code: choice.label for choice in scope.choices} if scope else {}
    reach = labels.get(one.ruling.get("scope", ""))
    return PartyRow(
        who=unit_named(ruled) if ruled else one.owed,
        role=_("牵头") if ruled else _("待裁定"),
        what=one.title,
        state=reach or one.state_label,
        url=reverse("desk_case", args=[one.number]),
        number=one.number,
        due=Due(tone="done", text=one.state_label) if one.is_final else due_of(one.due_at, one.due_clock, now),
        is_over=one.is_final,
    )


def unit_named(code: str) -> Words:
    """A unit in words; a dash for one that is no more."""
    return unit_tree().label(code) if code in unit_tree() else Words(zh="—", en="—")


def year_of(now: datetime) -> datetime:
    """When this year began in the town."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    return local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _behind(kind: str) -> str:
    return reverse("meetings_counted", args=[kind])


def _figures(now: datetime) -> Sequence[Figure]:
    """Of this year. The share is over the opinions given; nobody's silence counts. Each opens what was counted."""
    told = read.figures(year_of(now), now)
    share = "—" if told.satisfied is None else f"{told.satisfied * 100:.1f}%"
    return (
        Figure(value=str(told.consultations), url=_behind("consultations"), label=_("今年开的会商")),
        Figure(value=str(told.sittings), url=_behind("sittings"), label=_("今年开的协调会")),
        Figure(value=str(told.ruled), url=_behind("ruled"), label=_("今年裁定的问题")),
        Figure(
            value=share,
            url=_behind("opinions"),
            label=_("来开会的单位满意"),
            n=told.n,
            definition=_("满意和基本满意的占已评价单位的比例；没评的不算"),
        ),
    )


def _older(found: Sequence[read.Meeting], *, upcoming: bool) -> str:
    if len(found) <= PAGE:
        return ""
    return f"{reverse('meetings')}?{'' if upcoming else 'tab=past&'}before={mark_of(found[PAGE - 1].called_at, found[PAGE - 1].position)}"


def mark_of(at: datetime, position: int) -> str:
    """Where a page ends, for the address of the next."""
    return f"{(at - EPOCH) // MICROSECOND}~{position}"


def read_mark(text: str) -> tuple[datetime, int] | None:
    """The end of the page before; None for what is no mark."""
    before, _between, after = text.partition("~")
    moment, position = read_whole(before), read_whole(after)
    if moment is None or position is None:
        return None
    try:
        return EPOCH + moment * MICROSECOND, position
    except OverflowError:
        return None
