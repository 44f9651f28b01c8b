"""长辈版 of the report: what → where → photos → contact → look it over, one task a screen. What was answered travels along hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doorstep.doors.web.resident import asking
from doorstep.doors.web.resident.asking import Typed
from doorstep.kernel.refusals import FieldFault
from doorstep.store.places.atlas import atlas


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One task and the fields it asks."""

    name: str
    title: str | Promise
    fields: tuple[str, ...]


SCREENS = (
    Screen(name="what", title=gettext_lazy("哪里不方便？"), fields=("what",)),
    Screen(name="where", title=gettext_lazy("在哪里？"), fields=("place", "spot")),
    Screen(name="photos", title=gettext_lazy("有照片吗？"), fields=("photos",)),
    Screen(name="contact", title=gettext_lazy("怎么找到您？"), fields=("name", "phone")),
    Screen(name="confirm", title=gettext_lazy("看一看，对不对？"), fields=()),
)
NAMES = tuple(screen.name for screen in SCREENS)
FIRST, LAST = NAMES[0], NAMES[-1]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A line of the last screen. `screen` is where it can be changed."""

    label: str
    value: str
    screen: str


def move(request: HttpRequest, typed: Typed, faults: Mapping[str, FieldFault]) -> HttpResponse | None:
    """The screen that follows; None when the report is to be sent."""
    here = request.POST["screen"] if request.POST["screen"] in NAMES else FIRST
    going = request.POST.get("go", "next")
    position = NAMES.index(here)
    if going == "back":
        return show(request, typed, NAMES[max(0, position - 1)])
    if going in NAMES:
        return show(request, typed, going)
    own = SCREENS[position].fields
    wrong = {**asking.faults_in(typed, own), **{name: fault for name, fault in faults.items() if name in own}}
    if wrong:
        return show(request, typed, here, wrong)
    return None if here == LAST else show(request, typed, NAMES[position + 1])


def holding(faults: Mapping[str, FieldFault]) -> str:
    """The first screen with something wrong on it; the last when the whole is at fault."""
    return next((screen.name for screen in SCREENS if set(screen.fields) & set(faults)), LAST)


def show(
    request: HttpRequest,
    typed: Typed,
    name: str,
    faults: Mapping[str, FieldFault] | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    """One screen."""
    position = NAMES.index(name)
    screen = SCREENS[position]
    hidden = [field for field in asking.TEXTS if field.removesuffix("_lat").removesuffix("_lon") not in screen.fields]
    context = {
        "here": "report",
        "typed": typed,
        "screen": screen,
        "is_first": position == 0,
        "is_last": name == LAST,
        "number": position + 1,
        "count": len(SCREENS),
        "fields": asking.fields_of(typed, screen.fields, faults or {}),
        "hidden": [(field, getattr(typed, field)) for field in hidden],
        "kept": typed.photos if "photos" not in screen.fields else (),
        "answers": _answers(typed) if name == LAST else (),
        "problems": problems,
    }
    return render(request, "resident/report_screen.html", context, status=422 if faults or problems else 200)


def _answers(typed: Typed) -> list[Answer]:
    place = atlas().get(typed.place)
    where = atlas().label(place.path).zh if place else _("地图上标的地点")
    photos = _("%(count)s 张") % {"count": len(typed.photos)} if typed.photos else _("没有")
    contact = " ".join(part for part in (typed.name, typed.phone) if part) or _("不留姓名")
    return [
        Answer(label=_("发生了什么"), value=typed.what, screen="what"),
        Answer(label=_("在哪里"), value=" ".join(part for part in (where, typed.spot) if part), screen="where"),
        Answer(label=_("照片"), value=photos, screen="photos"),
        Answer(label=_("联系"), value=contact, screen="contact"),
    ]
