"""六单 as a picture: every state and step, drawn from the law in force, with each step and its reason as text below."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.words import language
from doorstep.kernel.diagram import svg
from doorstep.kernel.mechanism import Mechanism, Step
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import current_law

SHOWN = ("six_orders", "publication")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A step in words: who may take it, from where to where, and why."""

    label: Words
    who: tuple[Words, ...]
    leaves: tuple[Words, ...]
    enters: tuple[Words, ...]
    why: Words


@guarded(everyone)
@require_safe
def mechanism(request: HttpRequest) -> HttpResponse:
    """Both laws: how a matter goes, and how it is published."""
    laws = [current_law(name).mechanism for name in SHOWN]
    drawn = [
        {"law": law, "picture": _picture(law), "rows": [_row(law, step) for step in (law.opening, *law.steps)]}
        for law in laws
    ]
    return render(request, "public/mechanism.html", {"here": "public", "now": timezone.now(), "laws": drawn})


def _picture(law: Mechanism) -> SafeString:
    """Made by the kernel from checked words, which it escapes."""
    return mark_safe(svg(law, language(), parties=towns.pack().parties))


def _row(law: Mechanism, step: Step) -> Row:
    parties = towns.pack().parties
    return Row(
        label=step.label,
        who=tuple(parties[name].label for name in step.who),
        leaves=tuple(law.state(name).label for name in step.leaves if name != "*"),
        enters=tuple(law.state(name).label for name in step.ways),
        why=step.why,
    )
