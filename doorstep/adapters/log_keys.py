"""The key that signs a jurisdiction's log, and what it signed last: two files outside the database, readable by their owner alone.

The second is the log's memory when the database forgets: nothing is signed that does not continue it. Refuses a key file that
others may read.
"""

import base64
import json
import stat
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from doorstep_proof.keeping import settle_folder, write_new, write_whole
from doorstep_proof.notes import COSIGNATURE, ED25519, Verifier, is_name


class KeyMissing(Exception):
    """这个辖区的存证日志还没有签名密钥：请运行 doorstep log key。"""


class KeyTooOpen(Exception):
    """存证日志的密钥文件别人也能读：请改成只有服务账户可读（chmod 600），并考虑换一把。"""


class KeyBroken(Exception):
    """存证日志的密钥文件读不出来。"""


class KeyStands(Exception):
    """已经有一把密钥了：要换，请用 --begin-anew 另起一份日志。"""


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A name with its Ed25519 key. `kind` as in notes: ED25519 for a log, COSIGNATURE for a witness."""

    name: str
    key: Ed25519PrivateKey
    kind: int = ED25519

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(name=self.name, kind=self.kind, public=self.key.public_key().public_bytes_raw())


def as_witness(own: SigningKey) -> SigningKey:
    """The same key, for cosigning."""
    return replace(own, kind=COSIGNATURE)


def make_key(path: Path, *, name: str, now: datetime) -> SigningKey:
    """A fresh key in a new file of mode 0600. Raises KeyStands, KeyBroken for a name that a note cannot carry."""
    if not is_name(name) or not name.isascii():
        raise KeyBroken(f"not a name for a key: {name}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    seed = base64.b64encode(key.private_bytes_raw()).decode()
    content = {"name": name, "ed25519": seed, "made_at": now.astimezone(UTC).isoformat(timespec="seconds")}
    try:
        write_new(path, json.dumps(content, indent=1))
    except FileExistsError:
        raise KeyStands(str(path)) from None
    return SigningKey(name=name, key=key)


def read_key(path: Path) -> SigningKey:
    """Raises KeyMissing, KeyTooOpen, KeyBroken."""
    try:
        mode = path.stat().st_mode
        content = json.loads(path.read_text("utf-8"))
        seed = base64.b64decode(content["ed25519"], validate=True)
        if stat.S_IMODE(mode) & 0o077:
            raise KeyTooOpen(f"{path} ({stat.S_IMODE(mode):o})")
        return SigningKey(name=str(content["name"]), key=Ed25519PrivateKey.from_private_bytes(seed))
    except FileNotFoundError:
        raise KeyMissing(str(path)) from None
    except (ValueError, KeyError, TypeError, OSError) as fault:
        raise KeyBroken(str(path)) from fault


def write_last(path: Path, content: str) -> None:
    """What was signed last: on the disk before anybody sees it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, content)


def read_last(path: Path) -> str:
    """Empty where nothing was signed yet."""
    return path.read_text("utf-8") if path.exists() else ""


def set_aside(*paths: Path, now: datetime) -> None:
    """Keeps them under another name."""
    for path in paths:
        if path.exists():
            path.replace(path.with_name(f"{path.name}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.old"))
            settle_folder(path.parent)
