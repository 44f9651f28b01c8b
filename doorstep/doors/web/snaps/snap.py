"""随手拍: photo, icon, sent. The place is proposed from the photo or the device, and a person may say another.

A plain form that needs no script. With one, a send that fails keeps everything and goes again under the same key. Who sent it is
protected: those who handle it never learn.
"""

from dataclasses import replace

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.doors.web.actors import hold_receipts
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import REPORTS, too_often
from doorstep.doors.web.resident import asking, receipts, same
from doorstep.doors.web.resident.asking import Typed
from doorstep.doors.web.resident.holding import held_case
from doorstep.doors.web.resident.report import word_of
from doorstep.doors.web.rights.consenting import note_agreed
from doorstep.doors.web.snaps.riding import remember, rider_of
from doorstep.doors.web.snaps.tiles import tiles
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.words import say
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import FieldFault, FormRefused, KeyUsedDifferently
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.opening import Opened, open_case
from doorstep.store.cases.repeats import was_opened
from doorstep.store.places.atlas import atlas, community_path
from doorstep.wings.intake.joining import join_word
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.intake.positions import Point, position_of
from doorstep.wings.intake.services import locate, opening_of
from doorstep.wings.snaps.services import note_snap, number_of

CHANNEL = "snap"
FIELDS = ("photos", "place", "what", "name", "phone")
ASKED = ("place", "spot", "name", "phone")


class PhotoMissing(FieldFault):
    """先拍一张照片。"""


class IconMissing(FieldFault):
    """点一个图标，说是哪一类事。"""


@guarded(everyone)
@never_cache
@sensitive_post_parameters("what", "spot", "name", "phone")
@require_http_methods(["GET", "POST"])
def snap(request: HttpRequest) -> HttpResponse:
    """GET asks, POST takes."""
    if request.method == "GET":
        return _page(request, Typed(key=fresh_key()))
    if (refused := too_often(request, REPORTS)) is not None:
        return refused
    typed, faults, point = _received(request)
    if not faults and point and not typed.place and not typed.point:
        proposed = _placed(typed, point)
        return _page(request, proposed, noted=_proposal(proposed) if proposed.place else "", status=200)
    faults |= _faults(typed)
    if faults:
        return _page(request, typed, faults=faults)
    if typed.bait:
        said = _("这次提交像是程序自动填的。如果是您本人，请再按一次“提交”。")
        return _page(request, replace(typed, bait=""), problem=said)
    typed = _said(typed)
    # What was taken before is not asked about once more, when only its answer got lost on the way.
    if not was_opened(ANONYMOUS, typed.key) and (answer := same.ask(request, typed, action="snap")) is not None:
        return answer
    return _take(request, typed)


def _received(request: HttpRequest) -> tuple[Typed, dict[str, FieldFault], Point | None]:
    """What was typed, with the photos cleaned and kept, and where the first that knows it was taken."""
    typed = asking.typed_in(request.POST)
    uploads = [upload for upload in request.FILES.getlist("photos") if upload]
    point = next((found for upload in uploads if upload.file and (found := position_of(upload.file))), None)  # type: ignore[arg-type]
    try:
        kept = keep_photos(uploads, already=typed.photos, field="photos", uploaded_by="resident", now=timezone.now())
    except FormRefused as refused:
        return typed, dict(refused.faults), point
    typed = replace(typed, photos=tuple(kept), spot="", sign="")
    return (typed, {}, point) if not typed.place or not point or typed.point else (_placed(typed, point), {}, None)


def _placed(typed: Typed, point: Point) -> Typed:
    """With the point, and the community it lies in where none was chosen; as it was for a point outside."""
    try:
        where = locate(typed.place, point)
    except FormRefused:
        return typed
    community = atlas().at(community_path(where.spot.path))
    if where.point is None or community is None:
        return typed
    return replace(typed, place=typed.place or community.code, place_lon=f"{point[0]:.6f}", place_lat=f"{point[1]:.6f}")


