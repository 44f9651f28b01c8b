"""Staff at pledges of their own places: promised, received, used, taken back; each with its document and its balanced entries."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.pledges.entering import FIELDS, fields_of, promised_by
from doorstep.doors.web.pledges.mine import own_pledge, paths_of, usual_place
from doorstep.doors.web.pledges.shaping import asked_for, kind_rows, leverage_of, place_rows, row_of, rows_of
from doorstep.doors.web.projects.shaping import yuan
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.wings.pledges import queries
from doorstep.wings.pledges.models import Movement, Pledge
from doorstep.wings.pledges.rules import RECEIVE, USE, PledgeUnknown, fen_of
from doorstep.wings.pledges.services import move, promise, take_back
from doorstep.wings.projects.journal import planned_within


@guarded(may("pledges"))
@never_cache
@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """Of one's own places: newest first, sums above. ?kind=, ?project=, ?place= open the entries of a total."""
    context = frame(request, "pledges")
    mine = paths_of(context["desk"])
    sums, given = queries.sums(within=mine), asked_for(request)
    found = queries.pledges(given.within(mine), limit=queries.PAGE + 1, offset=given.offset)
    balances = queries.balances(mine)
    context |= {
        "rows": rows_of(found[: queries.PAGE]),
        "pager": given.pager(len(found)),
        "asked": given.given,
        "kinds": kind_rows(sums),
        "places": place_rows(sums),
        "leverage": leverage_of(sums, planned_within(mine)),
        "accounts": [(queries.book().accounts.get(code, code), yuan(fen)) for code, fen in balances.items()],
    }
    return render(request, "pledges/office.html", context)


@guarded(may("pledges"))
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET asks; POST enters the promise."""
    context = frame(request, "pledges")
    if request.method == "GET":
        typed = {"kind": "cash", "project": request.GET.get("project", "")[:24], "place": usual_place(context["desk"])}
        return _asking(request, context, typed)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in FIELDS}
    try:
        done = promise(promised_by(context["desk"], typed), by=_who(request), now=timezone.now())
    except FormRefused as refused:
        return _asking(request, context, typed, refused)
    said = {"number": done.pledge.number, "value": yuan(done.pledge.value_fen)}
    if done.is_new:
        messages.success(request, _("认捐记下了：%(number)s，折 %(value)s 元。") % said)
    else:
        messages.info(request, _("已登记过：%(number)s，折 %(value)s 元，没有重复记。") % said)
    return redirect("office_pledge", done.pledge.number)


def _asking(
    request: HttpRequest, context: dict[str, Any], typed: dict[str, str], refused: FormRefused | None = None
) -> HttpResponse:
    context["fields"] = fields_of(context["desk"], typed, field_sentences(refused) if refused else {})
    return render(request, "pledges/new.html", context, status=422 if refused else 200)


def _who(request: HttpRequest) -> UUID:
    """Whoever is signed in: the guard let nobody else through."""
    return UUID(str(request.user.pk))


@guarded(may("pledges"))
@never_cache
@require_safe
def pledge(request: HttpRequest, number: str) -> HttpResponse:
    """Its movements with both sides of each."""
    return _one(request, own_pledge(frame(request, "")["desk"], number))


def _one(
    request: HttpRequest, found: Pledge, typed: dict[str, str] | None = None, wrong: dict[str, str] | None = None
) -> HttpResponse:
    book = queries.book()
    reached = queries.reached([found.pk]).get(found.pk, queries.Reached())
    moves = found.movements.prefetch_related("entries").select_related("reverses", "reversed_by")
    context = frame(request, "pledges") | {
        "row": row_of(found, reached),
        "moves": [
            {
                "movement": one,
                "label": book.bookings[one.code].label,
                "entries": [
                    (book.accounts.get(entry.account, entry.account), yuan(abs(entry.fen)), entry.fen > 0)
                    for entry in one.entries.all()
                ],
                "may_go_back": one.reverses_id is None and not hasattr(one, "reversed_by"),
            }
            for one in moves
        ],
        "left": {RECEIVE: yuan(reached.promised - reached.received), USE: yuan(reached.received - reached.used)},
        "fields": _move_fields(typed or {}, wrong or {}),
    }
    return render(request, "pledges/one.html", context, status=422 if wrong else 200)


def _move_fields(typed: dict[str, str], wrong: dict[str, str]) -> list[FormField]:
    kinds = (Option(code=RECEIVE, label=_("收到")), Option(code=USE, label=_("用掉")))
    asked: tuple[dict[str, Any], ...] = (
        {"name": "code", "kind": "choice", "label": _("记什么"), "options": kinds},
        {"name": "amount", "kind": "money", "label": _("多少元"), "unit": _("元")},
        {"name": "document", "kind": "line", "label": _("凭证号"), "max_length": 64},
    )
    return [
        FormField(**one, value=typed.get(one["name"], ""), errors=(wrong[one["name"]],) if one["name"] in wrong else ())
        for one in asked
    ]


@guarded(may("pledges"))
@require_POST
def move_on(request: HttpRequest, number: str) -> HttpResponse:
    """Received or used."""
    found = own_pledge(frame(request, "")["desk"], number)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("code", "amount", "document")}
    try:
        code = typed["code"] if typed["code"] in (RECEIVE, USE) else RECEIVE
        done = move(found, code, fen_of(typed["amount"]), typed["document"], by=_who(request), now=timezone.now())
    except FormRefused as refused:
        return _one(request, found, typed, field_sentences(refused))
    except Refusal as refusal:
        return _one(request, found, typed, {"amount": sentence(refusal)})
    if done.is_new:
        messages.success(request, _("记下了。"))
    else:
        messages.info(request, _("已登记过，没有重复记。"))
    return redirect("office_pledge", found.number)


@guarded(may("pledges"))
@require_POST
def back(request: HttpRequest, number: str, movement: int) -> HttpResponse:
    """Take one back by a counter-movement, with the reason."""
    found = own_pledge(frame(request, "")["desk"], number)
    one = Movement.objects.filter(pledge=found, pk=min(movement, 2**62)).first()
    if one is None:
        raise PledgeUnknown
    try:
        take_back(one, request.POST.get("why", "").replace("\x00", ""), by=_who(request), now=timezone.now())
    except FormRefused as refused:
        messages.error(request, " ".join(field_sentences(refused).values()))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("冲回了，两笔都留着。"))
    return redirect("office_pledge", found.number)
