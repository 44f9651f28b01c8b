"""Certifications as they are kept against the digest that was proven: for `doorstep verify`. Reads only."""

import hashlib
from collections.abc import Iterator

from doorstep.store.notary.comparing import Discrepancy, Standing, compare
from doorstep.store.sealing import SealBroken, unseal
from doorstep.wings.allowance.models import Certification
from doorstep.wings.allowance.rules import SILENT

BATCH = 2000


def verify_certifications() -> Iterator[Discrepancy]:
    """Evidence that was altered since somebody was certified by it."""
    rows = Certification.objects.order_by("id").iterator(chunk_size=BATCH)
    yield from compare("evidence", map(_standing, rows))


def _standing(row: Certification) -> Standing:
    silent = f"silent/{row.elder_id}/{row.period}"
    source = silent if row.way == SILENT else f"certification/{row.id}"
    try:
        content = unseal(bytes(row.sealed)) if row.sealed else None
    except SealBroken:
        content = ""
    said = f"{row.elder_id} {row.period} {content}"
    digest = bytes(row.digest) if content is None else hashlib.sha256(said.encode()).digest()
    return Standing(source=source, said=f"老人 {row.elder_id} {row.period} 的认证", digest=digest)