def _proposal(typed: Typed) -> str:
    spot = atlas().get(typed.place)
    where = say(atlas().label(spot.path)) if spot else ""
    return _("照片是在%(place)s拍的吗？对就再按一次“发出去”，不对就改一下地点。") % {"place": where}


def _faults(typed: Typed) -> dict[str, FieldFault]:
    faults = asking.faults_in(typed, ASKED)
    if not typed.photos:
        faults["photos"] = PhotoMissing()
    if typed.category not in towns.pack().categories.by_code:
        faults["category"] = IconMissing()
    if typed.what:
        faults |= asking.faults_in(typed, ("what",))
    return faults


def _said(typed: Typed) -> Typed:
    """Whoever wrote nothing said as much as the icon says."""
    return (
        typed if typed.what.strip() else replace(typed, what=towns.pack().categories.by_code[typed.category].label.zh)
    )


def _take(request: HttpRequest, typed: Typed) -> HttpResponse:
    try:
        opened = _open(request, typed)
    except FormRefused as refused:
        return _page(request, typed, faults=dict(refused.faults))
    except KeyUsedDifferently:
        said = _("刚才那一份已经收到了。如果这是另一件事，请再按一次“发出去”。")
        return _page(request, replace(typed, key=fresh_key()), problem=said)
    hold_receipts(request, opened.case_id)
    receipts.remember_code(request, opened.case_id, opened.code)
    url = reverse("snapped", args=[opened.number])
    return JsonResponse({"url": url}) if _by_script(request) else redirect(url)


@transaction.atomic
def _open(request: HttpRequest, typed: Typed) -> Opened:
    known, now = rider_of(request), timezone.now()
    if known and not typed.name and not typed.phone:
        typed = replace(typed, name=known.name, phone=known.phone)
    word, main = word_of(typed), same.chosen(request, typed)
    if main:
        opened = join_word(word, main=main, actor=ANONYMOUS, channel=CHANNEL, key=typed.key, now=now)
    else:
        opened = open_case(opening_of(word, actor=ANONYMOUS, channel=CHANNEL, key=typed.key), now=now)
    if not opened.is_repeat:
        known = remember(request, typed, opened.case_id) or known
        note_agreed(request, opened.case_id, typed.phone, way=CHANNEL)
    note_snap(opened.case_id, rider=known.id if known else None, now=now)
    return opened


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _page(
    request: HttpRequest,
    typed: Typed,
    *,
    faults: dict[str, FieldFault] | None = None,
    problem: str = "",
    noted: str = "",
    status: int = 422,
) -> HttpResponse:
    faults = faults or {}
    known = rider_of(request)
    made = {field.name: field for field in asking.fields_of(typed, FIELDS, faults)}
    photos = replace(
        made["photos"], required=True, label=_("先拍一张"), help=_("照片里的位置只用来定地点，存下的照片不带位置。")
    )
    context = {
        "here": "snap",
        "typed": typed,
        "photos": photos,
        "place": replace(made["place"], help=_("会照照片或手机的位置先选好，不对就改。")),
        "what": replace(made["what"], required=False, kind="line", label=_("想补一句？"), help=""),
        "contact": () if known else (made["name"], made["phone"]),
        "known": known,
        "tiles": tiles(),
        "tile_fault": sentence(faults["category"]) if "category" in faults else "",
        "problems": tuple(text for text in (problem,) if text),
        "noted": noted,
    }
    asked = faults or problem
    return render(request, "snaps/snap.html", context, status=status if asked or noted else 200)


@guarded(everyone)
@never_cache
@require_safe
def thanks(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of a snap: number and code as for any report, and the number for points."""
    held = held_case(request, number)
    shown, follow_up = receipts.receipt_of(request, held), number_of(held.case.id)
    if shown is None or not follow_up:
        raise Http404
    where: Words = atlas().label(community_path(held.case.place_path))
    context = {"here": "snap", "receipt": shown, "follow_up": follow_up, "where": where, "known": rider_of(request)}
    return render(request, "snaps/thanks.html", context)
