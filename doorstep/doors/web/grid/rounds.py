"""我的巡访: where I have to go today, “去过了” in one tap, and what was found becomes a case in the same go.

The form is a plain POST with a key of its own: sent again after the network failed, it is the same round and the same case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.desk.forms import keep_new_photos
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.resident import asking
from doorstep.doors.web.shapes import Due, FormField
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.gridwork.books import RoundRule
from doorstep.kernel.refusals import FieldFault, FormRefused, Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.store.places.atlas import atlas
from doorstep.wings.grid.queries import Mine, my_rounds
from doorstep.wings.grid.services import Ticked, check_mine, tick
from doorstep.wings.grid.targets import names_of
from doorstep.wings.intake.services import take_word

FOUND = ("what", "photos", "category")


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A round as the page shows it."""

    mine: Mine
    where: Words
    rule: RoundRule | None
    due: Due
    key: str


@guarded(may("rounds"))
@never_cache
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """What is missed and may still be made up for, what is due, what is done."""
    context = frame(request, "rounds")
    desk: Desk = context["desk"]
    day = _today(desk)
    stops = _stops(my_rounds(desk.actor, today=day), day)
    context |= {
        "today": day,
        "late": [stop for stop in stops if stop.mine.done_on is None and stop.mine.due_on < day],
        "open": [stop for stop in stops if stop.mine.done_on is None and stop.mine.due_on >= day],
        "gone": [stop for stop in stops if stop.mine.done_on == day],
    }
    return render(request, "grid/rounds.html", context)


@guarded(may("rounds"))
@never_cache
@require_http_methods(["GET", "POST"])
def go(request: HttpRequest, due_id: int) -> HttpResponse:
    """One round: GET asks, POST says “去过了”, with words if there are any, or with what was found."""
    context = frame(request, "rounds")
    desk: Desk = context["desk"]
    check_mine(due_id, desk.actor, desk.now)
    day = _today(desk)
    mine = next(one for one in my_rounds(desk.actor, today=day) if one.due_id == due_id)
    (stop,) = _stops([mine], day)
    typed = asking.typed_in(request.POST) if request.method == "POST" else replace(asking.fresh(request), place="")
    faults: dict[str, FieldFault] = {}
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            photos = {"photos": list(typed.photos)}
            keep_new_photos(request, asking.opening(), photos)
            typed = replace(typed, photos=tuple(photos["photos"]), place=_code(mine))
            ticked, opened = _tick(mine, typed, request.POST, desk)
        except FormRefused as refused:
            faults = dict(refused.faults)
        except Refusal as refusal:
            problems = (sentence(refusal),)
        else:
            return _done(request, ticked, opened, stop)
    context |= {"stop": stop, "key": typed.key, "said": _said(request), "problems": problems}
    context |= {"fields": _fields(typed, faults), "is_found": bool(request.POST.get("found")) or bool(faults)}
    return render(request, "grid/round.html", context, status=422 if faults or problems else 200)


@transaction.atomic
def _tick(mine: Mine, typed: asking.Typed, post: Mapping[str, str], desk: Desk) -> tuple[Ticked, Opened | None]:
    """The round, and the case of what was found: both or neither."""
    opened = None
    if post.get("found"):
        if faults := asking.faults_in(typed, FOUND):
            raise FormRefused(faults)
        opened = take_word(
            what=typed.what,
            place=typed.place,
            point=typed.point if _inside(mine, typed.point) else None,
            photos=typed.photos,
            category=typed.category,
            actor=desk.actor,
            channel="visit",
            reporter=Reporter(),
            key=typed.key,
            now=desk.now,
        )
    ticked = tick(
        due_id=mine.due_id,
        actor=desk.actor,
        words=" ".join(post.get("said", "").split()),
        position=typed.point,
        case_id=opened.case_id if opened else None,
        key=typed.key,
        now=desk.now,
    )
    return ticked, opened


def _done(request: HttpRequest, ticked: Ticked, opened: Opened | None, stop: Stop) -> HttpResponse:
    if opened:
        messages.success(request, _("记下了：去过了，发现的事登记为 %(number)s。") % {"number": opened.number})
    elif ticked.is_first:
        messages.success(request, _("记下了：去过了。"))
    else:
        messages.success(request, _("又记了一笔；这一处之前已经去过。"))
    return redirect("rounds")


def _inside(mine: Mine, point: tuple[float, float] | None) -> bool:
    """Whether the position lies in the place gone to: what is found is there, wherever the phone thinks it is."""
    spot = atlas().place_at(*point) if point else None
    return spot is not None and spot.path.startswith(mine.place_path)


def _code(mine: Mine) -> str:
    spot = atlas().at(mine.place_path)
    return spot.code if spot else ""


def _said(request: HttpRequest) -> FormField:
    return FormField(
        name="said",
        kind="text",
        label=_("说一句"),
        help=_("只给自己社区和统筹办看；到期清除。不写别人的姓名和病情。"),
        required=False,
        value=request.POST.get("said", ""),
        rows=2,
    )


def _fields(typed: asking.Typed, faults: Mapping[str, FieldFault]) -> list[FormField]:
    return asking.fields_of(typed, FOUND, faults)


def _stops(found: list[Mine], day: date) -> list[Stop]:
    names, rules = names_of(one.target for one in found), towns.pack().gridwork.rounds.rounds
    return [
        Stop(mine=one, where=_where(one, names), rule=rules.get(one.rule), due=due_words(one, day), key=fresh_key())
        for one in found
    ]


def _where(one: Mine, names: Mapping[str, Words]) -> Words:
    name = names.get(one.target, Words(zh=one.target, en=one.target))
    if one.target in atlas():
        return name
    around = atlas().label(one.place_path)
    return Words(zh=f"{around.zh} {name.zh}", en=f"{name.en}, {around.en}")


def due_words(one: Mine, day: date) -> Due:
    """Where it stands, in a word and a shape."""
    if one.done_on is not None:
        return Due(tone="done", text=_("去过了"))
    if one.due_on < day:
        return Due(tone="late", text=_("没走，可以补"))
    return Due(tone="soon", text=_("今天要走")) if one.due_on == day else Due(tone="ok", text=_("本期内走一次"))


def _today(desk: Desk) -> date:
    return towns.pack().calendar.local_date(desk.now)
