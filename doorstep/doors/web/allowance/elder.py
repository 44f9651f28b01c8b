"""One elder: what is known, certifying in one of several ways, raising a doubt, what is owed with its arithmetic, who looked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.adapters.files import FileLost, files
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.allowance.frame import MAY, TONES, frame, paths_of
from doorstep.doors.web.allowance.issuing import held_by, issue_period
from doorstep.doors.web.allowance.rights_form import rights_form
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.kernel.refusals import CaseNotFound, FieldFault, FormRefused, Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.models import Person as Staff
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import seal, unseal, unseal_bytes
from doorstep.wings.allowance import paying, queries
from doorstep.wings.allowance.certifying import certify
from doorstep.wings.allowance.doubting import raise_one
from doorstep.wings.allowance.models import Certification, Elder
from doorstep.wings.allowance.policy import current_period, is_on, policy, today
from doorstep.wings.allowance.roll import note_looks, person_of
from doorstep.wings.allowance.rules import PERIOD, STATES, Way, yuan
from doorstep.wings.allowance.telling import seen_of
from doorstep.wings.credentials.rules import STATES as CREDENTIAL_STATES
from doorstep.wings.credentials.rules import check_code
from doorstep.wings.intake import pictures
from doorstep.wings.rights.consents import PROXY, WAYS, agree, agreed_by, withdraw
from doorstep.wings.rights.rules import FILE as RIGHTS

TEXTS = ("place", "witness", "document", "agent", "relation", "consent_way", "consent")
CONSENT_WAYS = ("present", "phone", "paper")
CAUSES = {
    "entered": Words(zh="进名册", en="entered"),
    "silent": Words(zh="静默认证", en="silently"),
    "cleared": Words(zh="疑点排除", en="cleared"),
    "stopped": Words(zh="告知、复核后暂停", en="suspended after notice and review"),
    "appealed": Words(zh="申诉", en="appealed"),
    "restored": Words(zh="恢复，补发", en="restored and paid"),
    "ended": Words(zh="核实后终止", en="ended after verification"),
    "death": Words(zh="疑似死亡记录", en="a record of death"),
    "funeral": Words(zh="疑似殡葬记录", en="a record of a funeral"),
    "prison": Words(zh="疑似服刑记录", en="a record of imprisonment"),
    "moved": Words(zh="疑似迁出", en="a record of having moved"),
    "no_signal": Words(zh="到期没有认证", en="not certified in time"),
    "told": Words(zh="有人反映", en="somebody said so"),
}


def own(request: HttpRequest, ident: UUID) -> tuple[dict[str, Any], Elder]:
    """Raises CaseNotFound for somebody of elsewhere."""
    context = frame(request)
    found = Elder.objects.filter(id=ident).first()
    if found is None or not any(found.place_path.startswith(path) for path in paths_of(context["desk"])):
        raise CaseNotFound
    return context, found


@guarded(may(MAY))
@never_cache
@require_safe
def elder(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The page leaves a trace of who looked."""
    return page(request, ident)


def page(request: HttpRequest, ident: UUID, refused: FormRefused | None = None) -> HttpResponse:
    """With what was typed when something was refused."""
    context, one = own(request, ident)
    by, now = actor_of(request).id, timezone.now()
    assert by is not None
    note_looks([one.id], by=by, what="page", now=now)
    past, person = queries.history(one), person_of(one)
    _months, owed, shown = paying.owed(one, now=now)
    names = _names([*(look.by for look in past.looks), *(row.by for row in past.certifications)])
    band = policy().band_of(one.born_month, today(now))
    held, period = held_by(bytes(one.id_hash)), current_period(one.place, now=now).code
    typed, wrong = (request.POST, field_sentences(refused)) if refused else ({}, {})
    is_asked = "kind" in typed  # the form by which a clerk asks for the elder, not one of the ways to certify
    context |= {
        "credentials": [(each, check_code(bytes(each.digest)), CREDENTIAL_STATES[each.state]) for each in held],
        "without": _without(past.certifications, {each.about for each in held}),
        "elder": one,
        "person": person,
        "where": atlas().label(one.place_path),
        "state": STATES[one.state],
        "tone": TONES[one.state],
        "band": band.label if band else "",
        "monthly": yuan(band.fen) if band else "",
        "period": period,
        "is_done": any(row.period == period for row in past.certifications),
        "is_on": is_on(one.place),
        "ways": _way_forms(*(({}, {}) if is_asked else (typed, wrong))),
        "is_asked": is_asked,
        "rights": rights_form(*((typed, wrong) if is_asked else ({}, {}))),
        "consent_ways": [(code, WAYS[code]) for code in CONSENT_WAYS],
        "agreed": agreed_by([one.id], now=now) if towns.pack().file(RIGHTS) is not None else [],
        "owed": yuan(owed) if owed else "",
        "shown": shown,
        "changes": [(row, STATES[row.state], CAUSES.get(row.cause) or _way(row.cause)) for row in past.changes],
        "certifications": [
            (row, policy().way_words(row.way), yuan(row.fen), names.get(row.by), _photo_in(row))
            for row in past.certifications
        ],
        "payments": [(row, yuan(row.fen)) for row in past.payments],
        "key": fresh_key(),
        "looks": [(row, names.get(row.by, "")) for row in past.looks],
    }
    return render(request, "allowance/elder.html", context, status=422 if refused else 200)


def _way_forms(
    typed: Mapping[str, str], wrong: Mapping[str, str]
) -> list[tuple[Way, bool, list[tuple[str, str, str]]]]:
    """Every way, whether it is open, and each thing it needs with what was typed and what is wrong with it."""
    chosen = typed.get("way", "")
    return [
        (
            way,
            way.code == chosen,
            [
                (need, typed.get(need, ""), wrong.get(need, "")) if way.code == chosen else (need, "", "")
                for need in way.needs
            ],
        )
        for way in policy().ways.values()
    ]


