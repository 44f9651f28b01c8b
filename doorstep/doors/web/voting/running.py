"""Staff run a poll: freeze its roll, announce, begin, close, count, confirm. Shows no count before the count is made."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.adapters.tables import TableRefused
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.doors.web.voting.listing import label_of, poll_context
from doorstep.doors.web.voting.mine import own_poll, paths_of
from doorstep.doors.web.voting.results import bars_of
from doorstep.doors.web.voting.rule_words import roll_words
from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import FormRefused, Refusal, StepUnknown
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting import counting, drafting
from doorstep.wings.voting.electorate import freeze_by_place, freeze_roll, is_roll_intact, name_of
from doorstep.wings.voting.inviting import reached, without_number
from doorstep.wings.voting.lawful import held_by
from doorstep.wings.voting.models import Poll, Twice
from doorstep.wings.voting.queries import polls_below
from doorstep.wings.voting.rolls import read_roll

LARGEST_ROLL = 20 * 2**20
IN_WORDS = ("return_count", "abandon")  # steps that ask why


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A step in words that was not taken."""

    verb: str
    words: str
    why: tuple[str, ...]


@guarded(may("polls"))
@never_cache
@require_safe
def polls(request: HttpRequest) -> HttpResponse:
    """All at one's places, drafts among them."""
    context = frame(request, "polls")
    rows = polls_below(paths_of(context["desk"]))
    context["rows"] = [
        {"row": one, "label": label_of(one["state"]), "where": atlas().label(one["place_path"])} for one in rows
    ]
    return render(request, "voting/office_polls.html", context)


@guarded(may("polls"))
@never_cache
@require_safe
def poll(request: HttpRequest, number: str) -> HttpResponse:
    """What it is and what comes next."""
    return _page(request, own_poll(frame(request, "polls")["desk"], number))


def _words(verb: str, label: str, refused: Refused | None) -> FormField:
    """What a step asks for in words, with what was typed where it was refused."""
    mine = refused if refused and refused.verb == verb else None
    return FormField(
        name="words",
        kind="text",
        label=label,
        value=mine.words if mine else "",
        errors=mine.why if mine else (),
        rows=2,
        id_prefix=f"{verb}-",
    )


def _page(
    request: HttpRequest,
    one: Poll,
    *,
    faults: Any = (),
    why: str = "",
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    state = drafting.state_of(one)
    context = frame(request, "polls") | poll_context(one, state)
    now = timezone.now()
    context |= {
        "faults": faults,
        "why": why,
        "may_begin": now >= one.opens_at,
        "may_close": now >= one.closes_at,
        "twice": list(Twice.objects.filter(poll=one).order_by("found_at")[:200]),
        "is_roll_intact": is_roll_intact(one) if one.frozen_at and state in ("closed", "counted") else True,
        "bars": bars_of(one, one.outcome) if one.outcome and state in ("counted", "confirmed") else [],
        "reached": reached(one) if state in ("announced", "voting") else None,
        "untold": _untold(one) if state in ("announced", "voting") else [],
        "outcome": one.outcome if state in ("counted", "confirmed") else None,
        "return_words": _words("return_count", _("出入在哪里"), refused),
        "abandon_words": _words("abandon", _("为什么"), refused),
    }
    return render(request, "voting/office_poll.html", context, status=status)


def _untold(poll: Poll) -> list[str]:
    """Whom no message reaches: number on the roll, and name."""
    return [f"{one.roll_number} {name_of(one)}".strip() for one in without_number(poll)]


@guarded(may("polls"))
@require_POST
def freeze(request: HttpRequest, number: str) -> HttpResponse:
    """By place, or by the file that came with it. A file with any fault is refused whole, each fault by row and column."""
    desk: Desk = frame(request, "polls")["desk"]
    one = own_poll(desk, number)
    upload = request.FILES.get("file")
    if request.POST.get("by") == "place":
        freeze_by_place(one, actor=desk.actor, now=timezone.now())
    elif upload is None or (upload.size or 0) > LARGEST_ROLL:
        return _page(request, one, why=_("请选一个文件，最大 20 MB。"), status=422)
    else:
        try:
            by_household = held_by(one.rule) == "households"
            entries, faults = read_roll(upload.read(), upload.name or "", by_household=by_household)
        except TableRefused as refused:
            return _page(request, one, why=_(str(refused.__doc__)), status=422)
        except FormRefused as refused:
            return _page(request, one, why=" ".join(field_sentences(refused).values()), status=422)
        if faults:
            rows = [(fault.row, fault.column, sentence(fault.fault)) for fault in faults[:200]]
            return _page(request, one, faults=rows, status=422)
        freeze_roll(one, entries, actor=desk.actor, now=timezone.now())
    messages.success(request, _("名册定下来了：%(count)s。从现在起不增不减。") % {"count": roll_words(one)})
    return redirect("office_poll", number=number)


@guarded(may("polls"))
@require_POST
def step(request: HttpRequest, number: str) -> HttpResponse:
    """The next step."""
    desk: Desk = frame(request, "polls")["desk"]
    one, verb, words = own_poll(desk, number), request.POST.get("verb", ""), request.POST.get("words", "")
    try:
        said = _take(one, verb, words, desk.actor)
    except FormRefused as refused:
        why = tuple(field_sentences(refused).values())
        if verb in IN_WORDS:
            return _page(request, one, refused=Refused(verb=verb, words=words, why=why), status=422)
        messages.error(request, " ".join(why))
    except Refusal as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, said)
    return redirect("office_poll", number=number)


def _take(one: Poll, verb: str, words: str, actor: Actor) -> str:
    now = timezone.now()
    match verb:
        case "announce":
            drafting.announce(one, actor=actor, now=now)
            return _("公布了：题目、选项、规则、名册都不能再改。")
        case "begin":
            drafting.begin(one, actor=actor, now=now)
            return _("投票开始了。")
        case "close":
            counting.close(one, actor=actor, now=now)
            return _("截止了，票箱打乱封好。")
        case "count":
            counting.count(one, actor=actor, now=now)
            return _("计好了，请另一个人核对确认。")
        case "confirm":
            counting.confirm(one, actor=actor, now=now)
            return _("重算一遍结果一样，确认了，结果公布。")
        case "return_count":
            counting.return_count(one, words, actor=actor, now=now)
            return _("退回重计了。")
        case "abandon":
            drafting.give_up(one, words, actor=actor, now=now)
            return _("这次勾选作罢了。")
    raise StepUnknown(verb=verb[:40])
