"""The XML of callbacks, read without trusting it, and the XML of replies.

Read by expat with everything refused that a message has no use for: document types, entities, processing instructions, depth,
great numbers of elements. Positions become WGS-84 here, for the platform speaks GCJ-02.
"""

import math
from dataclasses import dataclass
from xml.parsers import expat

from doorstep.adapters.wechat import CallbackRefused
from doorstep.kernel.datums import Point, wgs_from_gcj

LARGEST = 64 * 1024
DEEPEST = 6
MOST_ELEMENTS = 200
Fields = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Message:
    """A callback. `id` is the same when the platform sends it again. `point` is WGS-84; `text` of a voice is what was understood."""

    id: str
    kind: str
    sender: str
    account: str
    text: str = ""
    event: str = ""
    event_key: str = ""
    media_id: str = ""
    point: Point | None = None


def read_fields(body: bytes) -> Fields:
    """The texts of the elements right below the root. Raises CallbackRefused."""
    if len(body) > LARGEST:
        raise CallbackRefused
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except (expat.ExpatError, ValueError, LookupError) as broken:
        raise CallbackRefused from broken
    return reader.fields


class _Reader:
    def __init__(self) -> None:
        self.fields: Fields = {}
        self._path: list[str] = []
        self._count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.ProcessingInstructionHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_: object) -> None:
        raise CallbackRefused

    def _begin(self, name: str, _: object) -> None:
        self._count += 1
        self._path.append(name)
        if self._count > MOST_ELEMENTS or len(self._path) > DEEPEST or (len(self._path) == 1 and name != "xml"):
            raise CallbackRefused

    def _end(self, _: str) -> None:
        self._path.pop()

    def _text(self, text: str) -> None:
        if len(self._path) == 2:
            self.fields[self._path[1]] = self.fields.get(self._path[1], "") + text


def read_message(body: bytes) -> Message:
    """A callback as it was meant. Raises CallbackRefused for what no message of the platform is."""
    fields = {name: text.strip() for name, text in read_fields(body).items()}
    sender, kind = fields.get("FromUserName", ""), fields.get("MsgType", "").lower()
    moment = fields.get("CreateTime", "")
    if not sender or len(sender) > 100 or not kind or not moment.isdecimal() or "\x00" in sender:
        raise CallbackRefused
    event = fields.get("Event", "").lower() if kind == "event" else ""
    # Events carry no id of their own: who and when stand for it, as the platform advises.
    number = fields.get("MsgId") or f"{sender}:{moment}:{event}:{fields.get('EventKey', '')}"
    return Message(
        id=number[:200],
        kind=kind,
        sender=sender,
        account=fields.get("ToUserName", ""),
        text=fields.get("Content", "") if kind == "text" else fields.get("Recognition", "") if kind == "voice" else "",
        event=event,
        event_key=fields.get("EventKey", "") if event else "",
        media_id=fields.get("MediaId", "")[:200] if kind == "image" else "",
        point=_point(fields) if kind == "location" else None,
    )


def _point(fields: Fields) -> Point | None:
    """Location_X is the latitude."""
    try:
        lat, lon = float(fields.get("Location_X", "")), float(fields.get("Location_Y", ""))
    except ValueError:
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return wgs_from_gcj((lon, lat))


def text_reply(text: str, *, to: str, account: str, at: int) -> str:
    """A passive reply of text."""
    return (
        f"<xml><ToUserName>{_quoted(to)}</ToUserName><FromUserName>{_quoted(account)}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>{_quoted(text)}</Content></xml>"
    )


def sealed_reply(sealed: str, *, msg_signature: str, timestamp: str, nonce: str) -> str:
    """The envelope of an encrypted reply."""
    return (
        f"<xml><Encrypt>{_quoted(sealed)}</Encrypt><MsgSignature>{_quoted(msg_signature)}</MsgSignature>"
        f"<TimeStamp>{int(timestamp)}</TimeStamp><Nonce>{_quoted(nonce)}</Nonce></xml>"
    )


def _quoted(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
