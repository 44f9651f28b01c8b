"""凭证监管: issued, used, revoked, double, refused, with the records behind each number; one record, its paper, its end."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.adapters.pdf import FontMissing
from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.credentials import paper
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame
from doorstep.doors.web.shapes import Figure, Pager
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.allowance import queries as allowance
from doorstep.wings.credentials import queries
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.rules import REVOKED, STATES, SUSPENDED, VALID, check_code
from doorstep.wings.credentials.services import CredentialUnknown, change_state
from doorstep.wings.log.queries import entry_of_deed

MAY = "credentials"
REASONS = {
    "died": Words(zh="本人已故", en="the holder died"),
    "moved": Words(zh="户籍迁出", en="the holder moved away"),
    "wrong": Words(zh="签发有误", en="issued in error"),
    "doubt": Words(zh="有疑点，正在核实", en="a doubt, being looked into"),
    "cleared": Words(zh="核实无误，恢复", en="cleared, restored"),
}
LABELS = {
    "issued": Words(zh="签发", en="issued"),
    "used": Words(zh="有部门使用", en="relied on"),
    "revoked": Words(zh="撤销", en="revoked"),
    "suspended": Words(zh="暂停", en="suspended"),
    "double": Words(zh="同一部门重复使用", en="relied on twice by a unit"),
    "refused": Words(zh="验出问题", en="found wanting"),
}


LATE = Words(zh="补认证", en="certified late")
DEEDS = {"credential": Words(zh="签发", en="issued"), "statuslist": Words(zh="状态变更", en="change of state")}
FOUND = {
    **STATES,
    "paper": Words(zh="纸面被改过", en="paper was changed"),
    "expired": Words(zh="已过期", en="expired"),
    "not_yet_valid": Words(zh="还没生效", en="not yet valid"),
    "status_unknown": Words(zh="状态不明", en="status unknown"),
    "key_revoked": Words(zh="签发密钥已作废", en="its key was lost"),
}


def paths_of(desk: Desk) -> list[str]:
    """The places whose credentials are this person's to see."""
    return ["/"] if desk.view.everything else list(desk.view.place_paths)


@guarded(may(MAY))
@never_cache
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Numbers, each opening its records."""
    context = frame(request, "credentials")
    paths, about = paths_of(context["desk"]), request.GET.get("about", "")[:80].replace("\x00", "")
    what = request.GET.get("what", "issued")
    what = what if what in queries.BEHIND else "issued"
    counts = queries.counts(paths, about=about)
    before = _place_in(request.GET.get("before", ""))
    rows, more = queries.rows(paths, what=what, about=about, before=before)
    here = f"?{urlencode({'what': what, 'about': about})}"
    context |= {
        "figures": [
            Figure(
                value=str(getattr(counts, name)),
                label=label,
                url=f"?{urlencode({'what': name, 'about': about})}",
                tone="late" if name in ("double", "refused") and getattr(counts, name) else "none",
            )
            for name, label in LABELS.items()
        ]
        + _late(context, paths),
        "what": LABELS[what],
        "about": about,
        "rows": [
            {
                "row": row,
                "where": atlas().label(row.place_path),
                "state": STATES[row.state],
                "code": check_code(bytes(row.digest)),
            }
            for row in rows
        ],
        "pager": Pager(
            older_url=f"{here}&{urlencode({'before': f'{more[0].isoformat()}_{more[1]}'})}" if more else "",
            newer_url=here if before else "",
        ),
    }
    return render(request, "credentials/register.html", context)


def _late(context: dict[str, Any], paths: list[str]) -> list[Figure]:
    """Holders who were certified late; their names stand on the roll, for whoever may read that."""
    if "allowance" not in context["may"]:
        return []
    late = allowance.count_late(paths)
    return [Figure(value=str(late), label=LATE, url=f"{reverse('allowance')}?state=late")]


def _place_in(text: str) -> tuple[datetime, UUID] | None:
    """Where a page of the list begins, as its address says."""
    moment, _, ident = text.partition("_")
    try:
        found = datetime.fromisoformat(moment), UUID(ident)
    except ValueError:
        return None
    return found if found[0].tzinfo else None


def own(request: HttpRequest, ident: UUID) -> tuple[dict[str, Any], Credential]:
    """Raises CredentialUnknown for one of elsewhere."""
    context = frame(request, "credentials")
    held = queries.find(ident)
    if held is None or not any(held.place_path.startswith(path) for path in paths_of(context["desk"])):
        raise CredentialUnknown
    return context, held


@guarded(may(MAY))
@never_cache
@require_safe
def record(request: HttpRequest, ident: UUID) -> HttpResponse:
    """One: what was signed, who relied on it, its three forms."""
    context, held = own(request, ident)
    document = queries.document_of(held)
    context |= {
        "held": held,
        "code": check_code(bytes(held.digest)),
        "state": STATES[held.state],
        "reason": REASONS.get(held.reason, ""),
        "where": atlas().label(held.place_path),
        "rows": [(Words(zh=zh, en=en), value) for zh, en, value in paper.rows_of(document)] if document else [],
        "uses": [
            {"use": use, "unit": unit_tree().get(use.unit), "said": FOUND.get(use.verdict, use.verdict)}
            for use in queries.uses_of(held)
        ],
        "deeds": [(DEEDS[kind], entry_of_deed(kind, source)) for kind, source in queries.deeds_of(held)],
        "reasons": REASONS,
        "changes": _changes(held.state),
        "scan": paper.scan_address(held),
    }
    return render(request, "credentials/record.html", context)


def _changes(state: str) -> list[tuple[str, Words]]:
    offered = {
        VALID: [(SUSPENDED, Words(zh="暂停使用", en="Suspend")), (REVOKED, Words(zh="撤销", en="Revoke"))],
        SUSPENDED: [(VALID, Words(zh="恢复使用", en="Restore")), (REVOKED, Words(zh="撤销", en="Revoke"))],
    }
    return offered.get(state, [])


@guarded(may(MAY))
@require_POST
def change(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Suspend, restore, revoke, with a reason."""
    _context, held = own(request, ident)
    reason = request.POST.get("reason", "")
    if reason not in REASONS:
        messages.error(request, _("请选一个理由。"))
        return redirect("credential", ident=held.id)
    try:
        done = change_state(
            held.id, request.POST.get("to", ""), reason=reason, by=actor_of(request).id, now=timezone.now()
        )
        messages.success(
            request,
            _("凭证现在是“%(state)s”，公开名单已经更新。") % {"state": STATES[done.state].say(request.LANGUAGE_CODE)},
        )
    except Refusal as refused:
        messages.error(request, sentence(refused))
    return redirect(reverse("credential", kwargs={"ident": held.id}))


@guarded(may(MAY))
@never_cache
@require_safe
def take(request: HttpRequest, ident: UUID, form: str) -> HttpResponse:
    """For the holder: pdf or json."""
    _context, held = own(request, ident)
    document = queries.document_of(held)
    if document is None or form not in ("pdf", "json"):
        raise Http404
    try:
        content = (
            paper.pdf_of(held, document)
            if form == "pdf"
            else json.dumps(document, ensure_ascii=False, indent=1).encode()
        )
    except FontMissing as missing:
        return render(request, "refused.html", {"why": str(missing.__doc__)}, status=503)
    response = HttpResponse(content, content_type="application/pdf" if form == "pdf" else "application/vc")
    response.headers["Content-Disposition"] = f'attachment; filename="{held.id}.{form}"'
    return response
