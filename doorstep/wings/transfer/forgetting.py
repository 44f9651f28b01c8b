"""Erases files that nobody imported: what was uploaded and left lying holds people's names and phones."""

from datetime import datetime, timedelta

from doorstep.adapters.files import files
from doorstep.wings.transfer.looking import LEFT
from doorstep.wings.transfer.models import CHECKED, CHECKING, FAILED, UPLOADED, Import, Slice
from doorstep.wings.transfer.services import stored_as

KEPT = timedelta(days=14)


def forget_uploads(now: datetime) -> int:
    """Files left for two weeks; how many. The counts and the faults, which hold nothing of anybody, stay."""
    states = (UPLOADED, CHECKING, CHECKED)
    left = list(Import.objects.filter(state__in=states, started_at__lt=now - KEPT).order_by("started_at")[:100])
    for row in left:
        Slice.objects.filter(of=row).delete()
        files().erase(stored_as(row.id))
        Import.objects.filter(id=row.id).update(state=FAILED, error=LEFT.zh, sample=None)
    return len(left)


SWEEPS = (forget_uploads,)
