"""The town as an issuer: its DID, its keys by name (the private halves are the signer's), and what others read of them."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from doorstep.adapters.signer import signer
from doorstep.kernel.chance import random_bytes
from doorstep.store.cases import towns
from doorstep.store.jurisdictions.addresses import address, host
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.credentials.models import Key
from doorstep.wings.credentials.rules import Town
from doorstep_proof.credentials.dids import Issuer, Revoked, did_document, did_web
from doorstep_proof.credentials.instants import written
from doorstep_proof.credentials.keys import ED25519, PublicKey, from_multikey
from doorstep_proof.credentials.refusals import KeyUnreadable
from doorstep_proof.credentials.verifying import Trust

log = logging.getLogger(__name__)


def town() -> Town:
    """The jurisdiction being served."""
    return Town(did=did_web(host()), name=towns.pack().jurisdiction.label.zh, base=address("").rstrip("/"))


def signing_key(*, now: datetime) -> Key:
    """The one that signs now; made at the first need."""
    held = Key.objects.filter(retired_at=None, lost_at=None, did=town().did).order_by("-made_at", "-id")
    return next((one for one in held if _public(one)), None) or make_key(now=now)


def _public(key: Key) -> PublicKey | None:
    """None for a key of a kind that is not switched on here any more: what it signed is of an unknown issuer until it is."""
    try:
        return from_multikey(key.multikey)
    except KeyUnreadable:
        log.warning("a key of kind %s is not read here: %s", key.kind, key.name)
        return None


def make_key(*, now: datetime, kind: str = ED25519) -> Key:
    """A key more, which signs from now on. Its name is like no other's: the keys may outlive the database that listed them."""
    name = f"k{now:%Y%m%d}-{random_bytes(4).hex()}"
    public = signer().make(schema(), name, kind)
    return Key.objects.create(name=name, did=town().did, kind=kind, multikey=public.multikey, made_at=now)


def all_keys() -> list[Key]:
    """Every key that ever signed, oldest first."""
    return list(Key.objects.order_by("made_at", "id"))


def rotate(*, now: datetime, kind: str = ED25519) -> Key:
    """A new key signs; those before it only verify."""
    fresh = make_key(now=now, kind=kind)
    Key.objects.filter(retired_at=None).exclude(id=fresh.id).update(retired_at=now)
    return fresh


def document(*, now: datetime, log_keys: Sequence[str]) -> dict[str, Any]:
    """The DID document, with every key that ever signed for this DID; `log_keys` check what was before a key was lost."""
    signing_key(now=now)
    did = town().did
    keys = Key.objects.filter(did=did).order_by("made_at", "id")
    read = [(one, _public(one)) for one in keys]
    return did_document(did, [(one.name, _held(one, public, log_keys)) for one, public in read if public])


def _held(key: Key, public: PublicKey, log_keys: Sequence[str] = ()) -> PublicKey | Revoked:
    if key.lost_at is None:
        return public
    return Revoked(key=public, at=written(key.lost_at), size=key.lost_size or 0, log=tuple(log_keys))


def trust() -> Trust:
    """Whom this town believes: itself, under every address it has had."""
    name, issuers = town().name, dict[str, dict[str, PublicKey | Revoked]]()
    for key in Key.objects.order_by("id"):
        if public := _public(key):
            issuers.setdefault(key.did, {})[f"{key.did}#{key.name}"] = _held(key, public)
    return Trust.of(
        Issuer(
            did=did,
            name=name,
            keys={method: one for method, one in keys.items() if not isinstance(one, Revoked)},
            revoked={method: one for method, one in keys.items() if isinstance(one, Revoked)},
        )
        for did, keys in issuers.items()
    )
