"""The answers behind the figures of a round that is over, one by one: never a word, a name or a time; nothing of very few."""

import csv
import io
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.judging.judging import round_named
from doorstep.doors.web.judging.shaping import HOW, WAYS
from doorstep.doors.web.shapes import Pager
from doorstep.kernel.judging import Law
from doorstep.kernel.words import Words
from doorstep.wings.judging import queries
from doorstep.wings.judging.models import Answer

HOWS: Mapping[str, Mapping[str, Words]] = {"how": HOW, "way": WAYS}
MOST_IN_FILE = 100_000
LAST_PAGE = 2_000


def _told(code: str) -> queries.Result:
    """A round that is over and had answers enough to show each. Raises Http404."""
    found = round_named(code)
    if found.closed_at is None:
        raise Http404
    (result,) = queries.results([found])
    if not result.is_told:
        raise Http404
    return result


@guarded(everyone)
@require_safe
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """The answers behind a figure, one by one, without words, names or times, in no order of time."""
    result = _told(code)
    law, asked = result.law, request.GET.get("page", "")
    page = min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 and int(asked) else 1
    chosen = _chosen(request, result)
    rows = queries.answers_of(result.round, chosen, limit=queries.PAGE + 1, offset=(page - 1) * queries.PAGE)
    context = {
        "here": "projects",
        "round": result.round,
        "law": law,
        "chosen": _chosen_words(chosen, law),
        "is_how_told": result.is_how_told,
        "rows": [_row(one, law) for one in rows[: queries.PAGE]],
        "pager": Pager(
            newer_url=_at(chosen, page - 1) if page > 1 else "",
            older_url=_at(chosen, page + 1) if len(rows) > queries.PAGE else "",
        ),
    }
    return render(request, "judging/answers.html", context)


def _at(chosen: Mapping[str, str], page: int) -> str:
    return f"?{urlencode({**chosen, 'page': page})}"


def _chosen(request: HttpRequest, result: queries.Result) -> dict[str, str]:
    """What the figure was counted by; what is unknown, or would point at very few, chooses nothing."""
    law, known = result.law, dict[str, Collection[str]](HOWS if result.is_how_told else {})
    known |= dict.fromkeys(("overall", *(one.code for one in law.system.indicators)), law.grades)
    return {name: value for name, values in known.items() if (value := request.GET.get(name, "")) in values}


def _chosen_words(chosen: Mapping[str, str], law: Law) -> list[Words]:
    labels = {one.code: one.label for one in law.system.indicators} | {"overall": Words(zh="总的来说", en="over all")}
    return [
        HOWS[name][value]
        if name in HOWS
        else Words(
            zh=f"{labels[name].zh}：{law.grades[value].label.zh}", en=f"{labels[name].en}: {law.grades[value].label.en}"
        )
        for name, value in chosen.items()
    ]


def _row(one: Answer, law: Law) -> dict[str, Any]:
    said = [
        (item.label, law.grades[one.grades[item.code]].label)
        for item in law.system.indicators
        if item.code in one.grades
    ]
    how = WAYS[one.way] if one.is_sampled else HOW[queries.how_asked(one.way, one.is_sampled)]
    return {"how": how, "overall": law.grades[one.overall].label, "grades": said}


@guarded(everyone)
@require_safe
def answers_file(request: HttpRequest, code: str) -> HttpResponse:
    """All answers as CSV with the codes of the round's law, so that anybody counts them again; how each was asked is left out where that
    would point at very few."""
    result = _told(code)
    names = [item.code for item in result.law.system.indicators]
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\n")
    sheet.writerow([*(HOWS if result.is_how_told else ()), "overall", *names])
    for one in queries.answers_of(result.round, {}, limit=MOST_IN_FILE):
        how = (queries.how_asked(one.way, one.is_sampled), one.way) if result.is_how_told else ()
        sheet.writerow([*how, one.overall, *(one.grades.get(name, "") for name in names)])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="answers-{result.round.code}.csv"'
    return response
