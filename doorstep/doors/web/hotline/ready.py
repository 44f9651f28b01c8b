"""Ready answers 常用答复: kept, changed, retired and restored by whoever may; offered at the desk for the words that are typed there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doorstep.doors.web.about_you import marked
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.desk.frame import frame
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.choices import category_options
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.words import say
from doorstep.kernel.form import clean_text
from doorstep.kernel.refusals import FieldFault, FormRefused
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.people.acting import names_of
from doorstep.wings.hotline import ready, ready_lists
from doorstep.wings.hotline.ready import LONGEST_TEXT, LONGEST_TITLE, ReadyChanged, ReadyGone

HERE = "ready_answers"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """An answer as it was typed. `seen`: the version that was before the writer."""

    title: str = ""
    text: str = ""
    category: str = ""
    seen: int = 0


@guarded(may("ready_answers"))
@require_GET
def ready_answers(request: HttpRequest) -> HttpResponse:
    """All of them, the most used first; of one category, or the retired ones, where asked for."""
    context = frame(request, HERE)
    category, retired = _category(request.GET.get("category", "")), "retired" in request.GET
    rows = ready_lists.kept(category=category, retired=retired)
    names = names_of(row.written_by for row in rows if row.written_by)
    context |= {
        "rows": [_shown(row, names) for row in rows],
        "categories": category_options(),
        "category": category,
        "retired": retired,
    }
    return render(request, "hotline/ready_answers.html", context)


def _shown(row: ready_lists.Kept, names: Mapping[Any, str]) -> dict[str, Any]:
    label = towns.pack().categories.label(row.category) if row.category else _("不限")
    return {"one": row, "category": label, "by": names.get(row.written_by, "")}


@guarded(may("ready_answers"))
@require_http_methods(["GET", "POST"])
def new_ready_answer(request: HttpRequest) -> HttpResponse:
    """An empty form, and what became of it."""
    return _write(request, None) if request.method == "POST" else _form(request, Typed())


@guarded(may("ready_answers"))
@require_http_methods(["GET", "POST"])
def ready_answer(request: HttpRequest, ready_id: int) -> HttpResponse:
    """One answer to be changed, with all its versions."""
    row = ready_lists.one(ready_id)
    if row is None:
        raise Http404
    if request.method == "GET":
        return _form(request, Typed(title=row.title, text=row.text, category=row.category, seen=row.number), row=row)
    if "retire" in request.POST:
        ready.retire_ready(ready_id, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("停用了，话务台不再给出这一条；用过的记录都在。"))
        return redirect("ready_answers")
    if "restore" in request.POST:
        ready.restore_ready(ready_id)
        messages.success(request, _("恢复了，话务台又能用这一条。"))
        return redirect("ready_answers")
    return _write(request, row)


def _write(request: HttpRequest, row: ready_lists.Kept | None) -> HttpResponse:
    typed = Typed(
        title=request.POST.get("title", ""),
        text=request.POST.get("text", ""),
        category=_category(request.POST.get("category", "")),
        seen=read_whole(request.POST.get("seen", ""), digits=8) or 0,
    )
    try:
        ready.write_ready(
            ready_id=row.ready_id if row else None,
            title=typed.title,
            text=typed.text,
            category=typed.category,
            seen=typed.seen,
            actor=actor_of(request),
            now=timezone.now(),
        )
    except FormRefused as refused:
        return _form(request, typed, row=row, faults=refused.faults)
    except ReadyChanged as refusal:
        # Shown together with the version that came between, so that the next press is made knowing it.
        latest = ready_lists.one(row.ready_id) if row else None
        typed = replace(typed, seen=latest.number if latest else 0)
        return _form(request, typed, row=latest, problems=(sentence(refusal),))
    except ReadyGone as refusal:
        return _form(request, typed, row=row, problems=(sentence(refusal),))
    if row and row.retired_at:
        messages.success(request, _("记下了。这一条停用着，恢复以后话务台才给出。"))
    else:
        messages.success(request, _("记下了，话务台现在就能用。"))
    return redirect("ready_answers")


def _form(
    request: HttpRequest,
    typed: Typed,
    *,
    row: ready_lists.Kept | None = None,
    faults: Mapping[str, FieldFault] | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    context = frame(request, HERE)
    versions = ready_lists.versions(row.ready_id) if row else ()
    names = names_of(one.written_by for one in versions if one.written_by)
    context |= {
        "fields": marked(_fields(typed), faults or {}),
        "problems": problems,
        "typed": typed,
        "row": row,
        "versions": [{"one": one, "by": names.get(one.written_by, "") if one.written_by else ""} for one in versions],
    }
    return render(request, "hotline/ready_answer.html", context, status=422 if faults or problems else 200)


def _fields(typed: Typed) -> tuple[FormField, ...]:
    return (
        FormField(
            name="title",
            kind="line",
            label=_("标题"),
            value=typed.title,
            max_length=LONGEST_TITLE,
            help=_("接电话的人按它来找，例如“社保卡丢了怎么补”。"),
        ),
        FormField(
            name="category",
            kind="choice",
            label=_("分类"),
            required=False,
            value=typed.category,
            options=category_options(),
            as_list=True,
        ),
        FormField(
            name="text",
            kind="text",
            label=_("答复"),
            value=typed.text,
            max_length=LONGEST_TEXT,
            rows=6,
            help=_("照着就能念；放进话务台以后还可以改。不写任何人的信息。"),
        ),
    )


@guarded(may("hotline"))
@never_cache
@require_POST
def find_ready(request: HttpRequest) -> HttpResponse:
    """Those that fit the words typed at the desk."""
    words = clean_text(request.POST.get("q", "")[:80])
    rows = ready_lists.fitting(words, category=_category(request.POST.get("category", "")))
    return JsonResponse(
        {"options": [{"code": row.id, "text": row.title, "note": _note(row), "answer": row.text} for row in rows]},
        json_dumps_params={"ensure_ascii": False},
    )


def _note(row: ready_lists.Kept) -> str:
    return say(towns.pack().categories.label(row.category)) if row.category else ""


def _category(code: str) -> str:
    return code if code in towns.pack().categories.by_code else ""
