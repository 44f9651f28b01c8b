"""Leaves a trace of what was erased 抹除留痕: how many rows of which table, when and why; proven in the log, and nothing of the content."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from doorstep.adapters.files import files
from doorstep.kernel.canonical import canonical
from doorstep.kernel.event import stamp
from doorstep.store.notary.deeds import Handed, notarise
from doorstep.wings.rights.models import Erasure


def erase_files(stored: Iterable[str]) -> None:
    """Once what they belong to is committed: a file that is gone does not come back with a transaction that fails."""
    for name in stored:
        transaction.on_commit(partial(files().erase, name))


def note_erased(rows: Mapping[str, int], *, request: UUID | None, by: UUID | None, now: datetime) -> int:
    """In the transaction of the erasing. `request` is empty where the time was over. Returns how many rows in all."""
    gone = {table: count for table, count in rows.items() if count}
    if not gone:
        return 0
    Erasure.objects.bulk_create(
        Erasure(request=request, table=table, rows=count, by=by, at=now) for table, count in gone.items()
    )
    moment = stamp(now)
    content = canonical({"at": moment, "rows": gone, "request": str(request or "")})
    source = f"erasure/{request or 'retention'}/{moment}"
    notarise([Handed(kind="other", source=source, digest=hashlib.sha256(content).digest())], now=now)
    return sum(gone.values())
