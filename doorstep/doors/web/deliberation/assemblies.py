"""议事会 for staff: what is coming, what was held, on which days bodies usually meet; and calling a meeting."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.deliberation.candidates import MAY
from doorstep.doors.web.deliberation.shown import figures, rows_of
from doorstep.doors.web.deliberation.ticked import Ticked, put_on_agenda, ticked
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.shapes import FormField, Option, Pager
from doorstep.doors.web.speaking import field_sentences
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.wings.deliberation import held
from doorstep.wings.deliberation.bodies import Body, assemblies
from doorstep.wings.deliberation.calling import Plan, bodies_for, call, next_days
from doorstep.wings.deliberation.kinds import meetings
from doorstep.wings.deliberation.models import Meeting

AHEAD = timedelta(days=31)
MOST_USUAL = 5
TYPED = ("topic", "body", "day", "at", "where_at", "kind", "entitled", "poll")


@guarded(may(MAY))
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """?tab=past for those that are over; ?page="""
    context = frame(request, "assemblies")
    desk: Desk = context["desk"]
    is_past = request.GET.get("tab") == "past"
    raw = request.GET.get("page", "")
    page = min(read_whole(raw, digits=3) or 1, 400)
    found = held.listed(desk.view, past=is_past, page=page)
    bodies = bodies_for(desk.actor)
    tab = "tab=past&" if is_past else ""
    context |= {
        "tab": "past" if is_past else "coming",
        "wording": assemblies().wording,
        "rows": rows_of(found[: held.PAGE], desk.now),
        "figures": figures(desk.now),
        "to_review": rows_of(held.to_review(desk.view), desk.now)
        if _reviews(desk) and not is_past and page == 1
        else [],
        "usual": [] if is_past else _usual(bodies, desk),
        "may_call": bool(bodies),
        "calendar": _calendar(request, bodies),
        "pager": Pager(
            newer_url=f"?{tab}page={page - 1}" if page > 1 else "",
            older_url=f"?{tab}page={page + 1}" if len(found) > held.PAGE else "",
        ),
    }
    return render(request, "deliberation/assemblies.html", context)


def _reviews(desk: Desk) -> bool:
    """Whether somebody may publish what others drafted."""
    roles = {role for name in ("reviewer", "office") for role in towns.pack().parties[name].roles}
    return any(post.role in roles for post in desk.actor.posts)


def _calendar(request: HttpRequest, bodies: list[Body]) -> str:
    """Where to subscribe to what somebody convenes; whoever convenes everything or nothing has the town's."""
    mine = urlencode([("body", one.code) for one in bodies]) if 0 < len(bodies) < len(assemblies().bodies) else ""
    return request.build_absolute_uri(reverse("assemblies_calendar") + (f"?{mine}" if mine else ""))


def _usual(bodies: list[Body], desk: Desk) -> list[dict[str, Any]]:
    """The next usual days on which nothing is called yet, the soonest body first; each with the last day for its notice."""
    today = towns.pack().calendar.local_date(desk.now)
    called = held.called_days([one.code for one in bodies], since=desk.now - timedelta(days=1))
    rows: list[dict[str, Any]] = []
    for body in bodies:
        notice = timedelta(days=meetings().kinds[body.kind].notice_days)
        free = [day for day in next_days(body, since=today, until=today + AHEAD) if (body.code, day) not in called]
        days = [{"day": day, "notice": day - notice, "is_late": day - notice < today} for day in free[:3]]
        rows += [{"body": body, "days": days}] if days else []
    return sorted(rows, key=lambda row: (row["days"][0]["day"], row["body"].code))[:MOST_USUAL]


