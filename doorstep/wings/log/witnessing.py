"""Takes cosignatures of the witnesses that the town has registered; nobody else's count."""

from datetime import datetime

from django.db import transaction

from doorstep.wings.log.models import Checkpoint, Cosignature, Witness
from doorstep_proof.checkpoints import SIGNATURE, cosignatures, read_checkpoint
from doorstep_proof.notes import KeyMalformed, read_note, read_vkey
from doorstep_proof.refusals import NotProven


class WitnessUnknown(NotProven):
    """没有登记过的见证单位，或者用的不是登记的那把钥匙。"""


class CheckpointUnknown(NotProven):
    """这不是本日志签发过的检查点。"""


class WitnessStands(Exception):
    """这把见证公钥已经登记过了。"""


@transaction.atomic
def add_witness(*, vkey: str, title: str, now: datetime) -> Witness:
    """Raises KeyMalformed unless it is a cosigner's key, WitnessStands."""
    verifier = read_vkey(vkey)
    if verifier.kind not in SIGNATURE:
        raise KeyMalformed(f"a log's key, not a witness's: {vkey}")
    if Witness.objects.filter(vkey=vkey).exists():
        raise WitnessStands(vkey)
    return Witness.objects.create(vkey=vkey, title=title[:60], added_at=now)


def end_witness(*, vkey: str, now: datetime) -> bool:
    """Its words are kept and no longer shown."""
    return bool(Witness.objects.filter(vkey=vkey, ended_at=None).update(ended_at=now))


@transaction.atomic
def take_cosignatures(raw: bytes, *, now: datetime) -> int:
    """From a cosigned checkpoint; how many were new. Raises NoteMalformed, CheckpointUnknown, SignatureForged, WitnessUnknown."""
    note = read_note(raw)
    checkpoint = read_checkpoint(note.text)
    row = Checkpoint.objects.filter(size=checkpoint.size).first()
    if row is None or read_note(row.note.encode()).text != note.text:
        raise CheckpointUnknown(f"{checkpoint.origin} {checkpoint.size}")
    taken, known = 0, False
    for witness in Witness.objects.filter(ended_at=None).order_by("id"):
        verifier = read_vkey(witness.vkey)
        for seen, signature in zip(cosignatures(note, [verifier]), note.by(verifier), strict=True):
            known = True
            _, is_new = Cosignature.objects.get_or_create(
                size=checkpoint.size, witness=witness, defaults={"line": signature.line(), "at": seen.at}
            )
            taken += is_new
    if not known:
        raise WitnessUnknown(", ".join(one.name for one in note.signatures)[:200])
    return taken
