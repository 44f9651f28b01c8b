"""A case as its reporter sees it: where it stands, what is theirs to do, the whole story, and why it is due on that day."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web import clock_words
from doorstep.doors.web.actors import RECEIPTS, receipts_of
from doorstep.doors.web.dues import due_of as due_in_list
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.resident import receipts, same, story
from doorstep.doors.web.resident.holding import held_case, hold_all, resident_of
from doorstep.doors.web.shapes import CaseRow, Due
from doorstep.doors.web.words import say
from doorstep.kernel.case import Case
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.standing import Parties
from doorstep.kernel.words import Words
from doorstep.store.cases import models, ties, towns
from doorstep.store.cases.handing_over import Stage
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.stories import Line, story_of
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas, community_path
from doorstep.wings.log.receipts import standing_of


@guarded(everyone)
@never_cache
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """For whoever holds a receipt."""
    held = held_case(request, number)
    shown, mechanism = held.case, law(held.law_id)
    before, onward = hold_all(request, shown)
    parties: Parties = towns.pack().parties
    steps = [step for step in steps_open_to(shown, mechanism, resident_of(request), parties) if not step.joins]
    main = story.main_step(mechanism, shown.state, steps)
    state = mechanism.state(shown.state)
    now = timezone.now()
    due = _due(shown, now)
    context = {
        "number": number,
        "title": _title(shown.id),
        "quiet": _quiet(shown),
        "due": due,
        "state": story.to_you(state.plain),
        "main": main,
        # What moves the case, such as taking it back, comes after what only adds to it.
        "others": sorted((step for step in steps if step is not main), key=lambda step: bool(step.ways)),
        "lines": story.story_lines([*_lines_before(before), *story_of(shown, mechanism, "reporter")]),
        "next": None if state.final else {"text": story.to_you(state.plain), "due": due},
        "together": _together(shown.id),
        "same_as": same.main_of(held),
        "before": before,
        "onward": onward,
        "is_final": state.final,
        "logged": standing_of(held),
        "rights": shown.mechanism == "rights_request",
        "now": now,
    }
    return render(request, "resident/case.html", context)


def _lines_before(before: Sequence[Stage]) -> list[Line]:
    """What happened while the case was still recorded as something else, oldest first."""
    stages = [held for stage in reversed(before) if (held := find(stage.id))]
    return [line for held in stages for line in story_of(held.case, law(held.law_id), "reporter")]


def _together(case_id: UUID) -> list[Due]:
    """Which other units are at it too, and which have done their part; what was called off is nobody's news."""
    found: dict[str, Due] = {}
    for one in ties.beneath(case_id):
        if one.mechanism in ("assist_order", "part_order") and one.state not in ("called_off", "joined"):
            is_new = one.lead_unit not in found or found[one.lead_unit].tone == "done"
            if is_new:
                found[one.lead_unit] = _helps(one)
    return list(found.values())


def _helps(one: ties.Tied) -> Due:
    if one.is_final:
        said = Words(zh=f"{one.lead.zh}的部分办完了", en=f"{one.lead.en} has done its part")
        return Due(tone="done", text=said)
    return Due(tone="ok", text=Words(zh=f"{one.lead.zh}也在一起办", en=f"{one.lead.en} is helping with it too"))


def _due(shown: Case, now: datetime) -> Due | None:
    running = story.running_clocks(shown.id)
    return clock_words.due_of(running[0], now, why_url=reverse("my_case_why", args=[shown.number])) if running else None


def _title(case_id: UUID) -> str:
    words = models.CaseWords.objects.filter(case_id=case_id).values_list("title", flat=True).first()
    return words or _("一件事")


def _quiet(shown: Case) -> str:
    parts = [say(_where(shown.place_path))]
    if shown.lead_unit:
        parts.append(_("承办：%(unit)s") % {"unit": say(unit_tree().label(shown.lead_unit))})
    return " · ".join(part for part in parts if part)


def _where(place_path: str) -> Words:
    """As people say it: street and community, not the grids of those who work there."""
    return atlas().label(community_path(place_path))


@guarded(everyone)
@never_cache
@require_safe
def why(request: HttpRequest, number: str) -> HttpResponse:
    """Day by day, how each running duty comes to its due moment, with its basis."""
    held = held_case(request, number)
    now = timezone.now()
    clocks = [
        {
            "label": running.rule.label,
            "basis": running.rule.basis,
            "due": clock_words.due_of(running, now),
            "due_at": running.due_at,
            "started_at": running.started_at,
            "is_estimated": running.is_estimated,
            "is_paused": running.is_paused,
            "counted": clock_words.counted_out(running, now),
        }
        for running in story.running_clocks(held.case.id)
    ]
    return render(request, "resident/why.html", {"number": number, "clocks": clocks, "now": now})


@guarded(everyone)
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The cases whose receipts this session holds, newest first."""
    return render(request, "resident/mine.html", {"here": "track", "rows": rows_of(receipts_of(request))})


@guarded(everyone)
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Let go of every receipt in this session, for whoever used somebody else's device. The cases themselves stay."""
    for name in (RECEIPTS, receipts.CODES, receipts.SAID):
        request.session.pop(name, None)
    return redirect("home")


def rows_of(case_ids: frozenset[UUID], limit: int = 50) -> list[CaseRow]:
    """One statement; none for nobody."""
    if not case_ids:
        return []
    found = models.Case.objects.filter(id__in=case_ids).select_related("words").order_by("-opened_at", "-id")[:limit]
    now = timezone.now()
    return [_row(row, law(row.law_id), now) for row in found]


def _row(row: models.Case, mechanism: Mechanism, now: datetime) -> CaseRow:
    state = mechanism.state(row.state)
    return CaseRow(
        title=row.words.title or _("一件事"),
        url=reverse("my_case", args=[row.number]),
        number=row.number,
        quiet=_where(row.place_path),
        next=story.to_you(state.plain),
        due=Due(tone="done", text=state.label) if state.final else due_in_list(row.due_at, row.due_clock, now),
    )
