"""统单 inbox: what waits to be dispatched, each with what it may be one with beside it and where it may go below."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office import entries, proposing, taking
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.office.taking import Attempt, attempt, label_of
from doorstep.doors.web.shapes import Pager
from doorstep.doors.web.triage.hints import Hint, hints_of
from doorstep.doors.web.words import say
from doorstep.store.cases.acting import Done
from doorstep.store.cases.laws import current_law
from doorstep.wings.dispatch import likeness, queries

VERBS = ("merge", "unmerge", "explain", "dispatch", "sort")
BESIDE = ("dispatch", "explain", "merge")


@guarded(may("merge"))
@require_GET
def pool(request: HttpRequest) -> HttpResponse:
    """The pool, the most pressing first, twenty a page."""
    return _page(request, None)


@guarded(may("merge"))
@require_POST
def take_step(request: HttpRequest) -> HttpResponse:
    """Merge, take apart, explain or dispatch one case; then back to the pool."""
    outcome = attempt(request, VERBS, _check)
    if isinstance(outcome, Attempt):
        return _page(request, outcome)
    _tell(request, outcome)
    return redirect("pool")


def _check(case: queries.Waiting, filled: dict[str, str]) -> None:
    proposing.keep_citation_only_if_it_fits(case, filled)


def _tell(request: HttpRequest, done: Done) -> None:
    verb = request.POST["verb"]
    if verb == "merge":
        into = request.POST.get("into", "")
        said = _("%(number)s 已并到 %(into)s。并错了，在下面可以拆开。") % {"number": done.number, "into": into}
    else:
        said = _("%(number)s：%(step)s，记下了。") % {"number": done.number, "step": say(label_of(verb))}
    messages.success(request, said)


def _page(request: HttpRequest, failed: Attempt | None) -> HttpResponse:
    context = frame(request, "pool")
    now = context["now"]
    found = queries.waiting("pooled", after=_after(request.GET.get("after", "")))
    cases, more = found[: queries.PAGE], found[queries.PAGE :]
    shown = _entries(cases, now, failed)
    merged = [(entries.entry(one.case, now), one) for one in queries.merged_lately()]
    older = f"?{urlencode({'after': _mark(cases[-1])})}" if more else ""
    pager = Pager(newer_url="?" if request.GET.get("after") else "", older_url=older)
    context |= {
        "entries": shown,
        "total": queries.count_waiting("pooled"),
        "merged": merged,
        "pager": pager,
        "gone": taking.gone(failed, [case.number for case in cases]),
        "is_first": not request.GET.get("after"),
    }
    return render(request, "office/pool.html", context, status=422 if failed else 200)


def _entries(cases: Sequence[queries.Waiting], now: datetime, failed: Attempt | None) -> list[entries.Entry]:
    if not cases:
        return []
    law = current_law("six_orders").mechanism
    communities = list(dict.fromkeys(case.community for case in cases))
    near = queries.neighbours(communities, since=now - timedelta(days=queries.RECENT_DAYS))
    pairs = likeness.alike([case.wording for case in cases], [case.wording for case in near])
    beside = entries.alikes(pairs, {case.id: case for case in near}, law)
    offered = proposing.offers(cases)
    hints = hints_of(cases)
    shown = []
    for case in cases:
        suggestions = offered[case.id].suggestions
        given = {"dispatch": entries.proposal_as_form(suggestions)}
        shown.append(
            entries.entry(
                case,
                now,
                alike=beside.get(case.id, ()),
                suggestions=suggestions,
                consult=offered[case.id].consult,
                forms=entries.forms(case, law, BESIDE, given, failed),
                hint=_with_lead(case, hints.get(case.id)),
                why=failed.why if failed and failed.number == case.number else "",
            )
        )
    return shown


def _with_lead(case: queries.Waiting, hint: Hint | None) -> Hint | None:
    """Whom the catalogue would name once the case is sorted as proposed."""
    if hint is None or not hint.category:
        return hint
    found = proposing.offer(replace(case, category=hint.category)).suggestions
    return replace(hint, lead=found[0].label if found else None)


def _mark(case: queries.Waiting) -> str:
    return f"{case.due_at.isoformat() if case.due_at else ''}~{case.id}"


def _after(raw: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; an unreadable mark begins at the front."""
    moment, _sign, case_id = raw.partition("~")
    try:
        return datetime.fromisoformat(moment), UUID(case_id)
    except ValueError:
        return None
