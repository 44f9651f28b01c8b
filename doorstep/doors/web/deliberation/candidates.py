"""征集项: the list by heat, with filters and a workbook to take along; one candidate with what it is made of and where it went."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.adapters.workbooks import write_workbook
from doorstep.doors.web.desk.forms import step_forms
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.desk.parties import rows_of
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, Option, Pager
from doorstep.doors.web.words import say
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import ties, towns
from doorstep.store.cases.about import about
from doorstep.store.cases.laws import current_law, law
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation import queries
from doorstep.wings.deliberation.alike import others_like
from doorstep.wings.deliberation.becoming import what_became
from doorstep.wings.deliberation.candidates import CANDIDATE
from doorstep.wings.deliberation.models import Standing

MAY = "deliberate"
MOST_PAGES = 400
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = ("state", "place", "category", "source", "order", "q")


@guarded(may(MAY))
@never_cache
@require_safe
def candidates(request: HttpRequest) -> HttpResponse:
    """?state= ?place= ?category= ?source= ?order=new ?page="""
    context = frame(request, "candidates")
    desk: Desk = context["desk"]
    given = _given(request, desk)
    raw = request.GET.get("page", "")
    page = min(read_whole(raw, digits=4) or 1, MOST_PAGES)
    asked = _asked(given)
    found = queries.candidates(asked, desk.view, page=page)
    counts = queries.by_state(asked, desk.view)
    context |= {
        "rows": [_row(one) for one in found[: queries.PAGE]],
        "given": given,
        "fields": _fields(given, desk),
        "tabs": [_tab(state.name, state.label, counts.get(state.name, 0), given) for state in _states()],
        "total": sum(counts.values()),
        "may_list": any(one.state == "collected" for one in found),
        "all_url": _url({**given, "state": ""}),
        "export_url": f"{reverse('candidates_export')}?{urlencode(given)}",
        "pager": Pager(
            newer_url=_url({**given, "page": str(page - 1)}) if page > 1 else "",
            older_url=_url({**given, "page": str(page + 1)}) if len(found) > queries.PAGE else "",
        ),
    }
    return render(request, "deliberation/candidates.html", context)


@guarded(may(MAY))
@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list, whole, up to 5,000 rows."""
    desk: Desk = frame(request, "candidates")["desk"]
    asked = _asked(_given(request, desk))
    found = queries.candidates(asked, desk.view, limit=queries.MOST_EXPORTED)[: queries.MOST_EXPORTED]
    content = write_workbook(_("征集项"), _table(found), notes=_notes())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="candidates.xlsx"'
    return response


@guarded(may(MAY))
@never_cache
@require_safe
def candidate(request: HttpRequest, number: str) -> HttpResponse:
    """One of them: what it is made of, where it went, what may be done."""
    held = held_case(request, number)
    if held.case.mechanism != CANDIDATE:
        raise CaseNotFound
    context = frame(request, "candidates")
    mechanism = law(held.law_id)
    open_steps = {
        step.verb for step in steps_open_to(held.case, mechanism, context["desk"].actor, towns.pack().parties)
    }
    category, said = held.case.category, about(held.case.id)
    may_gather = "gather" in open_steps
    context |= {
        "case": held.case,
        "number": number,
        "about": said,
        "alike": others_like(held.case, (said.title, said.body), context["desk"].view, now=context["now"])
        if may_gather
        else [],
        "seen": held.case.seq,
        "state": mechanism.state(held.case.state),
        "place": atlas().label(held.case.place_path),
        "category": towns.pack().categories.label(category) if category else None,
        "standing": Standing.objects.filter(case_id=held.case.id).first(),
        "sources": queries.sources_of(held.case.id),
        "above": rows_of(ties.above(held.case.id), context["desk"]),
        "stages": what_became(held.case.id),
        # Merging has its own form on this page, with the words that belong to it.
        "forms": tuple(one for one in step_forms(request, held) if one.step.verb != "merge"),
        "may_merge": "merge" in open_steps,
        "may_call": may_gather and held.case.state in ("collected", "listed", "reserved"),
        "may_separate": "unmerge" in open_steps,
        "may_release": "release" in open_steps,
        "key": fresh_key(),
    }
    return render(request, "deliberation/candidate.html", context)


