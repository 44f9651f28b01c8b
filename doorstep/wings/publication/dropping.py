"""What is dropped goes whole 撤下即毁: the blurred pictures of items that are public no more are erased with them.

The originals stay where they are, for as long as their cases keep them.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from doorstep.adapters.files import files
from doorstep.wings.publication.models import Item, PublicPhoto


def drop(items: QuerySet[Item]) -> int:
    """Delete items that never were public; how many."""
    _erase_pictures(items)
    return int(items.delete()[1].get(Item._meta.label, 0))


def leave_out(items: QuerySet[Item], *, now: datetime) -> int:
    """Items that are public no more, or after all not; how many. What was said of them stays on record."""
    _erase_pictures(items)
    return items.update(withdrawn_at=now)


def _erase_pictures(items: QuerySet[Item]) -> None:
    """Once this is committed: a file cannot be brought back."""
    photos = PublicPhoto.objects.filter(item__in=items)
    stored = [name for name in photos.values_list("stored_as", flat=True) if name]
    photos.update(stored_as="", is_shown=False)
    for name in stored:
        transaction.on_commit(partial(files().erase, name))
