"""The hotline desk 话务台: one page for one call, by keyboard alone, or as a plain form where no script runs."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.guardians import guardian_age, guardian_fields
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.hotline import asking
from doorstep.doors.web.hotline.asking import Typed
from doorstep.doors.web.hotline.hints import Known, danger_words, look
from doorstep.doors.web.hotline.taking import Taken, take_call
from doorstep.doors.web.shapes import Option
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.clocks_reading import URGENCIES
from doorstep.kernel.refusals import FieldFault, FormRefused, KeyUsedDifferently, Refusal
from doorstep.store.cases.codes import show_code
from doorstep.wings.triage.ringing import ring
from doorstep.wings.triage.services import rules

NOTHING = Known()


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A call that is not taken yet: what was typed, what is wrong with it, what is known of the number."""

    typed: Typed
    faults: dict[str, FieldFault] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    known: Known = NOTHING


@guarded(may("hotline"))
@never_cache
@sensitive_post_parameters("phone", "name", "what", "spot", "answer")
@require_http_methods(["GET", "POST"])
def hotline(request: HttpRequest) -> HttpResponse:
    """GET is an empty desk; POST looks the number up (`look`), or takes the call and says what it became."""
    context = frame(request, "hotline")
    desk: Desk = context["desk"]
    if request.method == "GET":
        return _page(request, context, Attempt(typed=asking.fresh()))
    typed, fault = asking.with_place(asking.typed_in(request.POST))
    if "look" in request.POST:
        return _page(request, context, Attempt(typed=typed, known=look(typed.phone, desk.actor, desk.now)))
    faults = asking.faults_in(typed)
    if fault is not None and not typed.about:
        faults["place_name"] = fault
    done = Attempt(typed=typed, faults=faults) if faults else _take(typed, desk)
    if isinstance(done, Taken):
        return _done(request, context, done, typed)
    known = look(typed.phone, desk.actor, desk.now) if "phone" not in done.faults else Known()
    again = Attempt(typed=done.typed, faults=done.faults, problems=done.problems, known=known)
    return _page(request, context, again, status=422)


def _take(typed: Typed, desk: Desk) -> Taken | Attempt:
    try:
        return take_call(typed, actor=desk.actor, now=desk.now)
    except FormRefused as refused:
        return Attempt(typed=typed, faults=dict(refused.faults))
    except KeyUsedDifferently:
        said = _("刚才那一份已经登记了。如果这是另一件事，请再按一次“登记”。")
        return Attempt(typed=_renewed(typed), problems=(said,))
    except Refusal as refusal:
        return Attempt(typed=typed, problems=(sentence(refusal),))


def _renewed(typed: Typed) -> Typed:
    return replace(typed, key=asking.fresh().key)


def _page(request: HttpRequest, context: dict[str, Any], given: Attempt, status: int = 200) -> HttpResponse:
    fields = asking.fields_of(given.typed, given.faults)
    agrees = _("念给监护人听了，监护人同意")
    guardian = guardian_fields(given.typed.about_guardian, given.faults, agrees=agrees)
    rung = ring(rules(), given.typed.what)
    problems = [*given.problems, *(sentence(fault) for name, fault in given.faults.items() if name not in fields)]
    context |= {
        "typed": given.typed,
        "f": fields,
        "guardian": guardian,
        "guardian_age": guardian_age(),
        "every_field": [*fields.values(), *guardian],
        "problems": problems,
        "known": given.known,
        "about": given.typed.about,
        "callers": _callers(),
        "danger": danger_words(rung.words, rung.danger.label, rung.danger.call) if rung else "",
        "alarms": _alarms(),
        "is_wrong": bool(given.faults or problems),
    }
    return render(request, "hotline/desk.html", context, status=status)


def _callers() -> tuple[Option, ...]:
    return (
        Option(code=asking.NAMED, label=_("照常"), help=_("留了称呼就记称呼")),
        Option(code=asking.ANONYMOUS, label=_("匿名"), help=_("不记称呼")),
        Option(code=asking.CONFIDENTIAL, label=_("保密"), help=_("承办单位看不到是谁，原话先遮起来")),
    )


def _alarms() -> dict[str, Any]:
    """The words that ring, so that the page rings before any answer comes."""
    dangers = rules().dangers
    return {
        "urgency": URGENCIES[0],
        "dangers": [
            {
                "words": list(one.words),
                "unless": list(one.unless),
                "said": danger_words(["{words}"], one.label, one.call),
            }
            for one in dangers
        ],
    }


def _done(request: HttpRequest, context: dict[str, Any], taken: Taken, typed: Typed) -> HttpResponse:
    rung = ring(rules(), typed.what)
    context |= {
        "taken": taken,
        "code": show_code(taken.code) if taken.code else "",
        "danger": danger_words(rung.words, rung.danger.label, rung.danger.call) if rung else "",
        "has_phone": bool(typed.phone.strip()),
    }
    return render(request, "hotline/done.html", context)
