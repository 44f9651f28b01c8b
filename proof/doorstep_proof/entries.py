"""An entry of the log: a salted commitment to something that happened, and nothing else.

`doorstep/v1 KIND HEX`, where HEX is SHA-256 over the kind, sixteen random bytes and the digest of what happened. Without the
salt nobody can tell what an entry stands for, nor try guesses; when the salt is erased by law the log stays whole.
"""

import hashlib
import re
from dataclasses import dataclass

from doorstep_proof.refusals import Malformed

SALT = 16
KINDS = ("event", "publication", "ballot", "poll", "credential", "evidence", "statuslist", "other")
_ENTRY = re.compile(rb"doorstep/v1 ([a-z]{1,20}) ([0-9a-f]{64})")


class EntryMalformed(Malformed):
    """不是日志的一条记录。"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`kind` says of what sort it is, `commitment` (32 bytes) what it is."""

    kind: str
    commitment: bytes

    def spelled(self) -> bytes:
        """What is hashed into the tree."""
        return b"doorstep/v1 %s %s" % (self.kind.encode(), self.commitment.hex().encode())


def prefix(kind: str) -> bytes:
    """What stands before salt and digest in a commitment."""
    return f"doorstep/v1 {kind}\n".encode()


def commit(kind: str, salt: bytes, digest: bytes) -> Entry:
    """To a digest of 32 bytes, hidden by a salt of 16."""
    if len(salt) != SALT or len(digest) != 32:
        raise EntryMalformed("salt or digest has another length")
    return Entry(kind=kind, commitment=hashlib.sha256(prefix(kind) + salt + digest).digest())


def read_entry(raw: bytes) -> Entry:
    """Strict. Raises EntryMalformed."""
    found = _ENTRY.fullmatch(raw)
    if found is None:
        raise EntryMalformed(repr(raw[:80]))
    return Entry(kind=found[1].decode(), commitment=bytes.fromhex(found[2].decode()))
