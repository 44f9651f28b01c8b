"""Who looked at what was sealed 查阅留痕: one row for each opening, so that a resident may ask and an auditor may count."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.kernel.redaction.hiding import redact
from doorstep.store.cases.models import Access

What = Literal["story", "contact", "photo", "sheet", "print", "original", "earlier", "unsealed"]


def trace(case_id: UUID, actor: Actor, what: What, *, now: datetime, reason: str = "") -> None:
    """Note that this person opened the case's sealed texts (story, sheet, print), a photo, the reporter's contact, or for a
    reason, which names nobody, the original of what is masked."""
    if actor.id is None:
        raise ValueError("only a person can be traced")
    Access.objects.create(case_id=case_id, actor_id=actor.id, what=what, reason=redact(reason).text[:200], at=now)
