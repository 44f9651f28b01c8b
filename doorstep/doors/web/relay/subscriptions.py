"""Who is told 订阅: listed, made (the secret is shown this once), ended. And the secrets with which others sign what they push."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.relay.shown import events_to_choose, number_of, shown_subscription
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.actor import Post
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.people.units import unit_tree
from doorstep.wings.relay import queries, services
from doorstep.wings.relay.services import Wanted
from doorstep.wings.transfer.fields import SYSTEMS


@guarded(may("webhooks"))
@require_http_methods(["GET", "POST"])
def subscriptions(request: HttpRequest) -> HttpResponse:
    """GET lists; POST makes one and shows its secret."""
    if request.method == "GET":
        return _page(request)
    known = {code for code, _label in events_to_choose()}
    wanted = Wanted(
        name=_typed(request, "name", 60),
        url=_typed(request, "url", 500),
        events=[code for code in request.POST.getlist("events") if code in known],
        system=_typed(request, "system", 20) if request.POST.get("system") in SYSTEMS else "",
        lead_unit=_typed(request, "unit", 40) if request.POST.get("unit") in unit_tree() else "",
    )
    try:
        row, secret = services.subscribe(wanted, post=_post(request), by=actor_of(request).id, now=timezone.now())
    except Refusal as refusal:
        return _page(request, why=sentence(refusal), wanted=wanted, status=refusal.status)
    return _page(request, shown_secret=secret, of=row.name)


@guarded(may("webhooks"))
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Tell it nothing more."""
    services.end(number_of(request, "subscription"), now=timezone.now())
    messages.success(request, _("停了。以后不再推送给它。"))
    return redirect("webhooks")


@guarded(may("webhooks"))
@require_POST
def secret(request: HttpRequest) -> HttpResponse:
    """A new secret for what a system pushes to us, shown this once."""
    system = request.POST.get("system", "")
    if system not in SYSTEMS:
        raise Http404
    made = services.let_in(system, by=actor_of(request).id, now=timezone.now())
    return _page(request, shown_secret=made, of=SYSTEMS[system].label.zh)


def _typed(request: HttpRequest, name: str, most: int) -> str:
    return " ".join(request.POST.get(name, "").replace("\x00", "").split())[:most]


def _post(request: HttpRequest) -> Post:
    """The post that may do this and sees most: an administrator's sees nothing."""
    roles = towns.pack().roles
    fitting = [post for post in actor_of(request).posts if post.role in roles and "webhooks" in roles[post.role].may]
    return max(fitting, key=lambda post: roles[post.role].sees != "nothing")


def _page(
    request: HttpRequest,
    *,
    why: str = "",
    wanted: Wanted | None = None,
    shown_secret: str = "",
    of: str = "",
    status: int = 200,
) -> HttpResponse:
    signed = {one.system for one in queries.senders()}
    late = queries.late_counts()
    context: dict[str, Any] = {
        **frame(request, "webhooks"),
        "tab": "subscriptions",
        "why": why,
        "wanted": wanted or Wanted(name="", url=""),
        "shown_secret": shown_secret,
        "secret_of": of,
        "rows": [shown_subscription(row, late.get(row.id, (0, 0))) for row in queries.subscriptions()],
        "dead": sum(count for _waiting, count in late.values()),
        "events": events_to_choose(),
        "systems": [(one.code, one.label, one.code in signed) for one in SYSTEMS.values()],
        "units": unit_options(),
    }
    return render(request, "relay/webhooks.html", context, status=status)
