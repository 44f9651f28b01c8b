"""验真: upload, paste or scan a credential, and read in words what it is worth; whoever is signed in for a unit may note its use.

What is handed in is judged and forgotten. A scan shows what was signed, half hidden, so that it can be held against the paper.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from doorstep.adapters.pdf import FontMissing
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.credentials import paper
from doorstep.doors.web.guards import capabilities, everyone, guarded, unit_that_may
from doorstep.doors.web.limits import LOOK_UPS, too_often
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.wings.credentials import keeping, publishing, queries
from doorstep.wings.credentials.rules import check_code
from doorstep.wings.credentials.services import CredentialUnknown, digest_of, note_use
from doorstep.wings.log.queries import entry_of_deed
from doorstep_proof.credentials.command import judge_file
from doorstep_proof.credentials.dids import Revoked
from doorstep_proof.credentials.paper import attached_credential, is_pdf
from doorstep_proof.credentials.verdicts import KEY_REVOKED, MALFORMED, TAMPERED, UNKNOWN_ISSUER, WORDS, Verdict
from doorstep_proof.credentials.verifying import Lists, judge
from doorstep_proof.refusals import NotProven

LARGEST = 2 * 2**20
RELY = "rely_on"
NAMED = "姓名"
TONES = {"valid": "ok", "suspended": "soon", "not_yet_valid": "soon", "status_unknown": "soon"}
PAPER = {
    "same": Words(zh="这份 PDF 和签发时一字不差。", en="This PDF is exactly as it was issued."),
    "swapped": Words(
        zh="二维码被换过：这份 PDF 上的二维码指向的不是这张凭证。不要采信这张纸。",
        en="The QR code was swapped: it does not lead to this credential. Do not rely on this paper.",
    ),
    "changed": Words(
        zh="这份 PDF 签发后被改动过：只有下面列出的是签过名的内容，纸面上与它不同的不要采信。",
        en="This PDF was changed after it was issued: only what is listed below was signed.",
    ),
    "": Words(
        zh="请把下面的内容和核对码同纸面比一比：不一样，就是二维码或纸面被换过。",
        en="Hold what is below, and the check code, against the paper: where they differ, code or paper was swapped.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the page says."""

    said: Words
    tone: str
    state: str
    why: str
    issuer: str
    code: str
    rows: list[tuple[Words, str]]
    printed: Words | None
    is_printed_wrong: bool
    ident: UUID | None
    is_partial: bool


def own_lists() -> Lists:
    """This town's status lists, as they are now; those of others are not fetched."""
    base, now = f"{keeping.town().base}/credentials/status/", timezone.now()

    def find(address: str) -> dict[str, Any] | None:
        written, _slash, purpose = address.removeprefix(base).rstrip("/").partition("/")
        number = read_whole(written, digits=9)
        if not address.startswith(base) or number is None:
            return None
        try:
            return publishing.published_list(number, purpose, now=now)
        except CredentialUnknown:
            return None

    return Lists(find)


def own_place(document: dict[str, Any], _lost: Revoked) -> int | None:
    """Where this town's log holds a credential; None for one that it never issued."""
    held = queries.by_digest(digest_of(document))
    return entry_of_deed("credential", str(held.id)) if held else None


def judge_upload(raw: bytes) -> Judged:
    """Whatever form it comes in; a PDF is compared with the one that was issued."""
    verdict = judge_file(raw, keeping.trust(), now=timezone.now(), lists=own_lists(), place=own_place)
    printed = _printed(raw, verdict) if is_pdf(raw) else None
    return _judged(verdict, printed)


def _printed(raw: bytes, verdict: Verdict) -> str | None:
    if verdict.state in (MALFORMED, TAMPERED, UNKNOWN_ISSUER, KEY_REVOKED):
        return None
    try:
        document = attached_credential(raw)
        held = queries.by_digest(digest_of(document))
        return paper.compared(raw, held, document) if held else "changed"
    except (NotProven, FontMissing):
        return ""


