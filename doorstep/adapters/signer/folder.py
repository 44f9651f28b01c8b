"""Keys as PKCS#8 files, one folder a jurisdiction, each readable by its owner alone. Refuses a file that others may read."""

import re
import stat
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from doorstep.adapters.signer import KeyNotThere, KeyTooOpen, KeyUnusable
from doorstep_proof.credentials.keys import CURVE, ED25519, HASH, PublicKey, flat_signature, public_key_of
from doorstep_proof.keeping import write_new

Private = Ed25519PrivateKey | ec.EllipticCurvePrivateKey
NAME = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)


def fresh(kind: str) -> Private:
    """A new private key. Raises KeyUnusable for a kind that nobody here signs with."""
    if kind == ED25519:
        return Ed25519PrivateKey.generate()
    if kind not in CURVE:
        raise KeyUnusable(kind)
    return ec.generate_private_key(CURVE[kind])


def signature(key: Private, message: bytes) -> bytes:
    """As credentials carry it. The curves sign without chance (RFC 6979): the same message gives the same signature."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    kind = public_key_of(key.public_key()).kind
    return flat_signature(key.sign(message, ec.ECDSA(HASH[kind], deterministic_signing=True)), kind)


class KeyFolder:
    """Reads a file once in a process; a file changed since is read again."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make(self, owner: str, name: str, kind: str) -> PublicKey:
        path, key = self._path(owner, name), fresh(kind)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            write_new(path, pem)
        except FileExistsError:
            raise KeyUnusable(str(path)) from None
        return public_key_of(key.public_key())

    def public(self, owner: str, name: str) -> PublicKey:
        return public_key_of(self._key(owner, name).public_key())

    def sign(self, owner: str, name: str, message: bytes) -> bytes:
        return signature(self._key(owner, name), message)

    def _path(self, owner: str, name: str) -> Path:
        if not NAME.fullmatch(owner) or not NAME.fullmatch(name):
            raise KeyUnusable(f"{owner}/{name}")
        return self.root / owner / f"{name}.pem"

    def _key(self, owner: str, name: str) -> Private:
        path = self._path(owner, name)
        try:
            state = path.stat()
        except FileNotFoundError:
            raise KeyNotThere(str(path)) from None
        if stat.S_IMODE(state.st_mode) & 0o077:
            raise KeyTooOpen(str(path))
        return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int, size: int) -> Private:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, OSError) as wrong:
        raise KeyUnusable(str(path)) from wrong
    if not isinstance(key, Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyUnusable(str(path))
    return key
