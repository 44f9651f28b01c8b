"""如果换一套时限: how many running clocks would be overdue under another scheme, unit by unit. Changes nothing."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.doors.web.clock_words import amount_words
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.timekeeping.board import LABELS, unit_label
from doorstep.kernel.clocks import ClockRule, ClockScheme
from doorstep.kernel.pack_content import URGENCIES
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.wings.timekeeping import queries

EVERYTHING = Words(zh="所有事项", en="everything")


@guarded(may("levels"))
@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """With ?scheme= the counts; without, the schemes to choose from and what they say."""
    context = frame(request, "clocks")
    desk: Desk = context["desk"]
    law = towns.pack()
    name = request.GET.get("scheme", "")
    scheme = law.schemes.get(name)
    context |= {
        "schemes": [(one, _short(one.title), one.name == law.clocks.name, _rules(one)) for one in law.schemes.values()],
        "chosen": scheme,
        "seconds": queries.SECONDS,
    }
    if scheme is not None:
        rows = sorted(queries.foresee(scheme, desk.now), key=lambda one: (-one.then_late, one.unit))
        context |= {"rows": [_row(name, one) for one in rows], "sums": _sums(rows)}
    return render(request, "timekeeping/what_if.html", context)


@guarded(may("levels"))
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of one unit that would be overdue, or soon due."""
    context = frame(request, "clocks")
    desk: Desk = context["desk"]
    scheme = towns.pack().schemes.get(request.GET.get("scheme", ""))
    which = request.GET.get("which", "")
    if scheme is None or which not in ("late", "soon"):
        raise Http404
    unit = request.GET.get("unit", "")
    lines = queries.foreseen_cases(scheme, desk.now, unit=unit, which="late" if which == "late" else "soon")
    context |= {
        "rows": rows_of(lines),
        "most": queries.PAGE if len(lines) == queries.PAGE else 0,
        "unit": unit_label(unit),
        "scheme": scheme.title,
        "standing": LABELS[which],
        "back": f"{reverse('clock_what_if')}?{urlencode({'scheme': scheme.name})}",
    }
    return render(request, "timekeeping/cases.html", context)


def _rules(scheme: ClockScheme) -> list[tuple[Words, Words, Words]]:
    """How long handling may take by this scheme: for what, how long, by what right."""
    rules = [rule for rule in scheme.rules if rule.name == "handling" and rule.effective_until is None]
    is_only = len(rules) == 1
    return [
        (EVERYTHING if is_only else _for_what(rule), amount_words(rule.amount, rule.unit), rule.basis) for rule in rules
    ]


def _for_what(rule: ClockRule) -> Words:
    """“求助、建议”, “紧急的”; everything else where nothing is named."""
    kinds = towns.pack().categories.request_types
    named = [kind.label for code, kind in kinds.items() if code in rule.request_types]
    named += [label for code, label in URGENCIES.items() if code in rule.urgencies]
    if not named:
        return Words(zh="其他", en="everything else")
    return Words(zh="、".join(one.zh for one in named), en=", ".join(one.en for one in named))


def _short(title: Words) -> Words:
    """What stands before the colon."""
    return Words(zh=title.zh.partition("：")[0], en=title.en.partition(":")[0])


def _row(scheme: str, one: queries.Foreseen) -> dict[str, Any]:
    def url(which: str) -> str:
        return f"{reverse('clock_what_if_cases')}?{urlencode({'scheme': scheme, 'unit': one.unit, 'which': which})}"

    return {"one": one, "label": unit_label(one.unit), "late_url": url("late"), "soon_url": url("soon")}


def _sums(rows: list[queries.Foreseen]) -> dict[str, int]:
    names = ("total", "now_late", "now_soon", "then_late", "then_soon")
    return {name: sum(getattr(one, name) for one in rows) for name in names}