def _judged(verdict: Verdict, printed: str | None, *, hides: bool = False) -> Judged:
    zh, en = WORDS[verdict.state]
    is_wrong = printed in ("swapped", "changed")
    is_ours = bool(verdict.issuer) and "proof" in verdict.document
    is_partial = bool(verdict.issuer) and "vct" in verdict.document
    read = paper.rows_of if is_ours else paper.rows_of_claims if is_partial else _nothing
    if verdict.state == KEY_REVOKED:  # whoever had the key wrote what they liked
        read = _nothing
    rows = [(Words(zh=zh_, en=en_), value) for zh_, en_, value in read(verdict.document)]
    return Judged(
        said=Words(zh=zh, en=en),
        tone="late" if is_wrong else TONES.get(verdict.state, "late"),
        state=verdict.state,
        why=verdict.why if verdict.state in (MALFORMED, TAMPERED, KEY_REVOKED) else "",
        issuer=verdict.issuer,
        code=check_code(digest_of(verdict.document)) if is_ours else "",
        rows=[(label, _half(value) if hides and label.zh == NAMED else value) for label, value in rows],
        printed=PAPER[printed] if printed is not None else None,
        is_printed_wrong=is_wrong,
        ident=_ident(verdict) if is_ours or is_partial else None,
        is_partial=is_partial,
    )


def _nothing(_document: dict[str, Any]) -> list[tuple[str, str, str]]:
    return []


def _ident(verdict: Verdict) -> UUID | None:
    """The number of a credential of ours, in either form."""
    said = verdict.document.get("jti", verdict.document.get("id"))
    try:
        return UUID(str(said).removeprefix("urn:uuid:"))
    except ValueError:
        return None


def _half(value: str) -> str:
    """A name keeps its first character; other values stay, since the paper's bearer reads them there anyway."""
    return value[:1] + "*" * (len(value) - 1)


@guarded(everyone)
@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """GET asks, POST answers: a file, a pasted text, or the address that a QR code holds."""
    context: dict[str, Any] = {"may_rely": RELY in _may(request), "typed": "", "purpose": ""}
    if request.method == "GET":
        return render(request, "credentials/verify.html", context)
    if (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    upload, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    if upload is None and (address := _scanned(text)):
        return redirect("verify_scanned", *address)
    context |= {"typed": text[:20_000], "purpose": request.POST.get("purpose", "")[:60]}
    if upload is None and not text:
        context["wrong"] = _("请选一个文件，或者把凭证的内容贴进来。")
        return render(request, "credentials/verify.html", context, status=422)
    if upload is not None and (upload.size or 0) > LARGEST:
        context["wrong"] = _("文件太大：凭证不会超过 2 MB。")
        return render(request, "credentials/verify.html", context, status=422)
    raw = upload.read() if upload is not None else text.encode()
    context["judged"] = judged = judge_upload(raw)
    context["used"] = _note(request, judged)
    return render(request, "credentials/verify.html", context)


def _may(request: HttpRequest) -> frozenset[str]:
    return capabilities(request) if request.user.is_authenticated else frozenset()


def _scanned(text: str) -> tuple[UUID, str] | None:
    """Number and check code from the address in a QR code of this town."""
    start = f"{keeping.town().base}/verify/"
    parts = text.removeprefix(start).strip("/").split("/")
    if not text.startswith(start) or len(parts) != 2:
        return None
    try:
        return UUID(parts[0]), parts[1][:40]
    except ValueError:
        return None


def _note(request: HttpRequest, judged: Judged) -> bool:
    """Whoever may rely on credentials for a unit, and says what for, leaves a trace of it."""
    purpose = request.POST.get("purpose", "").strip()
    if not purpose or RELY not in _may(request):
        return False
    held = queries.find(judged.ident) if judged.ident else None
    if held is None:
        return False
    actor, unit = actor_of(request), unit_that_may(request, RELY)
    verdict = "paper" if judged.is_printed_wrong else judged.state
    note_use(held, unit=unit, by=actor.id, purpose=purpose, verdict=verdict, now=timezone.now())
    return True


@guarded(everyone)
@never_cache
@require_safe
def scanned(request: HttpRequest, ident: UUID, code: str) -> HttpResponse:
    """What the QR code on the paper opens: only with the code that is printed there."""
    if (refused := too_often(request, LOOK_UPS)) is not None:
        return refused
    opened = queries.opened_by(ident, code)
    if opened is None:
        wrong = _("没有这张凭证，或者核对码不对：这个二维码不是我们印的，纸面不要采信。")
        return render(request, "credentials/verify.html", {"wrong": wrong, "typed": ""}, status=404)
    held, document = opened
    verdict = judge(document, keeping.trust(), now=timezone.now(), lists=own_lists(), place=own_place)
    typed = request.GET.get("printed", "")[:40].strip().upper().replace("－", "-").replace(" ", "")
    printed = "" if not typed else "same" if typed.replace("-", "") == code.upper().replace("-", "") else "swapped"
    judged = _judged(verdict, printed, hides=True)
    context = {"judged": judged, "is_scan": True, "typed": "", "code_typed": typed, "held": held}
    return render(request, "credentials/verify.html", context)
