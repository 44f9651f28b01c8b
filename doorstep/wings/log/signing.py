"""Signs a tree head and publishes it: first the mirror's files, then the own memory of it on disk, then the checkpoint's row.

In this order a crash leaves nothing that was seen by somebody and is not remembered.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from doorstep.adapters.log_keys import SigningKey
from doorstep.wings.log import mirroring, places, tables
from doorstep.wings.log.models import Checkpoint as Row
from doorstep.wings.log.models import LogKey
from doorstep.wings.log.refusing import LogAhead, LogParted
from doorstep_proof.checkpoints import Checkpoint
from doorstep_proof.notes import Note, sign


@transaction.atomic
def publish_head(*, now: datetime) -> None:
    """Sign the latest head unless it is signed, one sequencer after the other: what was signed last must never go back.

    Raises LogAhead, LogParted when it does not continue what was signed.
    """
    tables.wait_to_publish()
    head = tables.latest_head()
    if not head.size or Row.objects.filter(size=head.size).exists():
        return
    own = places.signing_key(now=now)
    previous = places.previous_key()
    check_continues(places.last_signed(), head.size)
    keys = [own, previous] if previous else [own]
    note = signed(keys, Checkpoint(origin=own.name, size=head.size, root=head.root)).spelled()
    mirroring.bring_up(places.places().mirror, size=head.size)
    places.remember_signed(note)
    for key in keys:
        LogKey.objects.get_or_create(vkey=key.verifier.spelled(), defaults={"since": head.size, "at": now})
    Row.objects.get_or_create(size=head.size, defaults={"note": note, "at": head.at or now})
    mirroring.put_checkpoint(places.places().mirror, note)


def check_continues(last: Checkpoint, size: int) -> None:
    """What is in the database continues what was signed. Raises LogAhead, LogParted."""
    if last.size > size:
        raise LogAhead(f"signed: {last.size}, in the database: {size}")
    if tables.root_at(last.size) != last.root:
        raise LogParted(f"at {last.size}")


def signed(keys: Sequence[SigningKey], checkpoint: Checkpoint) -> Note:
    """A note by the log's own key; while keys change, by the one before as well."""
    text = checkpoint.text()
    return Note(text=text, signatures=tuple(sign(text, name=one.name, key=one.key) for one in keys))