def _given(request: HttpRequest, desk: Desk) -> dict[str, str]:
    """What the address says, as far as somebody may choose it."""
    offered = {field.name: {option.code for option in field.options} for field in _fields({}, desk)}
    offered["state"] = {state.name for state in _states()}
    raw = {name: request.GET.get(name, "").strip()[:80] for name in NAMES}
    return {name: value for name, value in raw.items() if value and (name == "q" or value in offered.get(name, ()))}


def _asked(given: Mapping[str, str]) -> queries.Asked:
    spot = atlas().get(given.get("place", ""))
    return queries.Asked(
        state=given.get("state", ""),
        place=spot.path if spot else "",
        category=given.get("category", ""),
        source=given.get("source", ""),
        said=given.get("q", ""),
        order="new" if given.get("order") == "new" else "heat",
    )


def _states() -> Sequence[Any]:
    return current_law(CANDIDATE).mechanism.states


def source_options() -> tuple[Option, ...]:
    """Where candidates come from, as the mechanism lists it."""
    field = current_law(CANDIDATE).mechanism.opening.field("source")
    return tuple(Option(code=one.code, label=one.label) for one in (field.choices if field else ()))


def place_choices() -> tuple[Option, ...]:
    """Streets, then communities."""
    streets = tuple(
        Option(code=spot.code, label=spot.label, group=_("街道、镇")) for spot in atlas().of_level("street")
    )
    return streets + place_options()


def category_options() -> tuple[Option, ...]:
    """Classes with what is in them."""
    found = towns.pack().categories
    return tuple(Option(code=one.code, label=one.label) for one in found.by_code.values())


def _fields(given: Mapping[str, str], desk: Desk) -> list[FormField]:
    asked = (
        ("place", _("地点"), place_choices()),
        ("category", _("分类"), category_options()),
        ("source", _("从哪里来"), source_options()),
        ("order", _("先后"), (Option(code="new", label=_("新的在前")),), _("人多的在前")),
    )
    return [
        FormField(
            name=name,
            kind="choice",
            label=label,
            required=False,
            as_list=True,
            options=opts,
            value=given.get(name, ""),
            help=usual[0] if usual else "",
        )
        for name, label, opts, *usual in asked
    ]


def _tab(name: str, label: Any, count: int, given: Mapping[str, str]) -> dict[str, Any]:
    return {"name": name, "label": label, "count": count, "url": _url({**given, "state": name})}


def _url(given: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('candidates')}{'?' + query if query else ''}"


def _row(one: queries.Row) -> dict[str, Any]:
    tree = unit_tree()
    return {
        "row": one,
        "category": towns.pack().categories.label(one.category) if one.category else "",
        "unit": tree.label(one.unit) if one.unit in tree else "",
        "source": next((option.label for option in source_options() if option.code == one.source), ""),
    }


def _table(found: Sequence[queries.Row]) -> list[list[str | int]]:
    head: list[str | int] = [_("编号"), _("什么事"), _("状态"), _("地点"), _("分类"), _("从哪里来"), _("收进来的单位")]
    head += [_("提过的人"), _("连着几件"), _("当面听到"), _("哪天")]
    rows: list[list[str | int]] = [head]
    sources = {option.code: say(option.label) for option in source_options()}
    for one in found:
        shown = _row(one)
        rows.append(
            [
                one.number,
                one.title,
                say(one.state_label),
                say(one.place),
                say(shown["category"]) if shown["category"] else "",
                sources.get(one.source, ""),
                say(shown["unit"]) if shown["unit"] else "",
                one.people,
                one.cases,
                one.heard,
                towns.pack().calendar.local_date(one.opened_at).isoformat(),
            ]
        )
    return rows


def _notes() -> list[str]:
    return [
        _("提过的人：有记录的不同的人，留过手机号的说几遍只算一个，归并进来的也算；撤回的不算。"),
        _("当面听到：入户、恳谈时听到几个人说，由登记的人写下，可能和“提过的人”有重复，所以不相加。"),
    ]
