"""数字出处: the town's figures, each with its definition and the records behind it; and the claims of a report beside them."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.shapes import Figure, Pager
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.laws import state_label
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import SealBroken, seal, unseal
from doorstep.wings.figures import queries
from doorstep.wings.figures.counted import Count
from doorstep.wings.figures.rules import COUNTS, FILE, Report, read_report

FRONT = ("received", "in_hand", "done", "rated")
KEPT_BACK = Words(zh="不公开（举报件）", en="not shown (tip-off)")


def front_figures(now: datetime) -> tuple[list[Figure], datetime]:
    """Received, in hand, done, rated: each leads to its records."""
    tally = queries.count_all(FRONT, now=now)
    figures = [
        Figure(
            value=f"{tally.counts[name] or 0:,}",
            label=COUNTS[name].label,
            url=reverse("figure_records", args=[name]),
            definition=COUNTS[name].definition,
        )
        for name in FRONT
    ]
    return figures, tally.at


@guarded(everyone)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Each claim of the report beside the number counted from records."""
    now = timezone.now()
    report = _report()
    wanted = [*(claim.count for claim in report.claims), *FRONT, "on_the_way"] if report else FRONT
    wholes = [whole for name in wanted if (whole := COUNTS[name].per_mille_of)]
    tally = queries.count_all(tuple(dict.fromkeys([*wanted, *wholes])), now=now)
    rows = [
        {
            "claim": claim,
            "count": COUNTS[claim.count],
            "value": _said(COUNTS[claim.count], tally.counts),
            "url": _records_url(claim.count),
        }
        for claim in (report.claims if report else ())
    ]
    others = [
        {"count": COUNTS[name], "value": _said(COUNTS[name], tally.counts), "url": _records_url(name)}
        for name in (*FRONT, "on_the_way")
        if name in tally.counts
    ]
    context = {"here": "figures", "now": now, "at": tally.at, "report": report, "rows": rows, "others": others}
    return render(request, "public/figures.html", context)


def _said(count: Count, counts: Mapping[str, int | None]) -> str:
    """A dash where there is nothing to reckon with, never a nought; a share with its n."""
    value = counts[count.name]
    if value is None:
        return "—"
    return f"{value / 10:.1f}% n={counts[count.per_mille_of]:,}" if count.per_mille_of else f"{value:,}"


def _records_url(name: str) -> str:
    if name == "published":
        return reverse("public")
    if page := COUNTS[name].page:
        address, mark, query = page.partition("?")
        return reverse(address) + mark + query
    return reverse("figure_records", args=[name]) if COUNTS[name].has_records else ""


def _report() -> Report | None:
    path = towns.pack().file(FILE)
    return _read(path, path.stat().st_mtime_ns) if path else None


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int) -> Report:
    return read_report(path)


@guarded(everyone)
@require_safe
def records(request: HttpRequest, name: str) -> HttpResponse:
    """The records behind one figure, fifty a page: kind, community, state and days, and a link where it is published."""
    if name not in COUNTS or not COUNTS[name].has_records:
        raise Http404
    now = timezone.now()
    found = queries.records(name, after=unseal_mark(request.GET.get("after", "")))
    shown, more = found[: queries.PAGE], found[queries.PAGE :]
    older = f"?{urlencode({'after': seal_mark(shown[-1].mark)})}" if more else ""
    tally = queries.count_all(FRONT if name in FRONT else (name,), now=now)
    context = {
        "here": "public",
        "now": now,
        "count": COUNTS[name],
        "value": tally.counts[name],
        "rows": [_row(record, COUNTS[name].mechanism) for record in shown],
        "pager": Pager(newer_url="?" if request.GET.get("after") else "", older_url=older),
    }
    return render(request, "public/records.html", context)


def _row(record: queries.Record, mechanism: str) -> dict[str, object]:
    """Of residents' matters a place is missing where it is kept back; what was collected for the whole town has none smaller."""
    place = atlas().get(record.community)
    elsewhere = atlas().children()[0].label if mechanism else KEPT_BACK
    return {
        "record": record,
        "where": atlas().label(place.path) if place else elsewhere,
        "category": towns.pack().categories.label(record.category) if record.category else KEPT_BACK,
        "state": state_label(mechanism or "six_orders", record.state),
    }


def seal_mark(mark: tuple[datetime, UUID]) -> str:
    """Sealed: the id of a case that is not published is nobody's business."""
    return base64.urlsafe_b64encode(seal(f"{mark[0].isoformat()}~{mark[1]}")).decode()


def unseal_mark(raw: str) -> tuple[datetime, UUID] | None:
    try:
        moment, _sign, case_id = unseal(base64.urlsafe_b64decode(raw[:200])).partition("~")
        return datetime.fromisoformat(moment), UUID(case_id)
    except (SealBroken, ValueError, binascii.Error):
        return None
