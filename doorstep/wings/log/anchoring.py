"""Has the latest checkpoint stamped by an authority outside, once an hour, where one is configured; and looks at stamps again."""

import logging
from datetime import datetime, timedelta

from doorstep.adapters import timestamps
from doorstep.adapters.timestamps import NotStamped
from doorstep.wings.log.models import Anchor, Checkpoint

EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)


def anchor_checkpoint(now: datetime) -> bool:
    """True when there is a new stamp. An authority that is away is asked again at the next sweep."""
    stamper = timestamps.stamper()
    row = Checkpoint.objects.order_by("-size").first()
    if stamper is None or row is None:
        return False
    last = Anchor.objects.filter(authority=stamper.name).order_by("-id").first()
    if last and (last.size == row.size or now - last.at < EVERY):
        return False
    try:
        stamp = stamper.stamp(row.note.encode())
    except NotStamped as fault:
        log.warning("no time stamp: %s", fault)
        return False
    Anchor.objects.create(size=row.size, authority=stamper.name, token=stamp.token, at=stamp.at)
    return True


def anchors(limit: int = 3) -> list[Anchor]:
    """The newest."""
    return list(Anchor.objects.order_by("-id")[:limit])


def stamp_at(size: int) -> bytes | None:
    """The token under the checkpoint of this size."""
    if size >= 2**63:
        return None
    token = Anchor.objects.filter(size=size).values_list("token", flat=True).first()
    return None if token is None else bytes(token)
