"""Meetings as pages show them: rows, figures with their definitions, guests and motions with what may be done."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.web.shapes import Due, Figure
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.laws import law
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import held
from doorstep.wings.deliberation.bodies import assemblies
from doorstep.wings.deliberation.inviting import body_of
from doorstep.wings.deliberation.models import NOT_PASSED, OFFLINE, PASSED, TIED, WAITING, Meeting, Motion

MARKS = {
    "party_delegate": Words(zh="党代表", en="Party delegate"),
    "peoples_deputy": Words(zh="人大代表", en="People’s deputy"),
    "cppcc_member": Words(zh="政协委员", en="CPPCC member"),
}
STANCES = {
    "pro": Words(zh="赞成", en="for"),
    "contra": Words(zh="反对", en="against"),
    "other": Words(zh="说一说", en="a remark"),
}
CHOICES = {
    "yes": Words(zh="赞成", en="For"),
    "no": Words(zh="反对", en="Against"),
    "abstain": Words(zh="弃权", en="Abstain"),
}
STATES = {
    "waiting": Words(zh="还没议", en="not yet taken up"),
    "open": Words(zh="正在议", en="being discussed"),
    "voting": Words(zh="正在表决", en="being voted on"),
    "passed": Words(zh="通过", en="passed"),
    "not_passed": Words(zh="没有通过", en="did not pass"),
    "tied": Words(zh="平局，没有通过", en="a tie; did not pass"),
}


LISTED, CHOSEN = "listed", "chosen"
TO_SETTLE = ("collected", LISTED, CHOSEN, "reserved")  # candidates that a meeting may still say something about
NOT_VOTED_ON = Words(zh="没有表决", en="not voted on")
STANDS = "SELECT number, law_id, state FROM cases_case WHERE number = ANY(%s::text[])"


def motions_of(meeting: Meeting, motions: Iterable[Motion]) -> list[dict[str, Any]]:
    """Each with where it stands, how it was voted on, and where that stands which came of it."""
    given = list(motions)
    numbers = sorted({number for one in given for number in (one.matter, one.became) if number})
    fates = (
        {number: law(law_id).state(state) for number, law_id, state in sheets.run(STANDS, [numbers])} if numbers else {}
    )
    return [
        {
            "motion": one,
            "state": NOT_VOTED_ON if meeting.held_at and one.state == WAITING else STATES[one.state],
            "is_decided": one.decided_at is not None,
            "is_counted": one.decided_at is not None and one.way != OFFLINE,
            "became": fates.get(one.became or one.matter) if one.decided_at is not None else None,
            "is_waiting": one.matter in fates and fates[one.matter].name in TO_SETTLE,
            "may_choose": one.state == PASSED and one.matter in fates and fates[one.matter].name != CHOSEN,
            "may_list": meeting.held_at is not None
            and not one.matter
            and not one.became
            and one.state not in (NOT_PASSED, TIED),
            "is_listed": one.matter in fates and fates[one.matter].name == LISTED,
            "is_chosen": one.matter in fates and fates[one.matter].name == CHOSEN and one.state == PASSED,
        }
        for one in given
    ]


def rows_of(meetings: Iterable[Meeting], now: datetime, *, public: bool = False) -> list[dict[str, Any]]:
    """One for each meeting."""
    name = "assembly_public" if public else "assembly"
    levels = assemblies().wording.levels
    return [
        {
            "meeting": one,
            "url": reverse(name, args=[one.number]),
            "body": body.label if (body := body_of(one)) else Words(zh=one.body, en=one.body),
            "level": levels.get(one.level, ""),
            "place": atlas().label(one.place_path),
            "due": _due(one, now),
        }
        for one in meetings
    ]


def _due(one: Meeting, now: datetime) -> Due:
    if one.is_off:
        return Due(tone="rest", text=_("不开了"))
    if one.held_at is not None:
        return Due(tone="done", text=_("开过了（补录）") if one.is_offline else _("开过了"))
    if one.began_at is not None:
        return Due(tone="soon", text=_("正在开"))
    local = towns.pack().calendar.local_date
    away = (local(one.meets_at) - local(now)).days
    if away < 0:
        return Due(tone="late", text=_("日子过了，还没开"))
    if away == 0:
        return Due(tone="soon", text=_("今天"))
    if away == 1:
        return Due(tone="soon", text=_("明天"))
    return Due(tone="ok" if one.announced_at else "none", text=_("还有 %(days)s 天") % {"days": away})


def figures(now: datetime) -> list[Figure]:
    """Of all that is on record, each with the meetings behind it."""
    found = held.sums()
    offline = _("其中 %(count)s 次是线下开、凭签到表补录的") % {"count": found.offline}
    defined = {
        "held": _("散了会的和补录的，不开了的不算；%(offline)s") % {"offline": offline},
        "attended": _("每次会到会的人加起来，一个人来两次算两人次"),
        "deputies": _("到会的人里标了党代表、人大代表、政协委员的人次"),
        "decided": _("公示过、够法定人数、表决通过的议题"),
    }
    labels = {
        "held": _("开会次数"),
        "attended": _("参与人次"),
        "deputies": _("两代表一委员"),
        "decided": _("通过的议题"),
    }
    return [
        Figure(
            value=f"{getattr(found, name):,}",
            label=labels[name],
            definition=defined[name],
            url=reverse("assemblies_counted", args=[name]) if getattr(found, name) else "",
        )
        for name in held.FIGURES
    ]
