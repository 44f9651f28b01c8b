"""Has the latest checkpoint stamped by an authority outside, or put on a chain, once an hour, where one is configured; and looks again."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from doorstep.adapters import chains, timestamps
from doorstep.adapters.chains import ChainKeyUnusable, ChainNotInstalled, ChainUnreachable, NotAnchored
from doorstep.adapters.timestamps import NotStamped
from doorstep.wings.log.models import ON_CHAIN, Anchor, Checkpoint

EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)


def anchor_checkpoint(now: datetime) -> bool:
    """True when there is a new stamp. An authority that is away is asked again at the next sweep."""
    stamper = timestamps.stamper()
    row = _due(stamper.name, now) if stamper else None
    if stamper is None or row is None:
        return False
    try:
        stamp = stamper.stamp(row.note.encode())
    except NotStamped as fault:
        log.warning("no time stamp: %s", fault)
        return False
    Anchor.objects.create(size=row.size, authority=stamper.name, token=stamp.token, at=stamp.at)
    return True


def _due(authority: str, now: datetime, every: timedelta = EVERY) -> Checkpoint | None:
    """The latest checkpoint, unless this authority has it, or was asked a moment ago."""
    row = Checkpoint.objects.order_by("-size").first()
    last = Anchor.objects.filter(authority=authority).order_by("-id").first()
    return None if row and last and (last.size == row.size or now - last.at < every) else row


def anchor_on_chain(now: datetime, *, every: timedelta = EVERY) -> bool:
    """True when there is a new transaction. A chain that is away is asked again at the next sweep."""
    try:
        chain = chains.chain()
        row = _due(chain.name, now, every) if chain else None
        if chain is None or row is None:
            return False
        found = chain.anchor(row.note.encode())
    except (ChainUnreachable, ChainNotInstalled, ChainKeyUnusable, NotAnchored) as fault:
        log.warning("not anchored on the chain: %s %s", type(fault).__name__, fault)
        return False
    Anchor.objects.create(size=row.size, authority=chain.name, token=found.reference, at=found.at)
    return True


def check_on_chain(limit: int = 100) -> Iterator[tuple[Anchor, str]]:
    """Each of the newest transactions read back, with what is wrong of it: "" for nothing. Raises ChainUnreachable, ChainNotInstalled."""
    chain = chains.chain()
    if chain is None:
        return
    for one in Anchor.objects.filter(authority=chain.name).order_by("-id")[:limit]:
        row = Checkpoint.objects.filter(size=one.size).first()
        try:
            chain.check(bytes(one.token), row.note.encode() if row else b"")
            yield one, ""
        except NotAnchored as wrong:
            yield one, " ".join(str(wrong.__doc__).split())


def anchors(limit: int = 3) -> list[Anchor]:
    """The newest."""
    return list(Anchor.objects.order_by("-id")[:limit])


def stamp_at(size: int) -> bytes | None:
    """The token under the checkpoint of this size."""
    if size >= 2**63:
        return None
    stamped = Anchor.objects.filter(size=size).exclude(authority__startswith=ON_CHAIN)
    token = stamped.values_list("token", flat=True).first()
    return None if token is None else bytes(token)
