"""「我为群众办实事」项目办理表 as a PDF: what the ledger says, in the shape of the official form. Always in Chinese."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doorstep.adapters.pdf import FontMissing, Press, Sheet
from doorstep.adapters.pdf.typeset import TypstPress
from doorstep.doors.web.desk.frame import Desk, frame
from doorstep.doors.web.desk.holding import held_case
from doorstep.doors.web.desk.story import Duty, duties_of
from doorstep.doors.web.desk.veil import read_by
from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.office.channels import channel_words
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.about import about
from doorstep.store.cases.locking import Held
from doorstep.store.cases.stories import Line
from doorstep.store.cases.tracing import trace
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.photos import find_photo, open_photo
from doorstep.wings.joint.results import Reported, results_beneath

TEMPLATE = "prints/six-orders-form.typ"
DONE_BY = ("finish", "submit_finish", "settle_on_spot")
MOST_PHOTOS = 3
LONGEST = 1500
press: Press = TypstPress()


@guarded(staff)
@never_cache
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF, shown in the browser. It opens what is sealed, and is traced."""
    held = held_case(request, number)
    template = towns.pack().file(TEMPLATE)
    if template is None or held.case.mechanism != "six_orders":
        raise CaseNotFound
    desk: Desk = frame(request)["desk"]
    lines = read_by(desk.actor, held)
    trace(held.case.id, desk.actor, "sheet", now=desk.now)
    pictures = {f"{photo.id}.jpg": open_photo(find_photo(UUID(photo.id)), is_small=False) for photo in _photos(lines)}
    data = sheet_data(held, lines, duties_of(held.case.id), reader=request.user.display_name, now=desk.now)  # type: ignore[union-attr]
    try:
        made = press.pdf(Sheet(template=template, data=data, pictures=pictures))
    except FontMissing as missing:
        return render(request, "refused.html", {"why": str(missing.__doc__)}, status=503)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


def sheet_data(held: Held, lines: list[Line], duties: list[Duty], *, reader: str, now: datetime) -> dict[str, Any]:
    """What the template reads. "" stands for what is not known yet and may be filled in by hand."""
    case, known = held.case, about(held.case.id)
    done = next((line for line in reversed(lines) if line.verb in DONE_BY), None)
    sent = next((line for line in reversed(lines) if line.verb in ("dispatch", "reassign")), None)
    taken = next((line for line in reversed(lines) if line.verb == "accept"), None)
    handling = next((duty for duty in reversed(duties) if duty.rule.name == "handling"), None)
    spot = _said(lines[0], "spot") if lines else ""
    return {
        "heading": "“我为群众办实事”项目办理表",
        "office": towns.pack().jurisdiction.label.zh,
        "number": case.number,
        "opened": _moment(case.opened_at),
        "title": known.title,
        "place": "　".join(part for part in (atlas().label(case.place_path).zh, spot) if part),
        "category": towns.pack().categories.label(case.category).zh,
        "channel": channel_words(case.channel).zh,
        "word": (_said(lines[0], "what") if lines else "")[:LONGEST] or known.body,
        "lead": unit_tree().label(case.lead_unit).zh if case.lead_unit else "",
        "responsible": _said(done, "responsible") or _said(taken, "responsible"),
        "basis": _said(sent, "basis"),
        "assisting": _assisting(case.id),
        "dispatched": _moment(sent.at) if sent else "",
        "accepted": _moment(taken.at) if taken else "",
        "due": _moment(handling.due_at) if handling else "",
        "measures": _said(done, "measures"),
        "result": _said(done, "result"),
        "outcome": _said(done, "outcome") or ("现场办结" if done and done.verb == "settle_on_spot" else ""),
        "finished": _day(_said(done, "finished_on")) or (_moment(done.at) if done else ""),
        "cost": f"{cost} 元" if (cost := _said(done, "cost")) else "",
        "before": _names(lines, done, ("photos_before",)),
        "after": _names(lines, done, ("photos_after",)),
        "rating": _rating(lines),
        "printed": f"{reader} 打印于 {_moment(now)}",
        "proof": f"留痕 {case.seq} 条，校验码 {case.head.hex()[:16]}",
    }


def _assisting(case_id: UUID) -> list[str]:
    """Each unit that helped, with what it reported: “市水务局（协办）：查过了，管线没有漏”."""
    return [
        f"{unit_tree().label(one.unit).zh}（{_role(one)}）：{one.result[:LONGEST] or one.state.zh}"
        for one in results_beneath(case_id)
    ]


def _role(one: Reported) -> str:
    part = f"分办：{one.title}" if one.mechanism == "part_order" else "协办"
    return f"{part}，{one.share}%" if one.share else part


def _said(line: Line | None, name: str) -> str:
    """An answer in Chinese."""
    answer = next((one for one in line.answers if one.name == name), None) if line else None
    match answer.value if answer else "":
        case str() as text:
            return text
        case Words() as words:
            return words.zh
        case several:
            return "、".join(word.zh for word in several)


def _rating(lines: list[Line]) -> str:
    rated = next((line for line in reversed(lines) if line.verb == "rate"), None)
    if rated is None:
        return ""
    return "\n".join(
        part for part in (f"{_said(rated, 'grade')}（{_moment(rated.at)}）", _said(rated, "words")) if part
    )


def _names(lines: list[Line], done: Line | None, fields: tuple[str, ...]) -> list[str]:
    """Photos of the finishing step; where it brought none from before, those that came with the word."""
    own = [photo for photo in (done.photos if done else ()) if photo.field in fields]
    if not own and "photos_before" in fields and lines:
        own = list(lines[0].photos)
    return [f"{photo.id}.jpg" for photo in own[:MOST_PHOTOS]]


def _photos(lines: list[Line]) -> list[Any]:
    done = next((line for line in reversed(lines) if line.verb in DONE_BY), None)
    wanted = {*_names(lines, done, ("photos_before",)), *_names(lines, done, ("photos_after",))}
    found = {f"{photo.id}.jpg": photo for line in lines for photo in line.photos}
    return [photo for name, photo in found.items() if name in wanted]


def _day(iso: str) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _moment(at: datetime) -> str:
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"
