"""Credentials as they are kept against the digest that was proven when they were issued: for `doorstep verify`. Reads only."""

import hashlib
from collections.abc import Iterator

from doorstep.store.notary.comparing import Discrepancy, Standing, compare
from doorstep.store.sealing import SealBroken, unseal_bytes
from doorstep.wings.credentials.models import Credential, StatusList
from doorstep.wings.credentials.rules import PURPOSES
from doorstep_proof.credentials.status_list import bit

BATCH = 2000


def verify_credentials() -> Iterator[Discrepancy]:
    """Credentials that were altered, and entries of the public lists that say something else than the record."""
    held = Credential.objects.order_by("id").only("id", "digest", "sealed")
    yield from compare("credential", (_standing(one) for one in held.iterator(chunk_size=BATCH)))
    lists = {
        one.number: {name: bytes(getattr(one, name)) for name in PURPOSES.values()} for one in StatusList.objects.all()
    }
    states = Credential.objects.order_by("id").values_list("id", "list_number", "list_index", "state")
    for ident, number, index, state in states.iterator(chunk_size=BATCH):
        listed = lists.get(number)
        said = [name for name, bits in (listed or {}).items() if bit(bits, index)]
        if listed is None or said != [name for name in PURPOSES.values() if name == state]:
            yield Discrepancy(where=f"凭证 {ident}", what="记录的状态和公开的撤销名单不一样")


def _standing(held: Credential) -> Standing:
    """What was signed, or where it was erased by law the digest that stayed."""
    try:
        digest = hashlib.sha256(unseal_bytes(bytes(held.sealed))).digest() if held.sealed else bytes(held.digest)
    except SealBroken:
        digest = b""
    return Standing(source=str(held.id), said=f"凭证 {held.id}", digest=digest if digest == held.digest else b"")
