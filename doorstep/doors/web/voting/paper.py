"""Paper ballots: printed with a code each, scanned or typed in when they come back, or counted by hand in batches with a photo."""

import io
import re
import unicodedata
from collections import Counter
from typing import Any

import segno
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from doorstep.adapters.pdf import FontMissing, Press
from doorstep.adapters.pdf import Sheet as Print
from doorstep.adapters.pdf.typeset import TypstPress
from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.form_keys import fresh_key
from doorstep.doors.web.guards import guarded, may
from doorstep.doors.web.office.frame import frame, key_of
from doorstep.doors.web.shapes import FormField
from doorstep.doors.web.speaking import field_sentences, sentence
from doorstep.doors.web.voting.choosing import how_words, lines_of
from doorstep.doors.web.voting.mine import own_poll
from doorstep.kernel.refusals import CaseNotFound, FieldFault, FormRefused, Refusal
from doorstep.kernel.voting import Ballot
from doorstep.kernel.whole_numbers import read_whole
from doorstep.store.cases import towns
from doorstep.store.cases.codes import show_code
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.photos import keep_photos
from doorstep.wings.voting.drafting import state_of
from doorstep.wings.voting.electorate import name_of
from doorstep.wings.voting.models import Batch, Poll, Sheet, Twice
from doorstep.wings.voting.rules import APPROVAL
from doorstep.wings.voting.sheets import (
    MOST_AT_ONCE,
    Heap,
    Pile,
    Printed,
    enter_batch,
    print_roll,
    print_sheets,
    void_sheets,
    without_sheet,
)

TEMPLATE = "prints/ballot.typ"
MOST_IN_A_PILE = 5000
press: Press = TypstPress()


class HeapUnreadable(FieldFault):
    """第 %(row)s 行看不懂：写“选项序号 张数”，例如“1,3 25”；空白票写“0 张数”。"""


class NumbersUnreadable(FieldFault):
    """“%(part)s”看不懂：写票上印的号，例如“1-40，52，60-71”。"""


class NumberTwice(FieldFault):
    """第 %(number)s 号写了两遍：请再看一看。"""


class TooManyAtOnce(FieldFault):
    """一批最多 %(most)s 张，请分几批录。"""


class PhotosMissing(FieldFault):
    """手工点的票要有照片：请拍下点好的票面。"""


@guarded(may("ballots"))
@never_cache
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Print, scan, enter batches; what was found twice."""
    return _page(request, own_poll(frame(request, "polls")["desk"], number))


def _page(
    request: HttpRequest, poll: Poll, *, typed: dict[str, str] | None = None, wrong: dict[str, str] | None = None
) -> HttpResponse:
    typed, wrong = typed or {}, wrong or {}
    heaps = FormField(
        name="heaps",
        kind="text",
        label=_("点票结果"),
        help=_("一行一种填法：选项序号用逗号隔开，空一格，写多少张。例如“1,3 25”；空白票写“0 4”。"),
        value=typed.get("heaps", ""),
        errors=(wrong["heaps"],) if "heaps" in wrong else (),
        rows=6,
    )
    numbers = FormField(
        name="numbers",
        kind="text",
        label=_("是哪几张"),
        help=_("票上印的号，例如“1-40，52，60-71”：一张票只计一次，在网上投过、扫过的会指出是哪一号。"),
        value=typed.get("numbers", ""),
        errors=(wrong["numbers"],) if "numbers" in wrong else (),
        rows=2,
    )
    photos = FormField(
        name="photos", kind="photo", label=_("票面照片"), errors=(wrong["photos"],) if "photos" in wrong else ()
    )
    context = frame(request, "polls") | {
        "poll": poll,
        "state": state_of(poll),
        "printed": Sheet.objects.filter(poll=poll, is_void=False).count(),
        "voided": Sheet.objects.filter(poll=poll, is_void=True).count(),
        "unprinted": 0 if poll.is_secret else without_sheet(poll).count(),
        "at_once": MOST_AT_ONCE,
        "batches": list(Batch.objects.filter(poll=poll).order_by("entered_at")[:200]),
        "twice": list(Twice.objects.filter(poll=poll).order_by("found_at")[:200]),
        "lines": lines_of(list(poll.options.all()), poll.form, {}),
        "heaps": heaps,
        "numbers": numbers,
        "photos": photos,
        "by_hand": poll.form == APPROVAL and poll.is_secret,
        "refused": wrong,
    }
    return render(request, "voting/paper.html", context, status=422 if wrong else 200)


@guarded(may("ballots"))
@require_POST
def void(request: HttpRequest, number: str) -> HttpResponse:
    """Lost or spoilt sheets are of no use any more, by their printed numbers and with a reason."""
    desk: Desk = frame(request, "polls")["desk"]
    poll = own_poll(desk, number)
    typed = request.POST.get("first", "").strip(), request.POST.get("last", "").strip()
    first, last = (read_whole(one, digits=6) for one in (typed[0], typed[1] or typed[0]))
    if first is None or last is None:
        messages.error(request, _("请写票上印的号，例如 12；连着几张就写从哪张到哪张。"))
        return redirect("poll_paper", number=number)
    try:
        words = request.POST.get("words", "").strip()
        gone = void_sheets(poll, first, last, words, actor=desk.actor, now=timezone.now())
    except FormRefused as refused:
        messages.error(request, " ".join(field_sentences(refused).values()))
    except Refusal as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("作废了 %(count)s 张，谁捡到都不能用了。") % {"count": gone})
    return redirect("poll_paper", number=number)


@guarded(may("ballots"))
@require_POST
def print_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A printing: so many sheets that name nobody, or in an open poll one for each elector who has none, a thousand at once."""
    desk: Desk = frame(request, "polls")["desk"]
    poll = own_poll(desk, number)
    template = towns.pack().file(TEMPLATE)
    if template is None:
        raise CaseNotFound
    count = read_whole(request.POST.get("count", ""), digits=5) or 0
    try:
        with transaction.atomic():  # what could not be printed was not handed out
            made = print_sheets(poll, count) if poll.is_secret else print_roll(poll)
            pdf = press.pdf(_print(request, poll, made, template))
    except FontMissing as missing:
        return render(request, "refused.html", {"why": str(missing.__doc__)}, status=503)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="ballots-{poll.number}.pdf"'
    return response


