"""One task: fill in, read it once more, send, keep the receipt. The same pages however the voter came in; no script needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.office.frame import key_of
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import sentence
from doorstep.doors.web.voting.choosing import ballot_from, how_words, lines_of, mark_options, said_on, typed_in
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting import Ballot
from doorstep.store.cases.codes import show_code
from doorstep.wings.voting.casting import Cast
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.queries import options_of
from doorstep.wings.voting.receipts import code_of
from doorstep.wings.voting.rules import check_choice
from doorstep.wings.voting.tokens import fresh_ballot_code, read_ballot_code, show_ballot_code


@dataclass(frozen=True, kw_only=True)
class Booth:
    """Where a ballot is filled in: whose poll, where its form goes, what travels with it, and what takes it."""

    poll: Poll
    action: str
    cast: Callable[[Ballot, str], Cast]
    hidden: Mapping[str, str] = field(default_factory=dict)
    who: str = ""
    is_staff: bool = False
    done_url: str = ""
    code: str = ""  # what a token made by the server can be had again by

    @property
    def shown_code(self) -> str:
        """As the voter copies it."""
        return show_ballot_code(self.code)


def ballot_code_of(request: HttpRequest) -> str:
    """The ballot code that the voter kept, else the one of this form. Raises CodeUnreadable."""
    kept = read_ballot_code(request.POST.get("kept", ""))
    return kept or read_ballot_code(request.POST.get("code", "")) or fresh_ballot_code()


def kept_field(request: HttpRequest) -> FormField:
    """Asks whoever lost the page for the code that stood on it."""
    return FormField(
        name="kept",
        kind="line",
        label=_("选票码"),
        help=_("领过票、页面关了的，填领票时抄下的 12 个字母和数字；第一次领的不用填。"),
        value=request.POST.get("kept", "")[:40],
        required=False,
        max_length=40,
    )


def serve(request: HttpRequest, booth: Booth) -> HttpResponse:
    """GET, or POST with step=fill: the empty ballot. step=review: to be read once more. step=send: taken, with its receipt."""
    step = request.POST.get("step", "fill") if request.method == "POST" else "fill"
    options = list(booth.poll.options.all())
    typed = typed_in(request.POST, options, booth.poll.form) if request.method == "POST" else {}
    if step not in ("review", "send"):
        return _page(request, booth, typed, "fill")
    try:
        ballot = ballot_from(typed, booth.poll.form)
        check_choice(ballot, form=booth.poll.form, most=booth.poll.most, options=options_of(booth.poll))
    except Refusal as refused:
        return _page(request, booth, typed, "fill", problem=sentence(refused), status=refused.status)
    if step == "review":
        return _page(request, booth, typed, "review")
    done = booth.cast(ballot, key_of(request) or fresh_key())
    return receipt_page(request, booth, done)


def _page(
    request: HttpRequest, booth: Booth, typed: Mapping[str, str], step: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    poll = booth.poll
    lines = lines_of(list(poll.options.all()), poll.form, typed)
    context = {
        "poll": poll,
        "booth": booth,
        "lines": lines,
        "typed": typed,
        "chosen": said_on(lines, poll.form),
        "how": how_words(poll, len(lines)),
        "marks": mark_options(),
        "ranks": range(1, min(poll.most, len(lines)) + 1),
        "key": key_of(request) or fresh_key(),
        "problem": problem,
        "layout": "layout_staff.html" if booth.is_staff else "layout.html",
    }
    return render(request, f"voting/{step}.html", context, status=status)


def receipt_page(request: HttpRequest, booth: Booth, done: Cast) -> HttpResponse:
    """That it was taken, with the code to find it by."""
    code = code_of(bytes.fromhex(done.receipt))
    url = request.build_absolute_uri(f"{reverse('poll_receipt', args=[booth.poll.number])}?code={code}")
    context = {
        "poll": booth.poll,
        "booth": booth,
        "code": show_code(code),
        "full": done.receipt,
        "is_repeat": done.is_repeat,
        "url": url,
        "qr_svg": mark_safe(segno.make(url, error="m", mask=2).svg_inline(omitsize=True, border=0)),
        "typed": typed_in(request.POST, list(booth.poll.options.all()), booth.poll.form),
        "layout": "layout_staff.html" if booth.is_staff else "layout.html",
    }
    return render(request, "voting/cast.html", context)
