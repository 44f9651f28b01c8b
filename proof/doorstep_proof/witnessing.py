"""What a witness does: looks at a log's new checkpoint, checks that it continues what it saw before, and only then cosigns.

Pure but for `fetch`, which brings tiles. What it saw last is the caller's to keep, before the cosignature leaves the machine.
"""

from collections.abc import Sequence
from datetime import datetime

from doorstep_proof.checkpoints import Opened, OtherLog, Secret, cosign, open_checkpoint
from doorstep_proof.merkle import NotConsistent, check_consistency
from doorstep_proof.notes import Note, Verifier
from doorstep_proof.refusals import NotProven
from doorstep_proof.tiles import Fetch, TiledTree


class LogShrank(NotProven):
    """日志比上次见到的短：可能只是旧的缓存，也可能有人恢复了旧数据。没有见证。"""


def consider(raw: bytes, *, log: Sequence[Verifier], last: Opened | None, fetch: Fetch) -> Opened:
    """A checkpoint that continues the last one. Raises NotSigned, SignatureForged, OtherLog, LogShrank, NotConsistent, TileBroken."""
    opened = open_checkpoint(raw, log=log)
    new = opened.checkpoint
    tree = TiledTree(new.size, fetch)
    if new.size and tree.root() != new.root:
        raise NotConsistent("the tiles lead to another root than the checkpoint's")
    if last is None or last.checkpoint.size == 0:
        return opened
    old = last.checkpoint
    if old.origin != new.origin:
        raise OtherLog(f"{old.origin} → {new.origin}")
    if new.size < old.size:
        raise LogShrank(f"{old.size} → {new.size}")
    proof = tree.consistency_proof(old.size)
    check_consistency(old=old.size, new=new.size, old_root=old.root, new_root=new.root, proof=proof)
    return opened


def cosigned(opened: Opened, *, name: str, key: Secret, now: datetime) -> Note:
    """The checkpoint with the log's own signatures and the witness's line."""
    own = tuple(one for one in opened.note.signatures if one.name == opened.checkpoint.origin)
    return Note(text=opened.note.text, signatures=(*own, cosign(opened.note, name=name, key=key, now=now)))
