"""Keeps conversations between two messages, hears every message once, and remembers which pictures are still to be fetched."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app

from doorstep.kernel.words import Words
from doorstep.store.jurisdictions.current import schema
from doorstep.store.sealing import keyed_hash, seal, unseal
from doorstep.wings.chat.models import Conversation, Heard, Picture
from doorstep.wings.chat.rules import Option, Talk

GROWS_COLD = timedelta(hours=2)
SENT_AGAIN_WITHIN = timedelta(hours=1)
KEPT_IN_MIND = timedelta(days=30)
FETCH, QUEUE = "doorstep.fetch_pictures", "pictures"
MOST_TRIES = 6


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who speaks, in which messenger: the address the messenger knows them by, which is personal data."""

    channel: str
    address: str

    @property
    def who(self) -> bytes:
        return keyed_hash(f"{self.channel}:{self.address}", "chat")


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A message that came before. `reply` is "" when it got none."""

    reply: str


def hear_once(party: Party, message: str, *, now: datetime) -> Earlier | None:
    """None when this message is heard for the first time; the same message at the same moment waits for the first to end.

    To be called in a transaction, which also holds the person's other messages back until it ends.
    """
    name = keyed_hash(f"{party.channel}:{message}", "chat message")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(party.who[:8], "big", signed=True)])
        cursor.execute(
            "INSERT INTO chat_heard (message, until) VALUES (%s, %s) ON CONFLICT (message) DO NOTHING RETURNING 1",
            [name, now + SENT_AGAIN_WITHIN],
        )
        if cursor.fetchone():
            return None
    cipher = Heard.objects.filter(message=name).values_list("cipher", flat=True).first()
    return Earlier(reply=unseal(bytes(cipher)) if cipher else "")


def keep_reply(party: Party, message: str, reply: str) -> None:
    """What the message is answered, for when it comes again."""
    Heard.objects.filter(message=keyed_hash(f"{party.channel}:{message}", "chat message")).update(cipher=seal(reply))


def talk_with(party: Party, *, now: datetime) -> Talk:
    """As far as it has come; a new one when there was none or it grew cold."""
    cipher = Conversation.objects.filter(who=party.who, until__gt=now).values_list("cipher", flat=True).first()
    return _talk(json.loads(unseal(bytes(cipher)))) if cipher else Talk()


def keep_talk(party: Party, talk: Talk, *, now: datetime) -> None:
    """Until the next message. What is idle is forgotten."""
    if talk == Talk():
        Conversation.objects.filter(who=party.who).delete()
        return
    sealed = seal(json.dumps(_document(talk), ensure_ascii=False))
    Conversation.objects.update_or_create(who=party.who, defaults={"cipher": sealed, "until": now + GROWS_COLD})


def forget(party: Party) -> None:
    """Somebody left: what they had begun to tell goes."""
    Conversation.objects.filter(who=party.who).delete()


def remember_pictures(party: Party, case_id: UUID, media: Sequence[str], *, now: datetime) -> None:
    """To be fetched by one job, in the transaction that opened the case."""
    if not media:
        return
    sealed = seal(party.address)
    Picture.objects.bulk_create(
        Picture(case_id=case_id, channel=party.channel, media_cipher=seal(one), address_cipher=sealed, told_at=now)
        for one in media
    )
    app.configure_task(FETCH, queue=QUEUE, lock=f"pictures:{schema()}:{case_id}").defer(
        town=schema(), case_id=str(case_id)
    )


def settle(picture: Picture, *, fault: str = "") -> None:
    """Kept, or lost for this reason; the messenger's names for picture and person are forgotten."""
    picture.state = Picture.LOST if fault else Picture.KEPT
    picture.fault, picture.media_cipher, picture.address_cipher = fault[:80], None, None
    picture.save()


def forget_what_is_over(now: datetime) -> None:
    """Conversations that grew cold, messages that will not come again, pictures long settled."""
    Conversation.objects.filter(until__lte=now).delete()
    Heard.objects.filter(until__lte=now).delete()
    Picture.objects.filter(told_at__lte=now - KEPT_IN_MIND).delete()


def _document(talk: Talk) -> dict[str, Any]:
    return {
        "stage": talk.stage,
        "what": talk.what,
        "place": _row(talk.place) if talk.place else None,
        "point": talk.point,
        "pictures": talk.pictures,
        "offered": [_row(option) for option in talk.offered],
        "shown": talk.shown,
    }


def _talk(document: dict[str, Any]) -> Talk:
    point = document["point"]
    return Talk(
        stage=document["stage"],
        what=document["what"],
        place=_option(document["place"]) if document["place"] else None,
        point=(point[0], point[1]) if point else None,
        pictures=tuple(document["pictures"]),
        offered=tuple(map(_option, document["offered"])),
        shown=document.get("shown", ""),
    )


def _row(option: Option) -> list[str]:
    return [option.code, option.label.zh, option.label.en]


def _option(row: list[str]) -> Option:
    return Option(code=row[0], label=Words(zh=row[1], en=row[2]))
