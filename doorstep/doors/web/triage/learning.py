"""What the machine has learned 研判: the version in use and its report, how often people agreed, corrections that wait, versions.

A person may let it learn anew, or take a version back. Decides nothing about any case.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal, TextTooLong
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.wings.triage import queries, services, versions
from doorstep.wings.triage.models import REQUEST
from doorstep.wings.triage.report import OfClass, Report

LONGEST = 2000
CODES = 8


@dataclass(frozen=True, kw_only=True)
class ClassRow:
    """One category of the report."""

    label: Words
    one: OfClass


@dataclass(frozen=True, kw_only=True)
class AgreedRow:
    """How often people did what was proposed."""

    label: Words
    one: queries.Agreement

    @property
    def share(self) -> float:
        return self.one.agreed / self.one.n


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One correction in words."""

    one: queries.Waiting
    said: Words
    given: Words
    unit: Words


@guarded(may("triage"))
@never_cache
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """?text= tries a sentence."""
    return _page(request)


@guarded(may("triage"))
@never_cache
@require_POST
def learn(request: HttpRequest) -> HttpResponse:
    """A new version from what people have sorted."""
    known = services.rules()
    try:
        version = versions.train(
            precision=known.precision, fewest=known.fewest, by=actor_of(request).id, now=timezone.now()
        )
    except Refusal as refusal:
        return _page(request, why=sentence(refusal), status=refusal.status)
    messages.success(request, _("学好了，现在用第 %(serial)s 版。") % {"serial": version.serial})
    return redirect("triage")


@guarded(may("triage"))
@never_cache
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """Another version from now on."""
    try:
        version = versions.use(read_whole(request.POST.get("serial", ""), digits=CODES) or 0)
    except Refusal as refusal:
        return _page(request, why=sentence(refusal), status=refusal.status)
    messages.success(request, _("现在用第 %(serial)s 版。") % {"serial": version.serial})
    return redirect("triage")


def _page(request: HttpRequest, why: str = "", status: int = 200) -> HttpResponse:
    kept = queries.versions()
    current = next((one for one in kept if one.is_current), None)
    text = request.GET.get("text", "")
    too_long = sentence(TextTooLong(field=_("试一句"), length=len(text), limit=LONGEST)) if len(text) > LONGEST else ""
    lessons, corrections = queries.count_waiting()
    agreed = [AgreedRow(label=towns.pack().categories.label(one.given), one=one) for one in queries.agreements()]
    asked = [AgreedRow(label=_type(one.given), one=one) for one in queries.agreements(REQUEST)]
    context = frame(request, "triage") | {
        "why": why,
        "is_broken": versions.in_use().is_broken,
        "current": current,
        "classes": _classes(current) if current else [],
        "versions": kept,
        "agreed": agreed,
        "agreed_of_all": _whole(agreed),
        "requests": _requests(current.requests) if current and current.requests else [],
        "asked": asked,
        "asked_of_all": _whole(asked),
        "lessons": lessons,
        "corrections": corrections,
        "waiting": [_correction(one) for one in queries.waiting()],
        "text": text,
        "text_too_long": too_long,
        "tried": _tried(text) if text.strip() and not too_long else None,
        "rules": services.rules(),
    }
    return render(request, "triage/learning.html", context, status=status)


def _classes(current: queries.Kept) -> list[ClassRow]:
    label = towns.pack().categories.label
    return [ClassRow(label=label(one.label), one=one) for one in sorted(current.report.classes, key=lambda one: -one.n)]


def _requests(report: Report) -> list[ClassRow]:
    return [ClassRow(label=_type(one.label), one=one) for one in sorted(report.classes, key=lambda one: -one.n)]


def _type(code: str) -> Words:
    known = towns.pack().categories.request_types.get(code)
    return known.label if known else Words(zh=code, en=code)


def _whole(rows: list[AgreedRow]) -> dict[str, int] | None:
    n, agreed = sum(row.one.n for row in rows), sum(row.one.agreed for row in rows)
    return {"n": n, "agreed": agreed, "percent": round(agreed * 100 / n)} if n else None


def _correction(one: queries.Waiting) -> Correction:
    known = towns.pack().categories
    types = known.request_types

    def words(code: str) -> Words:
        if not code:
            return Words(zh="没有提", en="nothing")
        return types[code].label if one.subject == REQUEST and code in types else known.label(code)

    unit = unit_tree().label(one.unit) if one.unit else Words(zh="", en="")
    return Correction(one=one, said=words(one.said), given=words(one.given), unit=unit)


def _tried(text: str) -> dict[str, Any]:
    """What would be proposed for a sentence typed here; nothing of it is kept."""
    found = services.propose(text)
    known = towns.pack().categories
    request_type = known.request_types.get(found.request.code)
    return {
        "category": known.label(found.category) if found.category else None,
        "percent": round(found.confidence * 100) if found.version else None,
        "is_sure": found.is_sure,
        "because": _("、").join(found.because),
        "others": [(known.label(code), round(share * 100)) for code, share in found.others if share >= 0.01],
        "request": request_type.label if request_type else None,
        "request_because": _("、").join(found.request.because),
        "request_percent": round(found.request.confidence * 100) if found.request.is_learned else None,
        "request_is_sure": found.request.is_sure,
        "danger": found.rung.danger if found.rung else None,
        "danger_because": _("、").join(found.rung.words) if found.rung else "",
        "places": [one.name for one in found.places],
    }
