"""Signs and checks messages between systems as the Standard Webhooks specification 1.0 says: HMAC-SHA-256 over id.timestamp.body.

A message older or newer than five minutes is no longer believed; whoever checks also keeps the ids seen meanwhile.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.whole_numbers import read_whole

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = 300
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


class SignatureMissing(Refusal):
    """请求没有签名：要有 webhook-id、webhook-timestamp 和 webhook-signature 三个头。"""

    status = 401


class SignatureWrong(Refusal):
    """签名不对：请核对密钥，签名的内容须是“编号.时间戳.原样的正文”。"""

    status = 401


class MessageStale(Refusal):
    """时间戳和现在差了五分钟以上，请校准时钟后重新签名。"""

    status = 401


def secret_from(random: bytes) -> str:
    """A secret as it is shown and typed."""
    return PREFIX + base64.b64encode(random).decode()


def sign(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    """The value of the header `webhook-signature`."""
    signed = f"{message_id}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode()


def headers_for(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message."""
    return {ID: message_id, TIMESTAMP: str(int(at.timestamp())), SIGNATURE: sign(secret, message_id, at, body)}


def check(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
    """The message's id. Raises SignatureMissing, MessageStale, SignatureWrong. Header names are lower case."""
    message_id, written, given = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (message_id and written and given):
        raise SignatureMissing
    at = read_whole(written, digits=12)
    if at is None:
        raise SignatureWrong
    if abs(now.timestamp() - at) > TOLERANCE:
        raise MessageStale
    signed = f"{message_id}.{at}.".encode() + body
    right = "v1," + base64.b64encode(hmac.digest(_key(secret), signed, "sha256")).decode()
    if not any(hmac.compare_digest(right.encode(), one.encode()) for one in given.split(" ")):
        raise SignatureWrong
    return message_id


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()
