"""Staff at pledges: promised, received, used, taken back; each with its document, each page with the balanced entries."""

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
from doorstep.doors.web.pledges.shaping import kind_rows, leverage_of, row_of, rows_of
from doorstep.doors.web.projects.shaping import yuan
from doorstep.doors.web.shapes import FormField, Option
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.wings.pledges import queries
from doorstep.wings.pledges.models import Movement, Pledge
from doorstep.wings.pledges.rules import GIVERS, RECEIVE, USE, PledgeUnknown, ProjectUnknown, fen_of
from doorstep.wings.pledges.services import Promise, move, promise, take_back
from doorstep.wings.projects import queries as projects

TEXTS = ("giver", "giver_kind", "is_named", "kind", "quantity", "what", "document", "project")


@guarded(may("pledges"))
@never_cache
@require_safe
def pledges(request: HttpRequest) -> HttpResponse:
    """Newest first, sums above."""
    sums = queries.sums()
    context = frame(request, "pledges") | {
        "rows": rows_of(queries.pledges(kind=request.GET.get("kind", "").replace("\x00", "")[:20])),
        "kinds": kind_rows(sums),
        "leverage": leverage_of(sums, projects.totals().money_fen),
        "accounts": [(queries.book().accounts.get(code, code), yuan(fen)) for code, fen in queries.balances().items()],
    }
    return render(request, "pledges/office.html", context)


@guarded(may("pledges"))
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET asks; POST enters the promise."""
    context = frame(request, "pledges")
    if request.method == "GET":
        return _asking(request, context, {"kind": "cash", "project": request.GET.get("project", "")[:24]})
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in TEXTS}
    try:
        row = projects.project(typed["project"].strip()[:24]) if typed["project"].strip() else None
        if typed["project"].strip() and row is None:
            raise FormRefused({"project": ProjectUnknown(value=typed["project"].strip()[:24])})
        done = promise(
            Promise(
                giver=typed["giver"],
                giver_kind=typed["giver_kind"],
                kind=typed["kind"],
                quantity=typed["quantity"],
                what=typed["what"],
                document=typed["document"],
                is_named=bool(typed["is_named"]),
                project_id=row.case_id if row else None,
                project_number=row.number if row else "",
            ),
            by=_who(request),
            now=timezone.now(),
        )
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
    wrong = field_sentences(refused) if refused else {}
    rules = queries.book().kinds(timezone.localdate())
    kinds = tuple(Option(code=rule.kind, label=rule.label, help=rule.plainly) for rule in rules)
    givers = tuple(Option(code=code, label=label) for code, label in GIVERS.items())
    asked: tuple[dict[str, Any], ...] = (
        {
            "name": "giver",
            "kind": "line",
            "label": _("谁给的"),
            "help": _("加密保存，不愿公开的不公开"),
            "max_length": 60,
        },
        {"name": "giver_kind", "kind": "choice", "label": _("是哪一类"), "options": givers},
        {"name": "is_named", "kind": "flag", "label": _("愿意公开名字"), "required": False},
        {"name": "kind", "kind": "choice", "label": _("给的是"), "options": kinds},
        {
            "name": "quantity",
            "kind": "number",
            "label": _("数量"),
            "help": _("现金、折扣、物资写元；工时写小时"),
            "max_length": 20,
        },
        {"name": "what", "kind": "line", "label": _("具体是什么"), "help": _("会公开，不写人名"), "max_length": 200},
        {"name": "document", "kind": "line", "label": _("凭证号"), "help": _("同一个凭证只能用一次"), "max_length": 64},
        {
            "name": "project",
            "kind": "line",
            "label": _("给哪个项目"),
            "help": _("项目编号；不指定就空着"),
            "required": False,
        },
    )
    context["fields"] = [
        FormField(**one, value=typed.get(one["name"], ""), errors=(wrong[one["name"]],) if one["name"] in wrong else ())
        for one in asked
    ]
    return render(request, "pledges/new.html", context, status=422 if refused else 200)


def _who(request: HttpRequest) -> UUID:
    """Whoever is signed in: the guard let nobody else through."""
    return UUID(str(request.user.pk))


def _pledge(number: str) -> Pledge:
    found = Pledge.objects.filter(number=number[:24].replace("\x00", "")).first()
    if found is None:
        raise PledgeUnknown
    return found


@guarded(may("pledges"))
@never_cache
@require_safe
def pledge(request: HttpRequest, number: str) -> HttpResponse:
    """Its movements with both sides of each."""
    return _one(request, _pledge(number))


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
    found = _pledge(number)
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
    found = _pledge(number)
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
