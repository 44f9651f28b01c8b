"""The rates for those who may see figures: their own unit or street, or everything; and the cases behind each number."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.guards import capabilities, guarded, may
from doorstep.doors.web.rates import shaping
from doorstep.doors.web.rates.periods import BY, PERIODS, VIEWS, Asked, asked, days, in_view, narrowed
from doorstep.doors.web.rates.shaping import Cell, Head, Row, label_of
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import current_law
from doorstep.wings.rates import queries, services
from doorstep.wings.rates.queries import Scope
from doorstep.wings.rates.rules import RateRules, Tally

ALL = Words(zh="合计", en="All")
FIGURES = {
    "valid": Words(zh="有效回访", en="Answered call-backs"),
    "contacted": Words(zh="说联系过的", en="Said the unit was in touch"),
    "solved": Words(zh="说解决了的", en="Said it is solved"),
    "satisfied": Words(zh="说满意的", en="Said they are satisfied"),
    "fairly": Words(zh="说基本满意的", en="Said they are fairly satisfied"),
    "not_reached": Words(zh="三次没打通的", en="Not reached in three tries"),
    "declined": Words(zh="不愿评的", en="Would not answer"),
    "left_out": Words(zh="剔除的回访", en="Call-backs left out"),
    "finished": Words(zh="办结的", en="Finished"),
    "rated": Words(zh="评过的", en="Rated"),
    "good": Words(zh="好评", en="Good grades"),
    "bad": Words(zh="差评", en="Bad grades"),
    "unrated": Words(zh="没评的", en="Not rated"),
    "grade_left_out": Words(zh="不计入统计的评价", en="Grades left out"),
    "came_back": Words(zh="反弹的", en="Came back"),
}
readers = may("figures")


@guarded(readers)
@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """?view= &period= &by=. Rows are in the order of their names: nobody is ranked."""
    context = frame(request, "rates")
    desk: Desk = context["desk"]
    wanted, rules = asked(request), services.rules()
    scope, (first, last) = _scope(wanted, desk, rules)
    heads, whole, rows = _table(wanted, scope, rules)
    context |= {
        "asked": wanted,
        "first": first,
        "last": last,
        "windows": rules.windows,
        "formula": rules.formula(last),
        "heads": heads,
        "whole": list(zip(heads, whole.cells, strict=True)),
        "rows": rows,
        "views": _ways(wanted, "view", VIEWS),
        "periods": _ways(wanted, "period", PERIODS),
        "groups": _ways(wanted, "by", BY),
        "group": BY[wanted.by],
        "may_exclude": "exclude" in capabilities(request),
        "is_all": desk.view.everything,
    }
    return render(request, "rates/rates.html", context)


def _scope(wanted: Asked, desk: Desk, rules: RateRules) -> tuple[Scope, tuple[date, date]]:
    first, last = days(wanted.period, rules.windows, timezone.now())
    return in_view(narrowed(Scope(first=first, last=last), wanted.by, wanted.key), desk), (first, last)


def _ways(wanted: Asked, name: str, options: dict[str, Words]) -> list[dict[str, Any]]:
    base, here = reverse("rates"), getattr(wanted, name)
    return [
        {"label": label, "url": wanted.url(base, **{name: code, "key": ""}), "is_here": code == here}
        for code, label in options.items()
    ]


def _table(wanted: Asked, scope: Scope, rules: RateRules) -> tuple[tuple[Head, ...], Row, list[Row]]:
    """Heads, the row of all, and a row for each group."""
    match wanted.view:
        case "grades":
            graded = queries.graded(scope, wanted.by)
            cells = {key: shaping.grade_cells(one, _to(wanted, key)) for key, one in graded.items()}
            whole = shaping.grade_cells(shaping.together(graded), _to(wanted, ""))
            heads = shaping.grade_heads()
        case "times":
            handled, all_handled = queries.timed(scope, wanted.by)
            cells = {key: shaping.time_cells(one, _to(wanted, key)) for key, one in handled.items()}
            whole = shaping.time_cells(all_handled, _to(wanted, ""))
            heads = shaping.time_heads()
        case "relapses":
            back = queries.returned(scope, wanted.by)
            cells = {key: shaping.relapse_cells(n, came, _to(wanted, key)) for key, (n, came) in back.items()}
            n, came = sum(row[0] for row in back.values()), sum(row[1] for row in back.values())
            whole = shaping.relapse_cells(n, came, _to(wanted, ""))
            heads = shaping.relapse_heads(rules.relapse_days, rules.relapse_likeness)
        case _:
            formula = rules.formula(scope.last)
            tallies = queries.tallies(scope, wanted.by)
            cells = {key: shaping.rate_cells(one, formula, _to(wanted, key)) for key, one in tallies.items()}
            whole = shaping.rate_cells(sum(tallies.values(), Tally()), formula, _to(wanted, ""))
            heads = shaping.rate_heads(formula)
    return heads, Row(label=ALL, cells=whole), _by_name(wanted.by, cells)


def _to(wanted: Asked, key: str) -> shaping.To:
    def to(figure: str) -> str:
        return wanted.url(reverse("rates_cases"), figure=figure, **({"key": key} if key else {}))

    return to


def _by_name(by: str, cells: dict[str, tuple[Cell, ...]]) -> list[Row]:
    rows = [Row(label=label_of(by, key), cells=values) for key, values in cells.items()]
    return sorted(rows, key=lambda row: row.label.zh)


@guarded(readers)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """?figure= and what the table was asked: the cases counted, newest first."""
    figure = request.GET.get("figure", "")
    if figure not in FIGURES:
        raise Http404
    context = frame(request, "rates")
    desk: Desk = context["desk"]
    wanted, rules = asked(request), services.rules()
    scope, (first, last) = _scope(wanted, desk, rules)
    found, more = queries.behind(figure, scope, after=_after(request.GET.get("after", "")))
    base = reverse("rates_cases")
    older = wanted.url(base, figure=figure, after=_mark(found[-1].mark)) if more else ""
    context |= {
        "title": FIGURES[figure],
        "group": label_of(wanted.by, wanted.key) if wanted.key else None,
        "back": wanted.url(reverse("rates"), key=""),
        "first": first,
        "last": last,
        "rows": [{"case": one, "unit": label_of("unit", one.unit), "what": _what(one.what)} for one in found],
        "count": queries.count(figure, scope) if not request.GET.get("after") else None,
        "pager": Pager(newer_url=wanted.url(base, figure=figure) if request.GET.get("after") else "", older_url=older),
    }
    return render(request, "rates/cases.html", context)


def _what(code: str) -> Words:
    """A call-back's state or a grade, in words."""
    callback, rate = current_law("callback").mechanism, current_law("six_orders").mechanism.step("rate")
    states: dict[str, Words] = {state.name: state.label for state in callback.states}
    grade = rate.field("grade")
    grades: dict[str, Words] = {choice.code: choice.label for choice in grade.choices} if grade else {}
    return (states | grades).get(code, Words(zh="没评", en="not rated"))


def _mark(mark: tuple[date, str]) -> str:
    return f"{mark[0].isoformat()}~{mark[1]}"


def _after(raw: str) -> tuple[date, str] | None:
    """A mark of a list; anything else begins at the top."""
    day, _sign, row = raw[:60].partition("~")
    try:
        return (date.fromisoformat(day), row) if row and all(c in "0123456789abcdef-" for c in row) else None
    except ValueError:
        return None
