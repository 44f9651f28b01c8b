"""派单异议: what a unit says is not its own. Upheld, it goes to another unit; overruled, it stays; either way that is final."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office import entries, proposing, taking
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.office.taking import Attempt, attempt, label_of
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import current_law
from doorstep.store.people.units import unit_tree
from doorstep.wings.dispatch import queries

VERBS = ("reassign", "overrule")
MOST = 50


@guarded(may("dispatch_board"))
@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """Objections that wait for a decision, the most pressing first."""
    return _page(request, None)


@guarded(may("dispatch_board"))
@require_POST
def take_step(request: HttpRequest) -> HttpResponse:
    """Uphold and reassign, or overrule."""
    outcome = attempt(request, VERBS, _check)
    if isinstance(outcome, Attempt):
        return _page(request, outcome)
    said = _("%(number)s：%(step)s，记下了。") % {"number": outcome.number, "step": say(label_of(request.POST["verb"]))}
    messages.success(request, said)
    return redirect("disputes")


def _check(case: queries.Waiting, filled: dict[str, str]) -> None:
    proposing.keep_citation_only_if_it_fits(case, filled)


def _page(request: HttpRequest, failed: Attempt | None) -> HttpResponse:
    context = frame(request, "disputes")
    law = current_law("six_orders").mechanism
    cases = queries.waiting("disputed", limit=MOST)
    objections = queries.objections([case.id for case in cases])
    shown = [_entry(case, objections.get(case.id), law, failed, context) for case in cases[:MOST]]
    context |= {"entries": shown, "gone": taking.gone(failed, [case.number for case in cases])}
    return render(request, "office/disputes.html", context, status=422 if failed else 200)


def _entry(
    case: queries.Waiting,
    objection: queries.Objection | None,
    law: Mechanism,
    failed: Attempt | None,
    context: dict[str, object],
) -> entries.Entry:
    offered = proposing.offer(case).suggestions
    wanted = objection.suggested_unit if objection else ""
    best = next((one for one in offered if one.unit == wanted), None)
    if best is None and not wanted:
        best = next((one for one in offered if one.unit != case.lead_unit), None)
    given = {"reassign": entries.proposal_as_form([best]) if best else {"unit": wanted}}
    return entries.entry(
        case,
        context["now"],  # type: ignore[arg-type]
        forms=entries.forms(case, law, VERBS, given, failed),
        objection=objection,
        suggestions=offered,
        objection_reason=_reason(objection, law),
        unit=unit_tree().label(case.lead_unit),
        suggested=unit_tree().label(objection.suggested_unit) if objection and objection.suggested_unit else None,
        why=failed.why if failed and failed.number == case.number else "",
    )


def _reason(objection: queries.Objection | None, law: Mechanism) -> Words | None:
    field = law.step("object").field("reason")
    if objection is None or field is None:
        return None
    return next((choice.label for choice in field.choices if choice.code == objection.reason), None)
