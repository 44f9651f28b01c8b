"""时限看板: every running clock by unit and clock, in time, due soon, late or standing still; each number opens its cases."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.rows import rows_of
from doorstep.doors.web.guards import capabilities, guarded, may
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.wings.timekeeping import queries

DAYS = 14
NOBODY = "-"
NO_UNIT = Words(zh="还没有承办单位", en="No unit yet")
LABELS: dict[str, Words] = {
    "late": Words(zh="超期", en="overdue"),
    "soon": Words(zh="快到期", en="due soon"),
    "ok": Words(zh="在期限内", en="in time"),
    "paused": Words(zh="暂停", en="standing still"),
}
TONES = {"late": "late", "soon": "soon", "ok": "ok", "paused": "rest"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number that opens its cases; `url` is "" for none."""

    tone: str
    count: int
    url: str
    label: Words


@dataclass(frozen=True, kw_only=True)
class Row:
    """A unit, or one of its clocks."""

    label: Words
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class DayLoad:
    """What falls due on one day. `share`: against the fullest day, 0–100."""

    on: date
    count: int
    share: int
    is_worked: bool


def unit_label(unit: str) -> Words:
    """The unit's name, also for those who are none."""
    return unit_tree().label(unit) if unit in unit_tree() else NO_UNIT


@guarded(may("figures"))
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All units in view; with ?unit= that unit by its clocks."""
    context = frame(request, "clocks")
    desk: Desk = context["desk"]
    unit = request.GET.get("unit", "")
    own = queries.board(desk.view, desk.now, unit=unit)
    rows = _by_clock(own, unit) if unit else _by_unit(own)
    context |= {
        "rows": rows,
        "sums": _cells(own, unit=unit),
        "unit": unit_label(unit) if unit else None,
        "days": _days(queries.load(desk.view, desk.now, unit=unit, days=DAYS), desk),
        "heads": [(TONES[name], LABELS[name]) for name in queries.STANDINGS],
        "may_foresee": "levels" in capabilities(request),
    }
    return render(request, "timekeeping/board.html", context)


@guarded(may("figures"))
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases behind one number."""
    context = frame(request, "clocks")
    desk: Desk = context["desk"]
    standing = next((name for name in queries.STANDINGS if name == request.GET.get("standing")), None)
    if standing is None:
        raise Http404
    unit, clock = request.GET.get("unit", ""), request.GET.get("clock", "")
    lines = queries.cases_of(desk.view, standing, desk.now, unit=unit, clock=clock)
    context |= {
        "rows": rows_of(lines),
        "most": queries.PAGE if len(lines) == queries.PAGE else 0,
        "unit": unit_label(unit) if unit else None,
        "clock": _clock_label(clock) if clock else None,
        "standing": LABELS[standing],
        "back": reverse("clock_board") + (f"?{urlencode({'unit': unit})}" if unit else ""),
    }
    return render(request, "timekeeping/cases.html", context)


def _by_unit(tiles: Iterable[queries.Tile]) -> list[Row]:
    by_unit: dict[str, list[queries.Tile]] = {}
    for tile in tiles:
        by_unit.setdefault(tile.unit, []).append(tile)
    rows = [
        Row(
            label=unit_label(unit),
            url=f"{reverse('clock_board')}?{urlencode({'unit': unit or NOBODY})}",
            cells=_cells(own, unit=unit or NOBODY),
        )
        for unit, own in by_unit.items()
    ]
    return _worst_first(rows)


def _by_clock(tiles: Iterable[queries.Tile], unit: str) -> list[Row]:
    by_clock: dict[str, list[queries.Tile]] = {}
    for tile in tiles:
        by_clock.setdefault(tile.clock, []).append(tile)
    rows = [
        Row(label=_clock_label(clock), url="", cells=_cells(own, unit=unit, clock=clock))
        for clock, own in by_clock.items()
    ]
    return _worst_first(rows)


def _worst_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: tuple(-cell.count for cell in row.cells))


def _clock_label(clock: str) -> Words:
    return towns.pack().clocks.labels.get(clock, Words(zh=clock, en=clock))


def _cells(tiles: Iterable[queries.Tile], *, unit: str = "", clock: str = "") -> tuple[Cell, ...]:
    counts: Counter[str] = Counter()
    for tile in tiles:
        counts[tile.standing] += tile.count
    cells = []
    for name in queries.STANDINGS:
        given = {key: value for key, value in (("unit", unit), ("clock", clock), ("standing", name)) if value}
        url = f"{reverse('clock_cases')}?{urlencode(given)}" if counts[name] else ""
        cells.append(Cell(tone=TONES[name], count=counts[name], url=url, label=LABELS[name]))
    return tuple(cells)


def _days(load: Any, desk: Desk) -> list[DayLoad]:
    calendar = towns.pack().calendar
    first = calendar.local_date(desk.now)
    busiest = max(load.values(), default=0) or 1
    days = [first + timedelta(days=turn) for turn in range(DAYS)]
    return [
        DayLoad(
            on=day,
            count=load.get(day, 0),
            share=round(100 * load.get(day, 0) / busiest),
            is_worked=calendar.is_working_day(day),
        )
        for day in days
    ]
