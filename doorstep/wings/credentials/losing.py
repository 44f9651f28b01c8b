"""A key that came into other hands 密钥作废: from which moment on, by the log's order; and issuing anew what it signed since.

What it signed before stays valid, since a thief can write any date but cannot get into the log's past. Never makes a key sign again.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.refusals import Refusal
from doorstep.store.notary.deeds import Handed, notarise
from doorstep.wings.credentials.keeping import signing_key
from doorstep.wings.credentials.models import Credential, Key
from doorstep.wings.credentials.queries import document_of
from doorstep.wings.credentials.rules import VALID
from doorstep.wings.credentials.services import issue_anew
from doorstep_proof.credentials.data_integrity import proofs_of
from doorstep_proof.credentials.instants import written
from doorstep_proof.credentials.strict_json import canonical

BATCH = 2000
# From numbers of credentials to their places in the log; those that wait are left out.
Places = Callable[[Sequence[str]], Mapping[str, int]]


class KeyNotOurs(Refusal):
    """没有叫“%(name)s”的签发密钥。"""

    status = 404


class LostBefore(Refusal):
    """这把密钥已经写明 %(at)s 起作废；只能改得更早，不能改晚。"""

    status = 409


@transaction.atomic
def lose(name: str, *, since: datetime, size: int, now: datetime) -> Key:
    """From `since` on others may have signed with it; `size` entries of the log came before. Another key signs from now on.

    Earlier than was said before may be said, later not. Raises KeyNotOurs, LostBefore."""
    key = Key.objects.select_for_update().filter(name=name).first()
    if key is None:
        raise KeyNotOurs(name=name)
    if key.lost_at is not None and (since > key.lost_at or size > (key.lost_size or 0)):
        raise LostBefore(at=written(key.lost_at))
    key.lost_at, key.lost_size, key.retired_at = since, size, key.retired_at or now
    key.save(update_fields=["lost_at", "lost_size", "retired_at"])
    signing_key(now=now)
    said = canonical({"key": name, "lostAt": written(since), "logSize": size})
    source = f"key/{name}/lost/{written(since)}/{size}"
    notarise([Handed(kind="other", source=source, digest=hashlib.sha256(said).digest())], now=now)
    return key


def lost_key(name: str) -> Key | None:
    """The key of this name, if it was said to be lost."""
    return Key.objects.filter(name=name).exclude(lost_at=None).first()


def signed_by(key: Key) -> Iterator[tuple[Credential, dict[str, Any]]]:
    """Valid credentials that bear its name, with what was signed. Those that were erased by law are left as they are."""
    rows = Credential.objects.filter(state=VALID, issued_at__gte=key.made_at, sealed__isnull=False)
    method = f"{key.did}#{key.name}"
    for held in rows.order_by("id").iterator(chunk_size=BATCH):
        document = document_of(held)
        if document and any(proof.get("verificationMethod") == method for proof in proofs_of(document)):
            yield held, document


def left_invalid(key: Key, places: Places) -> list[tuple[Credential, dict[str, Any]]]:
    """Those of it that nobody believes any more: not among the first entries of the log."""
    found = list(signed_by(key))
    at: dict[str, int] = {}
    for turn in range(0, len(found), BATCH):
        at |= places([str(held.id) for held, _document in found[turn : turn + BATCH]])
    size = key.lost_size or 0
    return [(held, document) for held, document in found if at.get(str(held.id), size) >= size]


def issue_all_anew(key: Key, places: Places, *, with_valid: bool, by: UUID | None, now: datetime) -> list[UUID]:
    """Another in the place of each that is not valid any more, or of all that it signed; the numbers of those it replaces.

    Each by itself, so that a run that breaks off goes on where it stopped."""
    wanted = list(signed_by(key)) if with_valid else left_invalid(key, places)
    for held, document in wanted:
        issue_anew(held, document, by=by, now=now)
    return [held.id for held, _document in wanted]
