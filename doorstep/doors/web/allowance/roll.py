"""The roll: figures by state, each opening its people; entering, importing, finding somebody by the whole ID number."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from doorstep.adapters.tables import TableRefused
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.allowance.frame import MAY, TONES, community_options, frame, paths_of, rows_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.shapes import Figure, FormField, Option, Pager
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.words import Words
from doorstep.wings.allowance import queries
from doorstep.wings.allowance.policy import policy
from doorstep.wings.allowance.roll import Entry, enter, import_roll, note_looks, number_hash
from doorstep.wings.allowance.rules import STATES

LARGEST = 20 * 2**20
LATE = Words(zh="补认证", en="certified late")


@guarded(may(MAY))
@never_cache
@require_safe
def roll(request: HttpRequest) -> HttpResponse:
    """People below one's own places."""
    return page(request)


def page(
    request: HttpRequest, typed: dict[str, str] | None = None, refused: FormRefused | None = None, **more: Any
) -> HttpResponse:
    """The roll; `more` is what came of an import or a search."""
    context = frame(request)
    paths = paths_of(context["desk"])
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    is_late = request.GET.get("state") == "late"
    found, onward = queries.people(paths, state=state, is_late=is_late, after=_uuid(request.GET.get("after", "")))
    note_looks([one.id for one in found], by=_who(request), what="list", now=timezone.now())
    counts = queries.counts(paths)
    context |= {
        "policy": policy(),
        "figures": [
            Figure(
                value=str(counts[code]), label=words, url=f"?state={code}", tone=TONES[code] if counts[code] else "none"
            )
            for code, words in STATES.items()
        ]
        + [Figure(value=str(queries.count_late(paths)), label=LATE, url="?state=late")],
        "state": LATE if is_late else STATES.get(state),
        "rows": rows_of(found),
        "pager": Pager(
            older_url=f"?state={'late' if is_late else state}&after={onward}" if onward else "",
            newer_url="?" if request.GET.get("after") else "",
        ),
        "fields": _fields(paths, typed or {}, refused),
        "refused": refused,
        **more,
    }
    return render(request, "allowance/roll.html", context, status=422 if refused or more.get("why") else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _who(request: HttpRequest) -> UUID:
    by = actor_of(request).id
    assert by is not None
    return by


def _fields(paths: list[str], typed: dict[str, str], refused: FormRefused | None) -> list[FormField]:
    wrong = field_sentences(refused) if refused else {}
    places = [Option(code=code, label=label) for code, label in community_options(paths)]
    given = {name: typed.get(name, "") for name in ("name", "number", "place")}
    if len(places) == 1:
        given["place"] = places[0].code
    made = [
        FormField(name="name", kind="line", label=_("姓名"), max_length=40),
        FormField(
            name="number", kind="line", label=_("身份证号"), help=_("18 位；加密保存，名册上只露头尾"), max_length=18
        ),
        FormField(name="place", kind="choice", label=_("社区"), as_list=True, options=places),
    ]
    return [
        FormField(
            **{
                **{
                    name: getattr(field, name)
                    for name in ("name", "kind", "label", "help", "max_length", "as_list", "options")
                },
                "value": given[field.name],
                "errors": (wrong[field.name],) if field.name in wrong else (),
                "id_prefix": "elder-",
                "autocomplete": "off",
            }
        )
        for field in made
    ]


@guarded(may(MAY))
@sensitive_post_parameters()
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Enter somebody."""
    typed = {name: request.POST.get(name, "").strip() for name in ("name", "number", "place")}
    paths = paths_of(frame(request)["desk"])
    entry = Entry(name=typed["name"][:40], number=typed["number"].upper(), place=typed["place"])
    try:
        new = enter([entry], within=paths, by=_who(request), now=timezone.now())
    except FormRefused as refused:
        return page(request, typed, refused)
    messages.success(request, _("已经进名册，等认证。") if new else _("这个身份证号早就在名册里，没有重复登记。"))
    return redirect("allowance")


@guarded(may(MAY))
@require_POST
def take_table(request: HttpRequest) -> HttpResponse:
    """Import a table."""
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > LARGEST:
        return page(request, why=_("请选一个表格文件（CSV 或 XLSX，不超过 20 MB）。"))
    paths = paths_of(frame(request)["desk"])
    try:
        new, faults = import_roll(upload.read(), upload.name or "", within=paths, by=_who(request), now=timezone.now())
    except TableRefused as refused:
        return page(request, why=_(str(refused.__doc__)))
    except FormRefused as refused:
        return page(request, why=field_sentences(refused)["file"])
    said = ngettext("新进名册 %(count)s 人。", "新进名册 %(count)s 人。", new) % {"count": new}
    return page(request, imported=said, faults=[(fault.row, sentence(fault.fault)) for fault in faults[:200]])


@guarded(may(MAY))
@sensitive_post_parameters()
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """By the whole number, which never stands in an address."""
    number = request.POST.get("number", "").strip().upper()
    found = queries.find_number(number_hash(number)) if len(number) == 18 else None
    paths = paths_of(frame(request)["desk"])
    if found is None or not any(found.place_path.startswith(path) for path in paths):
        return page(request, why_not_found=_("名册里没有这个身份证号，或者不在您管的社区。"))
    return redirect("elder", ident=found.id)
