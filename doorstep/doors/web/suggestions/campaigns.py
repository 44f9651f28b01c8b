"""专项征集、议政建言 for everybody: what is asked, until when, how to take part; afterwards how many came and what was answered."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.public.counting import seal_mark, unseal_mark
from doorstep.doors.web.shapes import Figure, Pager
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.keysets import Mark
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.suggestions import queries
from doorstep.wings.suggestions.models import COUNSEL, Campaign
from doorstep.wings.suggestions.services import CampaignUnknown

LABELS = {
    "came": Words(zh="收到", en="came in"),
    "answered": Words(zh="已答复", en="answered"),
    "adopted": Words(zh="采纳和部分采纳", en="adopted, wholly or in part"),
    "under_way": Words(zh="研究中", en="being studied"),
}
DEFINITIONS = {
    "came": Words(zh="登记过的，撤回的不算", en="Recorded and not withdrawn"),
    "answered": Words(zh="已经答复建议人的，采纳不采纳都算", en="Whose authors were answered, adopted or not"),
    "adopted": Words(zh="已经答复、结论是采纳或部分采纳的", en="Answered, with the outcome adopted or adopted in part"),
    "under_way": Words(zh="还没有答复的", en="Not answered yet"),
}
WHOLE = Words(zh="全域", en="the whole jurisdiction")
KIND = {False: Words(zh="专项征集", en="call for suggestions"), True: Words(zh="议政建言", en="counsel")}


def today() -> date:
    """In the town."""
    return towns.pack().calendar.local_date(timezone.now())


def shown(campaign: Campaign, on: date) -> dict[str, Any]:
    """A campaign as its pages show it."""
    unit = unit_tree().label(campaign.unit) if campaign.unit in unit_tree() else Words(zh="", en="")
    return {
        "row": campaign,
        "kind": KIND[campaign.kind == COUNSEL],
        "unit": unit,
        "is_open": campaign.opens_on <= on <= campaign.closes_on,
        "is_over": on > campaign.closes_on,
        "days": (campaign.closes_on - on).days,
    }


def figures_of(total: queries.Sum, url_of: Any) -> list[Figure]:
    """Each figure with the address of its records, where there is anything behind it."""
    return [
        Figure(
            value=f"{getattr(total, name):,}",
            label=LABELS[name],
            definition=DEFINITIONS[name],
            url=url_of(name) if getattr(total, name) else "",
        )
        for name in queries.FIGURES
    ]


@guarded(everyone)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Those open, those to come, those over."""
    on = today()
    rows = [shown(one, on) for one in queries.campaigns(today=on)]
    context = {
        "here": "suggest",
        "open": [row for row in rows if row["is_open"]],
        "coming": [row for row in rows if not row["is_open"] and not row["is_over"]],
        "over": [row for row in rows if row["is_over"]],
    }
    return render(request, "suggestions/campaigns.html", context)


def find(code: str) -> Campaign:
    """Raises CampaignUnknown."""
    found = Campaign.objects.filter(code=code[:20].replace("\x00", "")).first()
    if found is None:
        raise CampaignUnknown
    return found


@guarded(everyone)
@require_safe
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """One of them, with its figures."""
    one = find(code)
    total = queries.sums("campaign", [one.code])[one.code]
    context = {
        "here": "suggest",
        "campaign": shown(one, today()),
        "figures": figures_of(total, lambda name: reverse("campaign_records", args=[one.code, name])),
    }
    return render(request, "suggestions/campaign.html", context)


@guarded(everyone)
@require_safe
def records(request: HttpRequest, code: str, figure: str) -> HttpResponse:
    """The suggestions behind one figure: where, how far, since when; never the words."""
    one = find(code)
    if figure not in queries.FIGURES:
        raise Http404
    return render(
        request,
        "suggestions/records.html",
        {"here": "suggest", "campaign": one, **behind(request, "campaign", one.code, figure)},
    )


def behind(request: HttpRequest, by: str, code: str, figure: str, *, stay: str = "?") -> dict[str, Any]:
    """What a page shows of the suggestions behind one figure; `stay` begins the addresses of its newer and older ones."""
    mark = unseal_mark(request.GET.get("after", ""))
    page = queries.records(by, code, figure, after=Mark(*mark) if mark else None)
    last = page.rows[-1].mark if page.rows and page.after else None
    return {
        "label": LABELS[figure],
        "definition": DEFINITIONS[figure],
        "rows": [{"record": row, "where": _where(row.community)} for row in page.rows],
        "pager": Pager(
            newer_url=stay if mark else "",
            older_url=f"{stay}{urlencode({'after': seal_mark((last.moment, last.id))})}"
            if last and last.moment
            else "",
        ),
    }


def _where(community: str) -> Words:
    spot = atlas().get(community) if community else None
    return atlas().label(spot.path) if spot else WHOLE