@guarded(may(MAY))
@never_cache
@require_http_methods(["GET", "POST"])
def call_new(request: HttpRequest) -> HttpResponse:
    """?body=, ?day= and ?poll= fill the form in."""
    context = frame(request, "assemblies")
    desk: Desk = context["desk"]
    bodies = bodies_for(desk.actor)
    if request.method == "GET":
        context |= {"fields": _fields(_proposed(request, bodies), bodies, None), "steps": assemblies().wording}
        return render(request, "deliberation/call.html", context)
    typed = {name: request.POST.get(name, "")[:400] for name in TYPED}
    try:
        made = _called(typed, desk, key_of(request))
    except FormRefused as refused:
        context |= {"fields": _fields(typed, bodies, refused), "problems": ()}
        return render(request, "deliberation/call.html", context, status=422)
    return redirect("assembly", made.number)


@transaction.atomic
def _called(typed: dict[str, str], desk: Desk, key: str | None) -> Meeting:
    """The meeting; what the vote it follows has chosen stands on its agenda."""
    found = ticked(typed["poll"].strip())
    made = call(_plan(typed), actor=desk.actor, key=key, now=desk.now)
    if found is not None:
        put_on_agenda(made, found, now=desk.now)
    return made


def _plan(typed: dict[str, str]) -> Plan:
    entitled = typed["entitled"].strip()
    return Plan(
        topic=typed["topic"],
        body=typed["body"],
        day=typed["day"],
        at=typed["at"],
        hall=typed["where_at"],
        kind=typed["kind"],
        entitled=read_whole(entitled, digits=6) or 0,
        poll=typed["poll"].strip(),
    )


def _proposed(request: HttpRequest, bodies: list[Body]) -> dict[str, str]:
    found = _asked_vote(request)
    body = next((one for one in bodies if one.code == request.GET.get("body")), None)
    body = body or next((one for one in bodies if found and one.path == found.poll.place_path), None)
    body = body or (bodies[0] if bodies else None)
    if body is None:
        return {}
    topic = _("%(poll)s：定方向") % {"poll": found.poll.title} if found else request.GET.get("topic", "")
    return {
        "body": body.code,
        "at": body.at,
        "where_at": body.hall.zh,
        "kind": body.kind,
        "day": request.GET.get("day", "")[:10],
        "topic": topic[:80],
        "poll": found.poll.number if found else "",
    }


def _asked_vote(request: HttpRequest) -> Ticked | None:
    try:
        return ticked(request.GET.get("poll", "")[:24])
    except FormRefused:
        return None


def _fields(typed: dict[str, str], bodies: list[Body], refused: FormRefused | None) -> list[FormField]:
    wrong = field_sentences(refused) if refused else {}
    levels = assemblies().wording.levels
    offered = tuple(Option(code=one.code, label=one.label, group=levels.get(one.level, "")) for one in bodies)
    kinds = tuple(
        Option(code=one.code, label=one.label, help=_("提前 %(days)s 天公示") % {"days": one.notice_days})
        for one in meetings().kinds.values()
    )
    made = (
        ("topic", "line", _("议什么"), _("一句话，例如“三号院电瓶车停哪里”"), True, ()),
        ("body", "choice", _("哪个议事组"), "", True, offered),
        ("kind", "choice", _("哪一种会"), _("公示几天、多少人到会才算数，由会议种类定。"), True, kinds),
        ("day", "date", _("哪天"), "", True, ()),
        ("at", "line", _("几点"), _("例如 19:30"), True, ()),
        ("where_at", "line", _("在哪里"), "", True, ()),
        ("entitled", "number", _("名册应到多少人"), _("村民会议、居民会议这样按名册算的才填。"), False, ()),
        ("poll", "line", _("连着哪次群众勾选"), _("勾选的编号，没有就不填。选中的事会自动写成议题。"), False, ()),
    )
    errors = {"day": "meets_on"}
    return [
        FormField(
            name=name,
            kind=kind,
            label=label,
            help=hint,
            required=required,
            options=options,
            as_list=kind == "choice",
            value=typed.get(name, ""),
            errors=(wrong[errors.get(name, name)],) if errors.get(name, name) in wrong else (),
        )
        for name, kind, label, hint, required, options in made
    ]
