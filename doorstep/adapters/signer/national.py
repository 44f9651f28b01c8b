"""Keys of SM2 beside all others, for a jurisdiction that must use national algorithms; off unless `DOORSTEP_NATIONAL_ALGORITHMS=1`.

Files as in the folder, mode 0600. In plain numbers, whose time may tell of the key: for trying things out and for what no assessment
covers. Where one does, the keys lie in certified hardware: a signer of its own with the same three methods.
"""

import secrets
import stat
from pathlib import Path

from doorstep.adapters.signer import KeyTooOpen, KeyUnusable, Signer
from doorstep.adapters.signer.folder import NAME
from doorstep_proof.credentials import sm2
from doorstep_proof.credentials.keys import PublicKey
from doorstep_proof.keeping import write_new


class NationalKeys:
    """SM2 keys in files of its own; every other kind is `others`' business."""

    def __init__(self, root: Path, others: Signer) -> None:
        sm2.switch_on()
        self.root, self.others = root, others

    def make(self, owner: str, name: str, kind: str) -> PublicKey:
        if kind != sm2.KIND:
            return self.others.make(owner, name, kind)
        path, secret = self._path(owner, name), secrets.randbelow(sm2.N - 2) + 1
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            write_new(path, f"{secret:064x}\n")
        except FileExistsError:
            raise KeyUnusable(str(path)) from None
        return self.public(owner, name)

    def public(self, owner: str, name: str) -> PublicKey:
        if not self._path(owner, name).exists():
            return self.others.public(owner, name)
        return PublicKey(kind=sm2.KIND, raw=sm2.public_of(self._secret(owner, name)))

    def sign(self, owner: str, name: str, message: bytes) -> bytes:
        if not self._path(owner, name).exists():
            return self.others.sign(owner, name, message)
        return sm2.sign(self._secret(owner, name), message)

    def _path(self, owner: str, name: str) -> Path:
        if not NAME.fullmatch(owner) or not NAME.fullmatch(name):
            raise KeyUnusable(f"{owner}/{name}")
        return self.root / owner / f"{name}.sm2"

    def _secret(self, owner: str, name: str) -> int:
        path = self._path(owner, name)
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise KeyTooOpen(str(path))
            secret = int(path.read_text("ascii"), 16)
        except (ValueError, OSError) as wrong:
            raise KeyUnusable(str(path)) from wrong
        if not 0 < secret < sm2.N - 1:
            raise KeyUnusable(str(path))
        return secret
