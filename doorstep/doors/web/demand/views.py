"""The demand picture: what people ask for by category, place, way in and month, beside how far it is done; hot words.

Staff see what lies in their view, and each slice opens its cases. The public page has classes, streets and ways in alone, without
tip-offs, and says “fewer than three” instead of a small number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.demand import shaping
from doorstep.doors.web.guards import everyone, guarded, may
from doorstep.doors.web.office.choices import category_options
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, Option
from doorstep.kernel.visibility import EVERYTHING, NOTHING, Visibility
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.demand import queries
from doorstep.wings.demand.queries import Moments, Within
from doorstep.wings.demand.rules import FEWEST, SAID_ANYWAY, Month, Span, month_of, read_month, span_of
from doorstep.wings.triage.reading import STOP

SHOWN_MONTHS, OFFERED_MONTHS = 12, 25
MOST_WORDS = 40
# Kinds of work for what people ask, beside the cases themselves; counted where the town has such a mechanism.
DOING = ("theme", "project")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for, as far as it may be had."""

    span: Span
    place: str
    category: str
    within: Within
    today: date

    @property
    def is_over(self) -> bool:
        return self.span.is_over(self.today)

    def link(self, phase: str = "", **changed: str) -> str:
        """The list of exactly these cases."""
        given = {"place": self.place, "category": self.category, "phase": phase, **changed}
        given |= {"since": str(self.span.since), "until": str(self.span.until - timedelta(days=1))}
        return f"{reverse('all_cases')}?{urlencode({name: value for name, value in given.items() if value})}"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything that is shown and exported."""

    asked: Asked
    categories: list[shaping.Row]
    places: list[shaping.Row]
    channels: list[shaping.Row]
    bars: list[shaping.Bar]
    total: shaping.Sums
    doing: list[tuple[Words, Words, int, int]]


def read(given: Mapping[str, str], view: Visibility, now: datetime, *, is_public: bool = False) -> Asked:
    """From an address; what nobody offers is ignored."""
    today = towns.pack().calendar.local_date(now)
    span = span_of(read_month(given.get("from", "")), read_month(given.get("to", "")), today=today)
    spot = atlas().get(given.get("place", ""))
    place = spot if spot and spot.level in ("street", "community") else None
    known = towns.pack().categories
    category = given.get("category", "") if given.get("category", "") in known.by_code else ""
    below = tuple(each.code for each in known.within(category)) if category else ()
    there = _at(place.path, view) if place else NOTHING
    within = Within(
        view=view if there.nothing else there, categories=(category, *below) if category else (), no_tip_offs=is_public
    )
    code = "" if place is None or there.nothing else place.code
    return Asked(span=span, place=code, category=category, within=within, today=today)


def _at(path: str, view: Visibility) -> Visibility:
    """As much of a place as lies in the view by its places."""
    if view.everything or any(path.startswith(one) for one in view.place_paths):
        return Visibility(place_paths=(path,))
    return Visibility(place_paths=tuple(one for one in view.place_paths if one.startswith(path)))


def moments_of(span: Span) -> Moments:
    """From the first midnight of the town to the last."""
    offset = towns.pack().calendar.office_hours.offset

    def at(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=UTC) - offset

    return at(span.since), at(span.until)


def paint(asked: Asked, *, is_public: bool = False) -> Picture:
    """Four statements."""
    span, now = asked.span, month_of(asked.today)
    moments = (moments_of(span), moments_of(span.before), moments_of(span.year_before))
    cells = queries.cells(asked.within, *moments)
    ways = queries.by_channel(asked.within, *moments)
    year = Span(first=span.last.plus(1 - SHOWN_MONTHS), last=span.last)
    counts = queries.by_month(asked.within, moments_of(year))
    kinds = [kind for kind in DOING if kind in towns.pack().mechanisms]
    work = {} if is_public else queries.doing(kinds, asked.within, moments_of(span))
    street = asked.place[:9] if asked.place else ""
    by_category = None if is_public else lambda code, phase: asked.link(phase, category=code)
    by_place = None if is_public else lambda code, phase: asked.link(phase, place=code)
    by_channel = None if is_public else lambda code, phase: asked.link(phase, channel=code)
    return Picture(
        asked=asked,
        categories=shaping.category_rows(cells, is_over=asked.is_over, link=by_category, is_deep=not is_public),
        places=shaping.place_rows(cells, street=street, is_over=asked.is_over, link=by_place),
        channels=shaping.channel_rows(ways, is_over=asked.is_over, link=by_channel),
        bars=shaping.month_bars(counts, span.last, now=now, many=SHOWN_MONTHS),
        total=shaping.Sums.of(cells),
        doing=[
            (towns.pack().mechanisms[kind].title, towns.pack().categories.label(code), n, done)
            for (kind, code), (n, done) in sorted(work.items())
        ],
    )


@guarded(may("figures"))
@never_cache
@require_safe
def demand(request: HttpRequest) -> HttpResponse:
    """?from=2026-08&to=2026-10&place=&category=; the last full month where nothing is said."""
    context = frame(request, "demand")
    asked = read(request.GET.dict(), context["desk"].view, context["desk"].now)
    words = queries.hot_words(
        asked.within, moments_of(asked.span), without=STOP | SAID_ANYWAY, fewest=FEWEST, most=MOST_WORDS
    )
    query = urlencode({name: value for name, value in _given(asked).items() if value})
    context |= _shown(paint(asked)) | {
        "words": [
            {"word": word, "people": people, "url": f"{reverse('search')}?{urlencode({'q': word})}"}
            for word, people in words.words
        ],
        "words_of": words.of,
        "fewest": FEWEST,
        "fields": _fields(asked),
        "export_xlsx": f"{reverse('demand_export', args=['xlsx'])}?{query}",
        "export_csv": f"{reverse('demand_export', args=['csv'])}?{query}",
    }
    return render(request, "demand/demand.html", context)


@guarded(everyone)
@require_safe
def public_demand(request: HttpRequest) -> HttpResponse:
    """The whole town, classes and streets."""
    now = timezone.now()
    asked = read({"to": request.GET.get("to", "")}, EVERYTHING, now, is_public=True)
    last = min(asked.span.last, month_of(asked.today).plus(-1))
    asked = read({"to": str(last)}, EVERYTHING, now, is_public=True)
    picture = paint(asked, is_public=True)
    enough = {
        "categories": [row for row in picture.categories if row.n >= FEWEST],
        "places": [row for row in picture.places if row.n >= FEWEST],
        "channels": [row for row in picture.channels if row.n >= FEWEST],
    }
    # The sum of what is shown: a total would give a small number away by subtraction.
    sums = {
        "shown_n": sum(row.n for row in enough["categories"]),
        "shown_done": sum(row.done for row in enough["categories"]),
    }
    context = _shown(picture) | enough | sums | {"here": "public", "fewest": FEWEST, "is_public": True}
    return render(request, "demand/public.html", context)


def _shown(picture: Picture) -> dict[str, Any]:
    asked = picture.asked
    return {
        "picture": picture,
        "span": asked.span,
        "is_over": asked.is_over,
        "total": picture.total,
        "total_open": picture.total.n - picture.total.done,
        "all_url": asked.link(),
        "open_url": asked.link("open"),
        "done_url": asked.link("closed"),
    }


def _given(asked: Asked) -> dict[str, str]:
    return {
        "from": str(asked.span.first),
        "to": str(asked.span.last),
        "place": asked.place,
        "category": asked.category,
    }


def _fields(asked: Asked) -> list[FormField]:
    now: Month = month_of(asked.today)
    months = tuple(Option(code=str(now.plus(-turn)), label=str(now.plus(-turn))) for turn in range(OFFERED_MONTHS))
    streets = tuple(Option(code=one.code, label=one.label, group=_("街道、镇")) for one in atlas().of_level("street"))
    asked_for = (
        ("from", _("从哪个月"), months),
        ("to", _("到哪个月"), months),
        ("place", _("地点"), streets + place_options()),
        ("category", _("分类"), category_options()),
    )
    given = _given(asked)
    return [
        FormField(
            name=name, kind="choice", label=label, required=False, as_list=True, options=options, value=given[name]
        )
        for name, label, options in asked_for
    ]
