"""Suggestions while typing 输入提示: what a search box offers, as JSON. Shapes only; each room says what its readers may see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse

from doorstep.doors.web.words import say
from doorstep.kernel.form import clean_text
from doorstep.kernel.words import Words

LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One line of the list: where it leads, what it says, and in quiet letters what it is."""

    url: str
    text: str | Words
    note: str | Words = ""


def typed_in(request: HttpRequest) -> str:
    """What stands in the box; "" for less than two characters."""
    typed = clean_text(request.GET.get("q", "")[: LONGEST * 2]).strip()[:LONGEST]
    return typed if len(typed) > 1 else ""


def answer(found: Iterable[Suggestion]) -> JsonResponse:
    """In the reader's script; never kept by a cache, since what may be seen differs from reader to reader."""
    rows = [{"url": one.url, "text": say(one.text), "note": say(one.note)} for one in found]
    response = JsonResponse({"options": rows}, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response
