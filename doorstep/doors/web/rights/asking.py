"""/rights/: what one may ask about one's own information, and asking it. Whoever holds nothing is first asked to prove who they are."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from doorstep.doors.web.about_you import marked
from doorstep.doors.web.actors import hold_receipts, receipts_of
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.form_keys import fresh_key, read_key
from doorstep.doors.web.guards import everyone, guarded
from doorstep.doors.web.limits import REPORTS, too_often
from doorstep.doors.web.resident import receipts
from doorstep.doors.web.resident.cases import rows_of
from doorstep.doors.web.rights.elders import elder_of
from doorstep.doors.web.rights.proving import asked_phone, proven_phone
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import field_sentences
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import FormRefused, KeyUsedDifferently
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.opening import Opened
from doorstep.wings.allowance.models import Elder
from doorstep.wings.rights.services import MECHANISM, Asking, about, ask, requests_of

ASKED = ("kind", "target", "value", "relation", "words")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A request as it was typed."""

    kind: str = ""
    target: str = ""
    value: str = ""
    relation: str = "self"
    words: str = ""
    key: str = ""

    def asking(self, cases: tuple[UUID, ...], phone: str, elder: Elder | None) -> Asking:
        return Asking(
            kind=self.kind,
            cases=cases,
            phone=phone,
            entry=elder.id if elder else None,
            identity=bytes(elder.id_hash) if elder else b"",
            target=self.target if self.kind == "correct" else "",
            value=self.value if self.kind == "correct" else "",
            relation=self.relation,
            words=self.words,
        )


@guarded(everyone)
@never_cache
@sensitive_post_parameters("value", "words")
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest) -> HttpResponse:
    """GET explains and asks, POST takes."""
    held, phone, elder = receipts_of(request), proven_phone(request), elder_of(request)
    if not held and not phone and elder is None:
        return render(request, "rights/prove.html", {"by_phone": asked_phone()})
    if request.method == "GET":
        return _page(request, Typed(kind=request.GET.get("kind", "")[:20], key=fresh_key()))
    if (refused := too_often(request, REPORTS)) is not None:
        return refused
    typed = Typed(**{name: request.POST.get(name, "") for name in ASKED}, key=read_key(request.POST))
    try:
        asking = typed.asking(about(sorted(held)), phone, elder)
        return _finish(request, ask(asking, actor=ANONYMOUS, key=typed.key, now=timezone.now()))
    except FormRefused as fault:
        return _page(request, typed, refused=fault)
    except KeyUsedDifferently:
        again = Typed(**{name: getattr(typed, name) for name in ASKED}, key=fresh_key())
        return _page(request, again, problem=_("刚才那一份已经收到了。如果这是另一个请求，请再按一次“提交”。"))


def _finish(request: HttpRequest, opened: Opened) -> HttpResponse:
    hold_receipts(request, opened.case_id)
    receipts.remember_code(request, opened.case_id, opened.code)
    return redirect("receipt", number=opened.number)


def _page(request: HttpRequest, typed: Typed, *, refused: FormRefused | None = None, problem: str = "") -> HttpResponse:
    held = receipts_of(request)
    wrong = field_sentences(refused) if refused else {}
    unseen = [
        said for name, said in wrong.items() if name not in ASKED
    ]  # of what is filled in by us: a law in force that is older
    theirs = frozenset(about(sorted(held)))
    context = {
        "typed": typed,
        "fields": _fields(typed, refused),
        "problems": [*([problem] if problem else []), *unseen],
        "rows": rows_of(theirs),
        "by_phone": None if proven_phone(request) else asked_phone(),
        "is_elder": elder_of(request) is not None,
        "before": rows_of(frozenset(one.case_id for one in requests_of(list(held)))),
    }
    return render(request, "rights/rights.html", context, status=422 if refused or problem else 200)


def _fields(typed: Typed, refused: FormRefused | None) -> list[FormField]:
    form = current_law(MECHANISM).mechanism.opening.form
    asked = tuple(field for field in form if field.name in ASKED)
    fields = form_fields(asked, filled={name: getattr(typed, name) for name in ASKED})
    return marked(fields, refused.faults if refused else {})
