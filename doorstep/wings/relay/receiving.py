"""Checks what another system pushed and signed: a bent, stale or repeated message is refused in a sentence."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.webhook_signing import SIGNATURE, TOLERANCE, SignatureMissing, check
from doorstep.store.sealing import unseal
from doorstep.wings.relay.models import Received, Sender


class MessageRepeated(Refusal):
    """这条消息已经收过了，没有再处理；要重发请换一个 webhook-id。"""


class SenderUnknown(Refusal):
    """还没有给这个系统发过签名密钥，请先在“回传”页里生成。"""

    status = 401


def check_pushed(system: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> str:
    """The message's id, "" for one that is not signed and need not be. Header names are lower case.

    Raises SignatureMissing, SignatureWrong, MessageStale, SenderUnknown, MessageRepeated. Call it in the transaction that does
    what the message asks for: what fails may be sent again.
    """
    sender = Sender.objects.filter(system=system).first()
    if sender is None:
        if headers.get(SIGNATURE):
            raise SenderUnknown
        return ""
    if not headers.get(SIGNATURE):
        raise SignatureMissing
    message_id = check(unseal(bytes(sender.secret)), headers, body, now=now)[:120]
    try:
        with transaction.atomic():
            Received.objects.create(system=system, message_id=message_id, at=now)
    except IntegrityError:
        raise MessageRepeated from None
    return message_id


def forget_received(now: datetime) -> int:
    """Ids older than any message that would still be believed; how many."""
    return Received.objects.filter(at__lt=now - timedelta(seconds=4 * TOLERANCE)).delete()[0]