def _print(request: HttpRequest, poll: Poll, made: list[Printed], template: Any) -> Print:
    lines = lines_of(list(poll.options.all()), poll.form, {})
    urls = {one.key: request.build_absolute_uri(reverse("poll_sheet", args=[one.key])) for one in made}
    data = {
        "title": poll.title,
        "question": poll.question,
        "how": how_words(poll, len(lines)),
        "form": poll.form,
        "number": poll.number,
        "town": towns.pack().jurisdiction.label.zh,
        "where": atlas().label(poll.place_path).zh,
        "closes": timezone.localtime(poll.closes_at).strftime("%Y 年 %m 月 %d 日 %H:%M"),
        "hash": poll.content_hash[:16],
        "options": [
            {
                "turn": turn,
                "title": line.title,
                "about": " · ".join(
                    part
                    for part in (
                        f"{f'{line.yuan:,.2f}'.removesuffix('.00')} 元" if line.cost else "",
                        line.where.zh if line.where else "",
                        line.kind,
                    )
                    if part
                ),
            }
            for turn, line in enumerate(lines, start=1)
        ],
        "sheets": [
            {
                "key": one.key,
                "shown": show_code(one.key),
                "number": one.number,
                "name": f"{one.elector.roll_number} {name_of(one.elector)}".strip() if one.elector else "",
            }
            for one in made
        ],
    }
    return Print(template=template, data=data, pictures={f"{key}.svg": _qr(url) for key, url in urls.items()})


def _qr(url: str) -> bytes:
    out = io.BytesIO()
    segno.make(url, error="q", micro=False).save(out, kind="svg", border=0, scale=10)
    return out.getvalue()


@guarded(may("ballots"))
@require_POST
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """A hand count. Refused whole when any line or the photo is wrong; what was typed stays."""
    desk: Desk = frame(request, "polls")["desk"]
    poll = own_poll(desk, number)
    typed, now = {name: request.POST.get(name, "") for name in ("heaps", "numbers")}, timezone.now()
    try:
        heaps = read_heaps(typed["heaps"], [one.key for one in poll.options.all()])
        pile = Pile(heaps=heaps, numbers=read_numbers(typed["numbers"]))
        photos = keep_photos(
            request.FILES.getlist("photos"),
            already=request.POST.getlist("photos_kept"),
            field="photos",
            uploaded_by=str(desk.actor.id),
            now=now,
        )
        if not photos:
            raise FormRefused({"photos": PhotosMissing()})
        done = enter_batch(poll, pile, photos, key=key_of(request) or fresh_key(), actor=desk.actor, now=now)
    except FormRefused as refused:
        return _page(request, poll, typed=typed, wrong=field_sentences(refused))
    except Refusal as refused:
        return _page(request, poll, typed=typed, wrong={"heaps": sentence(refused)})
    messages.success(request, _("这一批 %(count)s 张录好了。") % {"count": done.sheets})
    return redirect("poll_paper", number=number)


def read_heaps(typed: str, keys: list[str]) -> list[Heap]:
    """Raises FormRefused under "heaps"."""
    heaps = []
    for row, line in enumerate(typed.splitlines(), start=1):
        if not line.strip():
            continue
        parts = unicodedata.normalize("NFKC", line).replace("、", ",").split()  # as a Chinese keyboard types it
        marks = parts[0].split(",") if len(parts) == 2 else []
        times, turns = read_whole(parts[-1], digits=5), [read_whole(mark, digits=3) for mark in marks]
        # "0" is a sheet without a mark.
        if not turns or times is None or any(turn is None or turn > len(keys) for turn in turns):
            raise FormRefused({"heaps": HeapUnreadable(row=row)})
        heaps.append(Heap(said=Ballot(choices=tuple(sorted(keys[turn - 1] for turn in turns if turn))), times=times))
    return heaps


def read_numbers(typed: str) -> list[int]:
    """Numbers and stretches of them, “1-40，52”. Raises FormRefused under "numbers"."""
    found: list[int] = []
    plain = re.sub(r"\s*[-~—–]+\s*", "-", unicodedata.normalize("NFKC", typed).replace("、", ","))
    for part in plain.replace(",", " ").split():
        first, _dash, last = part.partition("-")
        low, high = read_whole(first, digits=6), read_whole(last or first, digits=6)
        if low is None or high is None or low > high:
            raise FormRefused({"numbers": NumbersUnreadable(part=part[:20])})
        if len(found) + high - low >= MOST_IN_A_PILE:
            raise FormRefused({"numbers": TooManyAtOnce(most=MOST_IN_A_PILE)})
        found.extend(range(low, high + 1))
    if twice := [number for number, times in Counter(found).items() if times > 1]:
        raise FormRefused({"numbers": NumberTwice(number=twice[0])})
    return found
