"""One message becomes one answer: heard once, told to the conversation, and done what it asks. One transaction, no call to the outside."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from doorstep.adapters.wechat.messages import Message
from doorstep.doors.web.limits import Limit
from doorstep.doors.web.resident.holding import case_of_code
from doorstep.doors.web.speaking import sentence
from doorstep.doors.wechat.places import TownMap
from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.codes import show_code
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Reporter
from doorstep.wings.chat import phrases, services
from doorstep.wings.chat.rules import Kind, Said, Talk, answer
from doorstep.wings.chat.services import Party
from doorstep.wings.intake.rationing import spend
from doorstep.wings.intake.services import take_word
from doorstep.wings.rights.consents import CHAT, agree
from doorstep.wings.rights.register import consent_now
from doorstep.wings.rights.rules import FILE, Consent

CHANNEL = "wechat"
REPORTS = Limit(what="chat report", times=20, minutes=24 * 60)
FOLLOWED = Limit(what="chat code tried", times=30, minutes=60)
KINDS: dict[str, Kind] = {"text": "text", "voice": "voice", "image": "picture", "location": "place"}
MENU: dict[str, Kind] = {"REPORT": "begin", "TRACK": "how", "HELP": "how"}
BEGINS = frozenset({"subscribe", "scan"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """Who speaks, when, and how a tracking code becomes an address of this house."""

    party: Party
    message: Message
    link: Callable[[str], str]
    now: datetime


def said_by(message: Message) -> Said | None:
    """What the message says; None when there is nothing to answer, as with most events."""
    if message.kind != "event":
        kind = KINDS.get(message.kind, "other")
        return Said(kind=kind, text=message.text, point=message.point, media=message.media_id)
    if message.event in BEGINS:
        return Said(kind="hello")
    if message.event == "click" and message.event_key in MENU:
        return Said(kind=MENU[message.event_key])
    return None


@transaction.atomic
def take(message: Message, *, link: Callable[[str], str], now: datetime) -> str:
    """The answer, "" for none. The same message again gets the same answer, and nothing happens twice."""
    party = Party(channel=CHANNEL, address=message.sender)
    earlier = services.hear_once(party, message.id, now=now)
    if earlier is not None:
        return earlier.reply
    if message.event == "unsubscribe":
        services.forget(party)
    said = said_by(message)
    if said is None:
        return ""
    reply = _answer(said, Line(party=party, message=message, link=link, now=now)).zh
    services.keep_reply(party, message.id, reply)
    return reply


def _answer(said: Said, line: Line) -> Words:
    turn = answer(services.talk_with(line.party, now=line.now), said, TownMap())
    talk, reply = turn.talk, turn.reply
    if turn.submit:
        talk, reply = _submit(turn.submit, line)
    elif turn.follow:
        reply = _follow(turn.follow, line)
    elif talk.stage == "confirm" and reply and (text := _asked_to_agree(line.now)):
        asked = phrases.agreeing(text.text)
        talk, reply = replace(talk, shown=text.version), Words(zh=reply.zh + asked.zh, en=reply.en + asked.en)
    services.keep_talk(line.party, talk, now=line.now)
    assert reply is not None
    return reply


def _asked_to_agree(now: datetime) -> Consent | None:
    return consent_now(CHAT, now=now) if towns.pack().file(FILE) is not None else None


def _submit(told: Talk, line: Line) -> tuple[Talk, Words]:
    """The report as a case, with a receipt; or what is wrong with it, and everything that was told is still there."""
    if spend([REPORTS.ration(line.party.who.hex())], now=line.now):
        return Talk(), phrases.TOO_OFTEN
    try:
        opened = take_word(
            what=told.what,
            place=told.place.code if told.place else "",
            point=told.point,
            actor=ANONYMOUS,
            channel=CHANNEL,
            reporter=Reporter(is_anonymous=True),
            key=f"{CHANNEL}:{line.message.sender}:{line.message.id}",
            now=line.now,
        )
    except FormRefused as refused:
        said = " ".join(sentence(fault) for fault in refused.faults.values())
        return replace(told, stage="where", place=None, point=None), Words(zh=said, en=said)
    if told.shown:
        agree(CHAT, about=opened.case_id, version=told.shown, way=CHANNEL, now=line.now)
    services.remember_pictures(line.party, opened.case_id, told.pictures, now=line.now)
    return Talk(), phrases.receipt(opened.number, show_code(opened.code), line.link(opened.code))


def _follow(code: str, line: Line) -> Words:
    if spend([FOLLOWED.ration(line.party.who.hex())], now=line.now):
        return phrases.TRIED_OFTEN
    found = case_of_code(code)
    held = find(found[0]) if found else None
    if found is None or held is None:
        return phrases.FOLLOW_NONE
    return phrases.standing(found[1], law(held.law_id).state(held.case.state).plain, line.link(code))
