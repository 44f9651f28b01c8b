"""Which column is which 列对应: proposed from the headings, changed by a person, kept under a name for the next time."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.transfer.shown import note_words, shown_import
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.transfer import queries
from doorstep.wings.transfer.fields import FIELDS
from doorstep.wings.transfer.looking import choose_and_look
from doorstep.wings.transfer.models import DONE, RUNNING, Import
from doorstep.wings.transfer.rules import DATUM, DATUMS
from doorstep.wings.transfer.services import Chosen, chosen_from, find_import, sample_of, save_mapping

MEANT = ("state", "request_type", "category", "place")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One field: which heading is chosen, and what the first rows hold there."""

    name: str
    label: Words
    chosen: str
    samples: tuple[str, ...]
    is_required: bool


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A word of the other system that nobody here knows, and what it may mean."""

    field: str
    label: Words
    written: str
    chosen: str


@guarded(may("import_orders"))
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """GET shows what was proposed or chosen; POST keeps it and has the file looked through."""
    row = find_import(import_id)
    if row.state in (RUNNING, DONE):
        return redirect("import", row.id)
    if request.method == "GET":
        return _page(request, row, chosen_from(row.mapping))
    chosen = _chosen(request, row)
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())[:60]
    try:
        if name:
            save_mapping(name=name, system=row.system, chosen=chosen, by=actor_of(request).id, now=timezone.now())
        choose_and_look(row.id, chosen)
    except Refusal as refusal:
        return _page(request, row, chosen, why=sentence(refusal))
    return redirect("import", row.id)


def _chosen(request: HttpRequest, row: Import) -> Chosen:
    given = request.POST
    held = chosen_from(row.mapping)
    picked = {name: given.get(f"column-{name}", "") for name in FIELDS}
    place, datum = given.get("fixed-place", ""), given.get("fixed-datum", "")
    values: dict[str, dict[str, str]] = {name: dict(held.values.get(name, {})) for name in MEANT}
    for turn in range(min(200, len(given))):
        field, written, meant = (given.get(f"{part}-{turn}", "")[:80] for part in ("field", "written", "meant"))
        if field in MEANT and written and meant:
            values[field][written] = meant
    return Chosen(
        columns={name: heading for name, heading in picked.items() if heading in row.header},
        fixed=({"place": place} if place in atlas() else {}) | ({DATUM: datum} if datum in DATUMS else {}),
        values={name: words for name, words in values.items() if words},
    )


def _page(request: HttpRequest, row: Import, chosen: Chosen, why: str = "") -> HttpResponse:
    sample = sample_of(row)
    places = {heading: at for at, heading in enumerate(row.header)}
    context: dict[str, Any] = {
        **frame(request, "imports"),
        "why": why,
        "one": shown_import(row),
        "notes": [note_words(note) for note in row.notes],
        "encoding": row.encoding.upper(),
        "header": row.header,
        "fields": [_row(name, chosen.columns.get(name, ""), sample, places) for name in FIELDS],
        "communities": [(spot.code, atlas().label(spot.path)) for spot in atlas().of_level("community")],
        "place": chosen.fixed.get("place", ""),
        "datums": [
            ("wgs84", _("WGS-84（GPS、天地图）")),
            ("gcj02", _("GCJ-02（高德、腾讯、微信）")),
            ("bd09", _("BD-09（百度）")),
        ],
        "datum": chosen.fixed.get(DATUM, "wgs84"),
        "meanings": _meanings(row, chosen),
        "options": _options(),
        "name": request.POST.get("name", ""),
    }
    return render(request, "transfer/columns.html", context, status=422 if why else 200)


def _row(name: str, heading: str, sample: list[list[str]], places: dict[str, int]) -> Row:
    at = places.get(heading, -1)
    samples = tuple(cells[at][:40] for cells in sample if 0 <= at < len(cells) and cells[at])
    one = FIELDS[name]
    return Row(name=name, label=one.label, chosen=heading, samples=samples[:1], is_required=one.is_required)


def _meanings(row: Import, chosen: Chosen) -> list[Meaning]:
    """Words that the last look did not know, and those whose meaning was said already."""
    told = [
        Meaning(field=name, label=FIELDS[name].label, written=written, chosen=meant)
        for name, words in chosen.values.items()
        for written, meant in words.items()
    ]
    seen = {(one.field, one.written) for one in told}
    return told + [
        Meaning(field=name, label=FIELDS[name].label, written=written, chosen="")
        for name, written in queries.unknown_words(row.id)
        if (name, written) not in seen
    ]


def _options() -> dict[str, list[tuple[str, Words | str]]]:
    categories = towns.pack().categories
    return {
        "state": [("open", _("办理中")), ("closed", _("已办结"))],
        "request_type": [(code, one.label) for code, one in categories.request_types.items()],
        "category": [(one.code, one.label) for one in categories.by_code.values()],
        "place": [(spot.code, atlas().label(spot.path)) for spot in atlas().of_level("community")],
    }
