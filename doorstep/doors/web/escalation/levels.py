"""三级响应: what stands at which level, since when, by which rule, and who leads there."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Figure, Pager
from doorstep.doors.web.words import say
from doorstep.kernel.levels import Levels
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.keysets import read_mark
from doorstep.store.cases.lines import owed_words
from doorstep.wings.escalation import queries


@guarded(may("levels"))
@never_cache
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """?level= shows one level only."""
    context = frame(request, "levels")
    known = towns.pack().levels
    chosen = request.GET.get("level", "")
    codes = [chosen] if chosen in known.levels else list(known.above(""))
    page = queries.standing_at(
        codes, context["desk"].view, now=context["now"], after=read_mark(request.GET.get("after", ""))
    )
    counts = queries.counts()
    context |= {
        "figures": [_figure(known, code, counts.get(code, 0)) for code in reversed(known.above(""))],
        "rows": [_row(one, known) for one in page.rows],
        "chosen": known.levels[chosen].label if chosen in known.levels else None,
        "rules": _rules(known, queries.spoken(), context["now"]),
        "ladder": [(level, owed_words(level.led_by)) for level in known.levels.values()],
        "pager": Pager(
            newer_url=_url(chosen) if request.GET.get("after") else "",
            older_url=_url(chosen, page.after) if page.after else "",
        ),
    }
    return render(request, "escalation/levels.html", context)


def _figure(known: Levels, code: str, count: int) -> Figure:
    level = known.levels[code]
    return Figure(value=str(count), label=level.label, url=_url(code), definition=level.advice)


def _url(level: str, after: str = "") -> str:
    asked = {key: value for key, value in (("level", level), ("after", after)) if value}
    return f"?{urlencode(asked)}" if asked else "?"


def _row(one: queries.Standing, known: Levels) -> dict[str, Any]:
    (case_row,) = rows_of([one.line])
    level = known.levels.get(one.level)
    return {
        "case": case_row,
        "level": level.label if level else Words(zh=one.level, en=one.level),
        "led_by": owed_words(one.led_by),
        "since": one.since,
        "why": why_raised(known, one.rule, one.measure),
    }


def why_raised(known: Levels, rule: str, measure: int | None) -> str:
    """The rule that raised it and the number it found, or that somebody did."""
    if not rule:
        return _("有人提级，理由写在经过里")
    found = known.rules.get(rule)
    label = say(found.label) if found else rule
    return _("规则：%(rule)s（当时是 %(measure)s）") % {"rule": label, "measure": measure}


def _rules(known: Levels, spoken: Any, now: datetime) -> list[dict[str, Any]]:
    today = towns.pack().calendar.local_date(now)
    return [
        {
            "rule": rule,
            "to": known.levels[rule.to].label if rule.to in known.levels else Words(zh=rule.to, en=rule.to),
            "spoken": spoken.get(rule.code, 0),
            "is_in_force": rule.is_in_force(today),
        }
        for rule in known.rules.values()
    ]
