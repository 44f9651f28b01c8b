"""The log goes on under a new key: both sign for a while, so that nobody who knows only the old one is left behind; then the old one rests.

The name stays, and so does the log: size, leaves, checkpoints. What the old key signed is checked by the old key for ever.
"""

import hashlib
import os
from datetime import datetime

from doorstep.adapters import log_keys
from doorstep.adapters.log_keys import SigningKey
from doorstep.store.notary.deeds import Handed, notarise
from doorstep.wings.log import places, tables
from doorstep.wings.log.models import LogKey
from doorstep_proof.keeping import settle_folder


class RotationUnderWay(Exception):
    """上一次换密钥还没有收尾：新旧两把都在签。请先运行 doorstep log rotate 辖区 --finish。"""


class NothingToFinish(Exception):
    """没有正在进行的换密钥。"""


def rotate(*, now: datetime) -> SigningKey:
    """A new key signs from the next checkpoint on, and the old one beside it. Raises KeyMissing, RotationUnderWay.

    At every moment there is a key in its place, so that a sequencer at work never finds none.
    """
    where = places.places()
    own = log_keys.read_key(where.key)
    if where.previous.exists():
        raise RotationUnderWay(str(where.previous))
    fresh = where.key.with_name(f"{where.key.name}.next")
    fresh.unlink(missing_ok=True)
    made = log_keys.make_key(fresh, name=own.name, now=now)
    os.link(where.key, where.previous)
    fresh.replace(where.key)
    settle_folder(where.key.parent)
    since = tables.latest_head().size
    for key in (own, made):
        LogKey.objects.get_or_create(vkey=key.verifier.spelled(), defaults={"since": since, "at": now})
    digest = hashlib.sha256(made.verifier.spelled().encode()).digest()
    notarise([Handed(kind="other", source=f"log-key/{made.verifier.id.hex()}", digest=digest)], now=now)
    return made


def finish(*, now: datetime) -> SigningKey:
    """The old key signs no more; its file is kept under another name. Raises NothingToFinish."""
    where = places.places()
    if not where.previous.exists():
        raise NothingToFinish
    old = log_keys.read_key(where.previous)
    log_keys.set_aside(where.previous, now=now)
    return old
