"""Signs a tree head and publishes it: first the mirror's files, then the own memory of it on disk, then the checkpoint's row.

In this order a crash leaves nothing that was seen by somebody and is not remembered.
"""

from datetime import datetime

from django.db import transaction

from doorstep.adapters.log_keys import SigningKey
from doorstep.wings.log import mirroring, places, tables
from doorstep.wings.log.models import Checkpoint as Row
from doorstep.wings.log.models import LogKey
from doorstep_proof.checkpoints import Checkpoint
from doorstep_proof.notes import Note, sign


def publish_head(*, now: datetime) -> None:
    """Sign the latest head unless it is signed. Raises LogAhead, LogParted when it does not continue what was signed."""
    from doorstep.wings.log.sequencing import check_continues

    head = tables.latest_head()
    if not head.size or Row.objects.filter(size=head.size).exists():
        return
    own = places.signing_key(now=now)
    check_continues(places.last_signed(), head.size)
    note = signed(own, Checkpoint(origin=own.name, size=head.size, root=head.root)).spelled()
    mirroring.bring_up(places.places().mirror, size=head.size)
    places.remember_signed(note)
    with transaction.atomic():
        LogKey.objects.get_or_create(vkey=own.verifier.spelled(), defaults={"since": head.size, "at": now})
        Row.objects.get_or_create(size=head.size, defaults={"note": note, "at": head.at or now})
    mirroring.put_checkpoint(places.places().mirror, note)


def signed(own: SigningKey, checkpoint: Checkpoint) -> Note:
    """A note by the log's own key."""
    text = checkpoint.text()
    return Note(text=text, signatures=(sign(text, name=own.name, key=own.key),))
