"""Which communities certify here: the pilot first, its assessment sheet, then the others one by one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.allowance.frame import MAY, community_options, frame, paths_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.kernel.words import Words
from doorstep.store.places.atlas import atlas
from doorstep.wings.allowance import queries, switching
from doorstep.wings.allowance.policy import policy

COUNT_WORDS = {
    "elders": Words(zh="在册", en="on the roll"),
    "certified": Words(zh="本期已认证", en="certified this period"),
    "silent": Words(zh="其中静默认证", en="of these silently"),
    "late": Words(zh="补认证", en="late"),
    "doubts": Words(zh="提出疑点", en="doubts raised"),
    "cleared": Words(zh="疑点排除（误报）", en="cleared (false alarms)"),
    "appeals": Words(zh="申诉", en="appeals"),
}
VERDICTS = {
    "spread": Words(zh="可以推广", en="worth spreading"),
    "mend": Words(zh="改进后再评", en="mend and assess again"),
    "stop": Words(zh="不推广", en="not to be spread"),
}
RHYTHMS = {"month": Words(zh="每月", en="monthly"), "half_year": Words(zh="每年两次", en="twice a year")}


@guarded(may(MAY))
@never_cache
@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """Everybody of the allowance may look; one person switches."""
    return _page(request)


def _page(request: HttpRequest, refused: FormRefused | None = None) -> HttpResponse:
    """With the sheet as it was typed when it was refused."""
    typed = request.POST if refused else {}
    context = frame(request)
    pilot, now = policy().pilot, timezone.now()
    known = queries.communities()
    on = {one.place for one in known if one.on_since}
    every = community_options(["/"])
    context |= {
        "pilot": atlas().label(spot.path) if pilot and (spot := atlas().get(pilot)) else "",
        "pilot_code": pilot,
        "counts": [(COUNT_WORDS[name], n) for name, n in switching.counts_of(pilot, now=now).items()] if pilot else [],
        "sheets": [(one, VERDICTS[one.verdict], one.counts) for one in (queries.assessments(pilot) if pilot else [])],
        "verdicts": VERDICTS,
        "verdict": switching.latest_verdict(pilot) if pilot else "spread",
        "known": [(one, atlas().label(one.place_path), RHYTHMS[one.rhythm]) for one in known],
        "waiting": [(code, label) for code, label in every if code not in on],
        "on": len(on),
        "of": len(every),
        "mine": paths_of(context["desk"]),
        "typed_verdict": typed.get("verdict", ""),
        "words": FormField(
            name="words",
            kind="text",
            label=switching.WORDS,
            required=False,
            value=typed.get("words", ""),
            errors=tuple(field_sentences(refused).values()) if refused else (),
        ),
    }
    return render(request, "allowance/communities.html", context, status=422 if refused else 200)


@guarded(may("switch_allowance"))
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Switch on or off, or keep the pilot's sheet."""
    by, now, place = actor_of(request).id, timezone.now(), request.POST.get("place", "")
    assert by is not None
    try:
        match request.POST.get("do", ""):
            case "assess":
                switching.assess(place, request.POST.get("verdict", ""), request.POST.get("words", ""), by=by, now=now)
                messages.success(request, _("评估表记下了。"))
            case "off":
                switching.switch_off(place)
                messages.success(request, _("这个社区停用了，名册还在。"))
            case _:
                switching.switch_on(place, by=by, now=now)
                messages.success(request, _("这个社区启用了。"))
    except FormRefused as refused:
        return _page(request, refused)
    except Refusal as refused:
        messages.error(request, sentence(refused))
    return redirect("allowance_communities")
