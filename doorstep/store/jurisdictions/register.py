"""Reads the register: which jurisdiction answers to a host. Kept in memory for a few seconds, since every request asks."""

import time
from dataclasses import dataclass

from doorstep.store.jurisdictions.backend.base import our_connection
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.models import Jurisdiction

FRESH_SECONDS = 5.0
_kept: dict[str, "Entry"] = {}
_read_at = 0.0


class JurisdictionUnknown(Exception):
    """没有这个辖区。"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the register."""

    name: str
    schema: str
    pack: str
    hosts: tuple[str, ...]
    is_simulated: bool


def list_jurisdictions() -> list[Entry]:
    """All jurisdictions by name, straight from the database."""
    from django.conf import settings

    with serving(settings.SHARED_SCHEMA):
        rows = list(Jurisdiction.objects.order_by("name"))
    # Whoever asks in the middle of something may hold an open cursor, which does not look again before its next statement.
    our_connection().look()
    return [
        Entry(name=r.name, schema=r.schema, pack=r.pack, hosts=tuple(r.hosts), is_simulated=r.is_simulated)
        for r in rows
    ]


def forget() -> None:
    """Read the register anew at the next question."""
    global _read_at
    _read_at = 0.0


def _entries() -> dict[str, Entry]:
    global _kept, _read_at
    if not _read_at:
        _kept = {entry.name: entry for entry in list_jurisdictions()}
        _read_at = time.monotonic()
    elif time.monotonic() - _read_at > FRESH_SECONDS:
        # Said before it is done, so that one thread asks while the others go on with what is known.
        _read_at = time.monotonic()
        _kept = {entry.name: entry for entry in list_jurisdictions()}
    return _kept


def by_host(host: str) -> Entry:
    """The jurisdiction that answers to this host name (without port); raises JurisdictionUnknown."""
    bare = host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host
    for entry in _entries().values():
        if bare in entry.hosts:
            return entry
    raise JurisdictionUnknown(bare)


def by_name(name: str) -> Entry:
    """The jurisdiction of this name; raises JurisdictionUnknown."""
    try:
        return _entries()[name]
    except KeyError:
        raise JurisdictionUnknown(name) from None


def by_schema(schema: str) -> Entry:
    """The jurisdiction that lives in this schema; raises JurisdictionUnknown."""
    for entry in _entries().values():
        if entry.schema == schema:
            return entry
    raise JurisdictionUnknown(schema)
