"""Checkpoints of a log (c2sp.org/tlog-checkpoint) and witnesses' cosignatures on them (c2sp.org/tlog-cosignature)."""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.merkle import EMPTY, HASH
from doorstep_proof.notes import (
    COSIGNATURE,
    MLDSA44,
    Note,
    NoteMalformed,
    Signature,
    SignatureForged,
    Verifier,
    as_base64,
    check_signed,
    read_base64,
    read_note,
)
from doorstep_proof.refusals import Malformed, NotProven

LARGEST = 2**63 - 1
_STAMP = struct.Struct(">Q")
SIGNATURE = {COSIGNATURE: 64, MLDSA44: 2420}
Secret = Any  # Ed25519PrivateKey or MLDSA44PrivateKey, which not every build has


class CheckpointMalformed(NoteMalformed):
    """不是一份日志检查点：格式不对。"""


class OtherLog(NotProven):
    """这是另一份日志的检查点。"""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A tree head: the log `origin` had `size` leaves under `root`. `extensions`: further lines, opaque."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The note's text."""
        lines = (self.origin, str(self.size), as_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """From a note's text, strictly. Raises CheckpointMalformed."""
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < 3 or not all(lines):
        raise CheckpointMalformed("fewer than three lines, or an empty one")
    origin, size, root, *extensions = lines
    if not re.fullmatch("0|[1-9][0-9]{0,18}", size, re.ASCII) or int(size) > LARGEST:
        raise CheckpointMalformed(f"not a size: {size[:40]}")
    try:
        hash_ = read_base64(root)
    except Malformed as fault:
        raise CheckpointMalformed(f"not a root: {root[:80]}") from fault
    if len(hash_) != HASH or (size == "0" and hash_ != EMPTY):
        raise CheckpointMalformed(f"not a root: {root[:80]}")
    return Checkpoint(origin=origin, size=int(size), root=hash_, extensions=tuple(extensions))


@dataclass(frozen=True, kw_only=True)
class Cosigned:
    """A witness's statement: at this moment this was the largest consistent tree it had seen."""

    witness: Verifier
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A checkpoint that its log has signed, with the known witnesses' words on it."""

    note: Note
    checkpoint: Checkpoint
    cosigned: tuple[Cosigned, ...]


def open_checkpoint(raw: bytes, *, log: Iterable[Verifier], witnesses: Iterable[Verifier] = ()) -> Opened:
    """Read and believe. Raises CheckpointMalformed, NotSigned, SignatureForged, OtherLog (origin and key name differ)."""
    note = read_note(raw)
    checkpoint = read_checkpoint(note.text)
    signers = check_signed(note, log)
    if all(signer.name != checkpoint.origin for signer in signers):
        raise OtherLog(checkpoint.origin)
    # Whoever cosigns twice is one witness, with what it said last.
    latest = {one.witness: one for one in sorted(cosignatures(note, witnesses), key=lambda one: one.at)}
    return Opened(note=note, checkpoint=checkpoint, cosigned=tuple(latest.values()))


def cosignatures(note: Note, witnesses: Iterable[Verifier]) -> list[Cosigned]:
    """Those of the given witnesses. Raises SignatureForged when one does not verify."""
    found = []
    for witness in dict.fromkeys(witnesses):
        if witness.kind not in SIGNATURE:
            continue
        for signature in note.by(witness):
            found.append(Cosigned(witness=witness, at=_check(note, witness, signature)))
    return found


def _check(note: Note, witness: Verifier, signature: Signature) -> datetime:
    if len(signature.content) != _STAMP.size + SIGNATURE[witness.kind]:
        raise SignatureForged(f"{witness.name}: {len(signature.content)} bytes")
    (stamp,), content = _STAMP.unpack_from(signature.content), signature.content[_STAMP.size :]
    if stamp > LARGEST or not witness.accepts(content, _message(note.text, witness.name, witness.kind, stamp)):
        raise SignatureForged(witness.name)
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (OverflowError, ValueError, OSError) as fault:
        raise SignatureForged(f"{witness.name}: no such time") from fault


def cosigner(name: str, key: Secret) -> Verifier:
    """A witness as others know it, from its private key."""
    kind = COSIGNATURE if isinstance(key, Ed25519PrivateKey) else MLDSA44
    return Verifier(name=name, kind=kind, public=key.public_key().public_bytes_raw())


def cosign(note: Note, *, name: str, key: Secret, now: datetime) -> Signature:
    """A witness's line. Whoever calls has checked consistency with what it saw before."""
    stamp = int(now.timestamp())
    own = cosigner(name, key)
    signed = key.sign(_message(note.text, name, own.kind, stamp))
    return Signature(name=name, id=own.id, content=_STAMP.pack(stamp) + signed)


def _message(text: str, name: str, kind: int, stamp: int) -> bytes:
    """What is signed: for Ed25519 the text as it stands; for ML-DSA-44 who signs and the tree, without extension lines."""
    if kind == COSIGNATURE:
        return f"cosignature/v1\ntime {stamp}\n{text}".encode()
    checkpoint = read_checkpoint(text)
    who, origin = name.encode(), checkpoint.origin.encode()
    if not 0 < len(who) < 256 or not 0 < len(origin) < 256:
        raise CheckpointMalformed("a name of more than 255 bytes")
    parts = (b"subtree/v1\n\0", bytes([len(who)]), who, _STAMP.pack(stamp), bytes([len(origin)]), origin)
    return b"".join((*parts, struct.pack(">QQ", 0, checkpoint.size), checkpoint.root))
