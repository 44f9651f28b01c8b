"""The town as an issuer: its DID, its keys by name (the private halves are the signer's), and what others read of them."""

from datetime import datetime
from typing import Any

from doorstep.adapters.signer import signer
from doorstep.kernel.chance import random_bytes
from doorstep.store.cases import towns
from doorstep.store.jurisdictions.addresses import address, host
from doorstep.store.jurisdictions.current import schema
from doorstep.wings.credentials.models import Key
from doorstep.wings.credentials.rules import Town
from doorstep_proof.credentials.dids import Issuer, did_document, did_web
from doorstep_proof.credentials.keys import ED25519, from_multikey
from doorstep_proof.credentials.verifying import Trust


def town() -> Town:
    """The jurisdiction being served."""
    return Town(did=did_web(host()), name=towns.pack().jurisdiction.label.zh, base=address("").rstrip("/"))


def signing_key(*, now: datetime) -> Key:
    """The one that signs now; made at the first need."""
    found = Key.objects.filter(retired_at=None, did=town().did).order_by("-made_at", "-id").first()
    return found or make_key(now=now)


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


def document(*, now: datetime) -> dict[str, Any]:
    """The DID document, with every key that ever signed for this DID."""
    signing_key(now=now)
    did = town().did
    keys = Key.objects.filter(did=did).order_by("made_at", "id")
    return did_document(did, [(one.name, from_multikey(one.multikey), one.retired_at is None) for one in keys])


def trust() -> Trust:
    """Whom this town believes: itself, under every address it has had."""
    name, issuers = town().name, dict[str, dict[str, Any]]()
    for key in Key.objects.order_by("id"):
        issuers.setdefault(key.did, {})[f"{key.did}#{key.name}"] = from_multikey(key.multikey)
    return Trust.of(Issuer(did=did, name=name, keys=keys) for did, keys in issuers.items())
