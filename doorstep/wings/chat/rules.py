"""What is answered to what was said, and what to do then: what happened → where → pictures → look it over → done. Pure.

Knows no messenger and no case. Every question says how to answer it with one sign, since many write with one thumb.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from doorstep.kernel.words import Words
from doorstep.wings.chat import phrases

Stage = Literal["idle", "what", "where", "which", "pictures", "confirm"]
Kind = Literal["text", "voice", "place", "picture", "hello", "begin", "how", "other"]
Point = tuple[float, float]

MOST_PICTURES = 6
MOST_OFFERED = 9
LONGEST = 2000
CANCEL = frozenset({"0", "０", "取消", "退出", "不报了", "算了", "cancel"})
YES = frozenset({"1", "１", "是", "好", "好的", "提交", "确认", "没有", "没有了", "ok", "yes"})
AGAIN = frozenset({"2", "２", "重来", "重写", "改"})
HELP = frozenset({"帮助", "help", "?", "？", "怎么用", "你好", "您好"})
FOLLOW = re.compile(r"(?:查|查询|進度|进度|track)\s*[:：]?\s*(\S.*)?", re.IGNORECASE | re.DOTALL)
SAYS_SOMETHING = re.compile(r"[\w\u4e00-\u9fff]")


@dataclass(frozen=True, kw_only=True)
class Option:
    """A place to choose."""

    code: str
    label: Words


class Map(Protocol):
    """What the rules ask about places."""

    def at(self, point: Point) -> Option | None:
        """The place there; None outside the jurisdiction."""

    def named(self, text: str) -> tuple[Option, ...]:
        """Communities whose names hold the text, or are held by it."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What came in. `point` is WGS-84; `media` the messenger's own name of a picture."""

    kind: Kind
    text: str = ""
    point: Point | None = None
    media: str = ""


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A conversation as far as it has come. `shown`: the version of the text that sending it agrees to."""

    stage: Stage = "idle"
    what: str = ""
    place: Option | None = None
    point: Point | None = None
    pictures: tuple[str, ...] = ()
    offered: tuple[Option, ...] = ()
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """`submit`: the report to open; the reply is then the receipt's. `follow`: the code somebody asked about."""

    talk: Talk
    reply: Words | None = None
    submit: Talk | None = None
    follow: str = ""


def answer(talk: Talk, said: Said, where: Map) -> Turn:
    """The next turn."""
    text = said.text.strip()[:LONGEST]
    match said.kind:
        case "hello" | "how":
            return Turn(talk=talk, reply=phrases.WELCOME if said.kind == "hello" else phrases.HOW)
        case "begin":
            return Turn(talk=Talk(stage="what"), reply=phrases.WHAT)
        case "place":
            return _placed(talk, said.point, where)
        case "picture":
            return _pictured(talk, said.media)
        case "voice" if not text:
            return Turn(talk=talk, reply=phrases.NOT_UNDERSTOOD)
        case "text" | "voice":
            return _worded(talk, text.rstrip("。") if said.kind == "voice" else text, where)
        case "other":
            return Turn(talk=talk, reply=phrases.NOT_TAKEN)


def _worded(talk: Talk, text: str, where: Map) -> Turn:
    plain = text.casefold()
    if match := FOLLOW.fullmatch(text):
        code = (match.group(1) or "").strip()
        if not code:
            return Turn(talk=talk, reply=phrases.FOLLOW_HOW)
        if _is_code(code):
            return Turn(talk=talk, follow=code)
    if plain in HELP:
        return Turn(talk=talk, reply=phrases.HOW)
    if plain in CANCEL:
        return Turn(talk=Talk(), reply=phrases.CANCELLED if talk.stage != "idle" else phrases.HOW)
    by_stage: dict[Stage, Callable[[Talk, str, Map], Turn]] = {
        "idle": _told_what,
        "what": _told_what,
        "where": _told_where,
        "which": _told_which,
        "pictures": _told_more,
        "confirm": _told_yes,
    }
    return by_stage[talk.stage](talk, text, where)


