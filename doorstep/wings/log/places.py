"""Where a jurisdiction's log keeps what is not in the database: its key, what it signed last, and its mirror of plain files."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from doorstep.adapters import log_keys
from doorstep.adapters.log_keys import SigningKey
from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema
from doorstep_proof.checkpoints import Checkpoint, read_checkpoint
from doorstep_proof.merkle import EMPTY
from doorstep_proof.notes import read_note


@dataclass(frozen=True, kw_only=True)
class Places:
    """Paths of one jurisdiction."""

    key: Path
    previous: Path
    last: Path
    mirror: Path


def places() -> Places:
    """Of the jurisdiction being served."""
    name = schema()
    folder: Path = settings.LOG_KEYS
    return Places(
        key=folder / f"{name}.key",
        previous=folder / f"{name}.key.previous",
        last=folder / f"{name}.last",
        mirror=settings.LOG_MIRROR / name,
    )


def origin_for(entry: register.Entry) -> str:
    """What a log is called unless somebody says otherwise: the address it is read at, without the scheme."""
    named = [host for host in entry.hosts if "." in host and not host.replace(".", "").isdigit()]
    return f"{(named or [f'{entry.name}.localhost'])[0]}/log"


def signing_key(*, now: datetime) -> SigningKey:
    """The jurisdiction's key; outside production one is made at the first need. Raises KeyMissing, KeyTooOpen, KeyBroken."""
    path = places().key
    if not path.exists() and not settings.IS_PRODUCTION:
        return log_keys.make_key(path, name=origin_for(register.by_schema(schema())), now=now)
    return log_keys.read_key(path)


def previous_key() -> SigningKey | None:
    """The key before, while it still signs beside the new one. Raises KeyTooOpen, KeyBroken."""
    path = places().previous
    return log_keys.read_key(path) if path.exists() else None


def last_signed() -> Checkpoint:
    """What this installation signed last, as its own file says; size 0 where it signed nothing. Raises NoteMalformed."""
    raw = log_keys.read_last(places().last)
    if not raw:
        return Checkpoint(origin="", size=0, root=EMPTY)
    return read_checkpoint(read_note(raw.encode()).text)


def remember_signed(note: str) -> None:
    """Before anybody sees it."""
    log_keys.write_last(places().last, note)