def _without(certified: list[Certification], issued: set[str]) -> str:
    """The latest period that was certified, where no credential says so yet."""
    return certified[0].period if certified and certified[0].period not in issued else ""


def _way(code: str) -> Words | str:
    return policy().ways[code].label if code in policy().ways else code


def _names(ids: list[UUID | None]) -> dict[UUID | None, str]:
    wanted = {ident for ident in ids if ident}
    return dict(Staff.objects.filter(id__in=wanted).values_list("id", "display_name"))


@guarded(may(MAY))
@require_POST
def certify_one(request: HttpRequest, ident: UUID) -> HttpResponse:
    """By one of the ways; a photo is kept sealed and proves the visit, nobody's face is compared."""
    _context, one = own(request, ident)
    given: dict[str, Any] = {name: request.POST.get(name, "").strip()[:200] for name in TEXTS}
    try:
        given["photo"] = _photo(request)
        given = {name: value for name, value in given.items() if value}
        _certify(one, request.POST.get("way", ""), given, by=actor_of(request).id, now=timezone.now())
    except FormRefused as refused:
        return page(request, ident, refused)
    except Refusal as refused:
        messages.error(request, sentence(refused))
        return redirect("elder", ident=ident)
    messages.success(request, _("认证好了，证据已存证。"))
    return redirect("elder", ident=ident)


def _photo(request: HttpRequest) -> str:
    """The digest of the photo that came along, or of the one that came with the same form before it was refused; ""."""
    if upload := request.FILES.get("photo"):
        sha = keep_photo(upload, now=timezone.now())
        kept = request.POST.copy()
        kept["photo"] = Signer().sign(sha)
        setattr(request, "POST", kept)  # noqa: B010 the form is shown again with it
        return sha
    try:
        return Signer().unsign(request.POST.get("photo", ""))
    except BadSignature:
        return ""


@transaction.atomic
def _certify(one: Elder, way: str, given: dict[str, Any], *, by: UUID | None, now: datetime) -> None:
    """With the elder's own consent on record where somebody else came for them."""
    if given.get("consent_way") not in CONSENT_WAYS:
        given.pop("consent_way", None)
    certify(one.id, way, given, by=by, now=now)
    if "consent_way" in policy().ways[way].needs and towns.pack().file(RIGHTS) is not None:
        agree(PROXY, about=one.id, way=given["consent_way"], noted_by=by, now=now)


@guarded(may(MAY))
@require_POST
def take_back(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The elder no longer wants to be certified through somebody else, and says so at the window or by telephone."""
    _context, one = own(request, ident)
    withdraw(read_whole(request.POST.get("id", "")) or 0, [one.id], by=actor_of(request).id, now=timezone.now())
    messages.success(request, _("撤回了，马上生效：以后要请人代办，得老人再同意一次。"))
    return redirect("elder", ident=ident)


def keep_photo(upload: Any, *, now: datetime) -> str:
    """Cleaned of where and when it was taken, sealed, outside the database; answers its digest. Raises FormRefused."""
    try:
        cleaned = pictures.clean(cast(BinaryIO, upload.file), name=upload.name or "", size=upload.size or 0)
    except FieldFault as fault:
        raise FormRefused({"photo": fault}) from fault
    files().keep(_stored_as(cleaned.sha256), seal(cleaned.content))
    return str(cleaned.sha256)


def _stored_as(sha: str) -> str:
    return f"{schema()}/allowance/{sha}"


@guarded(may(MAY))
@never_cache
@require_safe
def photo(request: HttpRequest, ident: UUID, sha: str) -> HttpResponse:
    """The photo of a visit, for whoever may see the elder."""
    _context, one = own(request, ident)
    by = actor_of(request).id
    assert by is not None
    if len(sha) != 64 or not _belongs(one, sha):
        raise Http404
    try:
        content = unseal_bytes(files().read(_stored_as(sha)))
    except FileLost:
        raise Http404 from None
    note_looks([one.id], by=by, what="photo", now=timezone.now())
    return HttpResponse(content, content_type="image/jpeg")


def _belongs(one: Elder, sha: str) -> bool:
    return any(sha == _photo_in(row) for row in queries.history(one).certifications)


def _photo_in(row: Certification) -> str:
    """The digest of the photo that was kept with it, or ""."""
    return seen_of(unseal(bytes(row.sealed))).get("photo", "") if row.sealed else ""


@guarded(may(MAY))
@require_POST
def issue_one(request: HttpRequest, ident: UUID) -> HttpResponse:
    """For somebody who waits at the window: their own credential, not the whole batch."""
    _context, one = own(request, ident)
    period = request.POST.get("period", "")
    by, now = actor_of(request).id, timezone.now()
    if not PERIOD.fullmatch(period):
        raise CaseNotFound
    if issue_period(period, [one.place_path], by=by, now=now, only=one.id):
        messages.success(request, _("凭证签发好了，可以打印给老人。"))
    else:
        messages.error(request, _("没有新签发：这一期没有认证过，或者早就签发了。"))
    return redirect("elder", ident=ident)


@guarded(may(MAY))
@require_POST
def doubt(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Raise a doubt; its case is then on the community's desk. The allowance goes on."""
    _context, one = own(request, ident)
    try:
        opened = raise_one(one, request.POST.get("reason", "told"), actor=actor_of(request), now=timezone.now())
    except Refusal as refused:
        messages.error(request, sentence(refused))
        return redirect("elder", ident=ident)
    messages.success(request, _("疑点单开好了，等上门核实；津贴照发。"))
    return redirect("desk_case_by_id", case_id=opened.case_id)
