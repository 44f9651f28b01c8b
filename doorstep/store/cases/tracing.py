"""Who looked at what was sealed 查阅留痕: one row for each opening, so that a resident may ask and an auditor may count."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from doorstep.kernel.actor import Actor
from doorstep.store.cases.models import Access

What = Literal["story", "contact", "photo", "sheet", "print"]


def trace(case_id: UUID, actor: Actor, what: What, *, now: datetime) -> None:
    """Note that this person opened the case's sealed texts (story, sheet, print), a photo, or the reporter's contact."""
    if actor.id is None:
        raise ValueError("only a person can be traced")
    Access.objects.create(case_id=case_id, actor_id=actor.id, what=what, at=now)
