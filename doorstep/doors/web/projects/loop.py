"""The loop 环 of one project: from demand to demand measured again; each station a link that opens its records."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from doorstep.doors.web.guards import capabilities, everyone, guarded
from doorstep.doors.web.judging.shaping import of_project
from doorstep.doors.web.loops import Station, drawn
from doorstep.doors.web.projects.comparing import compared
from doorstep.doors.web.projects.shaping import leaf
from doorstep.doors.web.projects.telling import demand, voted_on
from doorstep.doors.web.projects.words import project_law
from doorstep.wings.deliberation.models import Meeting
from doorstep.wings.projects import queries
from doorstep.wings.projects.bloodline import Origin, bloodline

OURS = ("suggestion", "candidate", "assembly", "poll", "theme")


@guarded(everyone)
@require_safe
def loop(request: HttpRequest, number: str) -> HttpResponse:
    """Staff's links open cases; everybody's open what is public."""
    row = queries.project(number[:24]) if "\x00" not in number else None
    if row is None or row.state == queries.DROPPED:
        raise Http404
    is_staff = request.user.is_authenticated and "projects" in capabilities(request)
    shown = leaf(row, project_law())
    context = {
        "here": "projects",
        "leaf": shown,
        "is_staff": is_staff,
        "loop": drawn(_stations(row, is_staff=is_staff), (shown.state.text, shown.unit)),
    }
    return render(request, "projects/loop.html", context)


def _stations(row: queries.Row, *, is_staff: bool) -> list[Station]:
    line = demand(bloodline(row.case_id))
    by: dict[str, list[Origin]] = {}
    for one in line:
        by.setdefault(one.mechanism if one.mechanism in OURS else "case", []).append(one)
    at = reverse("office_project" if is_staff else "project_public", args=[row.number])
    judged = of_project(row.case_id)
    after = compared(row, now=timezone.now(), is_public=not is_staff)
    again = "—" if after is None or after["after"] is None else str(after["after"])
    origins, polls = f"{at}#line-title", [one.number for one in voted_on(line)]
    met = [one.number for one in by.get("assembly", ())] or _met(polls)
    return [
        Station(name="case", label=_("诉求"), count=_many(by, "case"), url=origins),
        Station(name="suggestion", label=_("人民建议"), count=_many(by, "suggestion"), url=origins),
        Station(name="candidate", label=_("征集项"), count=_many(by, "candidate"), url=origins),
        Station(
            name="assembly",
            label=_("议事"),
            count=str(len(met)),
            url=reverse("assembly_public", args=met[:1]) if met else origins,
        ),
        Station(
            name="poll",
            label=_("勾选"),
            count=str(len(polls)),
            url=reverse("poll", args=polls[:1]) if polls else origins,
        ),
        Station(name="project", label=_("项目完成"), count=_percent(row), url=f"{at}#steps-title"),
        Station(
            name="judged",
            label=_("评了几份"),
            count=str(sum(one["n"] for one in judged)),
            url=judged[0]["url"] if judged else f"{at}#judged-title",
        ),
        Station(name="again", label=_("再量诉求"), count=again, url=f"{at}#around-title"),
    ]


def _met(polls: Sequence[str]) -> list[str]:
    """Numbers of the meetings that were held about these polls, where everybody may read of them."""
    found = Meeting.objects.filter(poll__in=polls, is_off=False).exclude(held_at=None) if polls else ()
    return [one.number for one in found]


def _many(by: dict[str, list[Origin]], name: str) -> str:
    return str(len(by.get(name, ())))


def _percent(row: queries.Row) -> str:
    return "—" if row.done.percent is None else f"{row.done.percent}%"