def _is_code(text: str) -> bool:
    """Ten letters and digits, however divided; anything else that begins with 查 is a report."""
    bare = re.sub(r"[\s\-－—]", "", text)
    return len(bare) == 10 and bare.isascii() and bare.isalnum()


def _told_what(talk: Talk, text: str, where: Map) -> Turn:
    if len(SAYS_SOMETHING.findall(text)) < 2:
        return Turn(talk=replace(talk, stage="what") if talk.stage != "idle" else talk, reply=phrases.SAY_MORE)
    told = replace(talk, what=text)
    if told.place:
        return _ask_pictures(told)
    return Turn(talk=replace(told, stage="where"), reply=phrases.where(text))


def _told_where(talk: Talk, text: str, where: Map) -> Turn:
    found = where.named(text)
    if not found:
        return Turn(talk=replace(talk, stage="where", offered=()), reply=phrases.PLACE_UNKNOWN)
    if len(found) > 1:
        offered = found[:MOST_OFFERED]
        return Turn(talk=replace(talk, stage="which", offered=offered), reply=phrases.which(offered, len(found)))
    return _ask_pictures(replace(talk, place=found[0], point=None))


def _told_which(talk: Talk, text: str, where: Map) -> Turn:
    number = int(text) if text.isdecimal() and len(text) < 3 else 0
    if 1 <= number <= len(talk.offered):
        return _ask_pictures(replace(talk, place=talk.offered[number - 1], point=None))
    return _told_where(talk, text, where) if not number else Turn(talk=talk, reply=phrases.which(talk.offered, 0))


def _told_more(talk: Talk, text: str, where: Map) -> Turn:
    if text.casefold() in YES:
        return _ask_yes(talk)
    return Turn(talk=replace(talk, what=f"{talk.what}\n{text}"[:LONGEST]), reply=phrases.ADDED)


def _told_yes(talk: Talk, text: str, where: Map) -> Turn:
    if text.casefold() in YES:
        return Turn(talk=Talk(), submit=talk)
    if text.casefold() in AGAIN:
        return Turn(talk=Talk(stage="what"), reply=phrases.WHAT)
    return _ask_yes(replace(talk, what=f"{talk.what}\n{text}"[:LONGEST]))


def _placed(talk: Talk, point: Point | None, where: Map) -> Turn:
    place = where.at(point) if point else None
    if place is None:
        stage: Stage = "where" if talk.what else talk.stage
        return Turn(talk=replace(talk, stage=stage), reply=phrases.OUTSIDE)
    told = replace(talk, place=place, point=point, offered=())
    if not told.what:
        return Turn(talk=replace(told, stage="what"), reply=phrases.what_there(place.label))
    return _ask_yes(told) if talk.stage == "confirm" else _ask_pictures(told)


def _pictured(talk: Talk, media: str) -> Turn:
    if not media:
        return Turn(talk=talk, reply=phrases.NOT_TAKEN)
    if len(talk.pictures) >= MOST_PICTURES:
        return Turn(talk=talk, reply=phrases.TOO_MANY_PICTURES)
    told = replace(talk, pictures=(*talk.pictures, media))
    if not told.what:
        return Turn(talk=replace(told, stage="what"), reply=phrases.WHAT_PICTURE)
    if not told.place:
        return Turn(talk=told, reply=phrases.PICTURE_THEN_WHERE)
    if talk.stage == "confirm":
        return _ask_yes(told)
    return Turn(talk=told, reply=phrases.one_more_picture(len(told.pictures)))


def _ask_pictures(talk: Talk) -> Turn:
    assert talk.place
    return Turn(
        talk=replace(talk, stage="pictures", offered=()), reply=phrases.pictures(talk.place.label, len(talk.pictures))
    )


def _ask_yes(talk: Talk) -> Turn:
    assert talk.place
    reply = phrases.confirm(talk.what, talk.place.label, len(talk.pictures))
    return Turn(talk=replace(talk, stage="confirm"), reply=reply)
