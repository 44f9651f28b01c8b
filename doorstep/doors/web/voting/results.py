"""The result: who was chosen and why, who paid and what was missing, what another budget would give; and everything to count it again."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import COUNTED_AGAIN, too_often
from doorstep.doors.web.voting.by_place import spread_of
from doorstep.doors.web.voting.choosing import place_words
from doorstep.doors.web.voting.listing import confirmed_poll, poll_context, public_poll
from doorstep.doors.web.voting.rule_words import command_of, shares_words
from doorstep.kernel.voting.pabulib import pabulib_of, write_pabulib
from doorstep.kernel.voting.pabulib_rules import meta_of
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.places.atlas import atlas
from doorstep.store.places.models import Place
from doorstep.wings.voting import boxes
from doorstep.wings.voting.counting import election_published, recount_published, replayed
from doorstep.wings.voting.drafting import PollUnknown, content_of
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.receipts import code_of
from doorstep.wings.voting.rules import CONSENT, POINTS, RANKS, rule_of

STEPS = 20


@guarded(everyone)
@never_cache
@require_safe
def result(request: HttpRequest, number: str) -> HttpResponse:
    """Rule, bars, explanations, places; the slider stands on the same page."""
    if "budget" in request.GET and (refused := too_often(request, COUNTED_AGAIN)) is not None:
        return refused
    poll, state = confirmed_poll(number)
    context = poll_context(poll, state)
    context |= {"here": "polls", "outcome": poll.outcome, "bars": bars_of(poll, poll.outcome or {})}
    context |= _slider(poll, request.GET.get("budget", ""))
    language = "en" if (get_language() or "").startswith("en") else "zh"
    floors = (poll.outcome or {}).get("floors", ())
    context |= {"spread": spread_of(poll), "shares": shares_words(poll)}
    context["floors"] = [{"is_met": one["is_met"], "said": one[language]} for one in floors]
    context |= {"has_pb": poll.form != CONSENT, "has_places": any(bar["where"] for bar in context["bars"])}
    return render(request, "voting/result.html", context)


@guarded(everyone)
@never_cache
@require_safe
def points(request: HttpRequest, number: str) -> HttpResponse:
    """Where the options are, as GeoJSON points: chosen or not. The list beside the map says the same."""
    poll, _ = confirmed_poll(number)
    chosen = set((poll.outcome or {})["chosen"])
    options = list(poll.options.exclude(place="").order_by("turn"))
    areas = Place.objects.filter(code__in=[one.place for one in options], area__isnull=False)
    centres = {row.code: shapely.from_wkb(bytes(row.area or b"")).representative_point() for row in areas}
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [centres[one.place].x, centres[one.place].y]},
            "properties": {
                "title": one.title,
                "url": f"#option-{one.key}",
                "tone": "ok" if one.key in chosen else "rest",
            },
        }
        for one in options
        if one.place in centres
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def bars_of(poll: Poll, outcome: dict[str, Any]) -> list[dict[str, Any]]:
    """Options in the order of the decision, each with its bar (0 to 100) and its explanation."""
    options = {one.key: one for one in poll.options.all()}
    counts = outcome["options"]
    measure = "score" if poll.form in (RANKS, POINTS) else "votes"
    # Yes or no is a share of those who took part; everything else is measured against what was wanted most.
    most = outcome["cast"] if poll.form == CONSENT else max((abs(one[measure]) for one in counts.values()), default=0)
    order = sorted(counts, key=lambda key: (counts[key]["result"] == "left_out", counts[key]["rank"]))
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return [
        {
            "option": options[key],
            "where": place_words(options[key].place),
            "yuan": options[key].cost / 100,
            "count": counts[key][measure],
            "share": max(0, round(100 * counts[key][measure] / (most or 1))),
            "is_chosen": counts[key]["result"] != "left_out",
            "is_part": counts[key]["result"] == "part",
            "granted": counts[key]["granted"] / 100,
            "why": counts[key].get("verdict", counts[key])[language],
            "lines": [(one["is_met"], one[language]) for one in counts[key].get("lines", ())],
            "against": counts[key]["against"],
            "abstained": counts[key]["abstained"],
            "payments": _payments(counts[key]["payments"]),
        }
        for key in order
    ]


def _payments(paid: list[list[Any]]) -> list[dict[str, Any]]:
    """Groups of ballots and what each of them paid, in yuan rounded to fen (None: all that was left, together `total`); the exact
    fractions stand in the export."""
    return [{"ballots": ballots, "yuan": _yuan(each), "total": _yuan(total)} for ballots, each, total in paid[:6]]


def _yuan(exact: str | None) -> float | None:
    return None if exact is None else float(Fraction(exact) / 100)


def _slider(poll: Poll, asked: str) -> dict[str, Any]:
    """What would be chosen with another budget: recomputed from the published ballots by the announced rule."""
    if not poll.budget or poll.rule["name"] == "top_k":
        return {"has_slider": False}
    typed = read_whole(asked, digits=11)
    yuan = poll.budget // 100 if typed is None else typed
    most = max(2 * poll.budget // 100, sum(one.cost for one in poll.options.all()) // 100)
    yuan = min(yuan, most)
    is_same = yuan * 100 == poll.budget
    known = poll.outcome or {}
    chosen_keys, spent = (known["chosen"], known["spent"]) if is_same else _recounted(poll, yuan * 100)
    titles = {one.key: one.title for one in poll.options.all()}
    before = set(known["chosen"])
    chosen = [{"title": titles[key], "is_new": key not in before} for key in chosen_keys]
    dropped = [titles[key] for key in known["chosen"] if key not in chosen_keys]
    return {
        "has_slider": True,
        "asked": yuan,
        "most": most,
        "by": max(1, most // STEPS // 100 * 100 or most // STEPS),
        "if_chosen": chosen,
        "if_dropped": dropped,
        "if_spent": spent / 100,
        "is_same": is_same,
    }


def _recounted(poll: Poll, budget: int) -> tuple[Sequence[str], int]:
    """Who would be chosen, and what they would cost."""
    outcome = recount_published(poll, budget=budget)
    return outcome.chosen, outcome.spent


@guarded(everyone)
@never_cache
@require_safe
def what_if(request: HttpRequest, number: str) -> HttpResponse:
    """?budget= in yuan. The live part alone when htmx asks, else the whole page."""
    if request.headers.get("HX-Request") != "true":
        return result(request, number)
    if (refused := too_often(request, COUNTED_AGAIN)) is not None:
        return refused
    poll, _ = confirmed_poll(number)
    return render(request, "voting/what_if.html", {"poll": poll, **_slider(poll, request.GET.get("budget", ""))})


@guarded(everyone)
@never_cache
@require_safe
def replay(request: HttpRequest, number: str) -> HttpResponse:
    """Count the published ballots again, here and now, and hold the outcome against the published one."""
    if (refused := too_often(request, COUNTED_AGAIN)) is not None:
        return refused
    poll, _ = confirmed_poll(number)
    again = replayed(poll)
    context = {
        "poll": poll,
        "fingerprint": again["fingerprint"],
        "is_same": again["fingerprint"] == poll.result_hash,
        "cast": again["cast"],
        "command": command_of(poll),
        "has_pb": poll.form != CONSENT,
    }
    return render(request, "voting/replay.html", context)


@guarded(everyone)
@never_cache
@require_safe
def announcement(request: HttpRequest, number: str) -> HttpResponse:
    """What the published fingerprint is of: canonical JSON (RFC 8785), SHA-256."""
    poll, _ = public_poll(number)
    return JsonResponse(content_of(poll), json_dumps_params={"ensure_ascii": False})


@guarded(everyone)
@never_cache
@require_safe
def pabulib(request: HttpRequest, number: str) -> HttpResponse:
    """All ballots as Pabulib's .pb, in an order that says nothing."""
    if (refused := too_often(request, COUNTED_AGAIN)) is not None:
        return refused
    poll, _ = confirmed_poll(number)
    if poll.form == CONSENT:
        raise PollUnknown
    election = election_published(poll)
    meta = {
        "description": poll.title,
        "country": "China",
        "unit": atlas().label(poll.place_path).zh,
        "instance": poll.number,
        "num_projects": str(len(election.options)),
        "num_votes": str(election.cast),
        **meta_of(rule_of(poll.rule, seed=poll.seed)),
        "currency": "CNY",
        "language": "zh",
    }
    return _file(write_pabulib(pabulib_of(election, meta)), f"{poll.number}.pb")


@guarded(everyone)
@never_cache
@require_safe
def ballots_json(request: HttpRequest, number: str) -> HttpResponse:
    """Announcement, ballots and outcome in one document."""
    if (refused := too_often(request, COUNTED_AGAIN)) is not None:
        return refused
    poll, _ = confirmed_poll(number)
    document = {
        "announcement": content_of(poll),
        "content_hash": poll.content_hash,
        "ballots": poll.profile,
        "ballots_hash": poll.ballots_hash,
        "outcome": replayed(poll),
        "result_hash": poll.result_hash,
        "receipts_root": poll.root,
    }
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


@guarded(everyone)
@never_cache
@require_safe
def receipts(request: HttpRequest, number: str) -> HttpResponse:
    """Every receipt's code and leaf, in the order of the tree whose root is published."""
    if (refused := too_often(request, COUNTED_AGAIN)) is not None:
        return refused
    poll, _ = confirmed_poll(number)
    lines = [f"{code_of(leaf)} {leaf.hex()}" for leaf in boxes.leaves_of(poll)]
    return _file("\n".join([f"# root {poll.root}", *lines, ""]), f"{poll.number}-receipts.txt")


def _file(text: str | bytes, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
