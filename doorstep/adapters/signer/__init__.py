"""Signing keys 签名密钥: one Protocol, a folder of key files outside the database, and a stand-in in memory that warns.

Gives public keys and signatures, never a private key: a hardware module answers the same four questions. Which key signs now is
for the caller to keep; an old one stays, so that somebody can still ask what it was.
"""

from typing import Protocol

from doorstep_proof.credentials.keys import PublicKey


class KeyNotThere(Exception):
    """签名密钥不在：请把它放回密钥目录，或者换一把新的。"""


class KeyTooOpen(Exception):
    """签名密钥文件别人也能读：请改成只有服务账户可读（chmod 600），并考虑换一把。"""


class KeyUnusable(Exception):
    """签名密钥文件读不出来，或不是支持的种类。"""


class NothingSigns(Exception):
    """还没有说明由谁来签名。"""


class Signer(Protocol):
    """`owner` is a jurisdiction, `name` a key of it. Signatures: 64 bytes for Ed25519, r‖s for the curves."""

    def make(self, owner: str, name: str, kind: str) -> PublicKey:
        """A fresh key pair; answers its public half. Raises KeyUnusable where that name is taken."""

    def public(self, owner: str, name: str) -> PublicKey:
        """Raises KeyNotThere, KeyTooOpen, KeyUnusable."""

    def sign(self, owner: str, name: str, message: bytes) -> bytes:
        """Raises KeyNotThere, KeyTooOpen, KeyUnusable."""


_in_use: list[Signer] = []


def use(signer: Signer) -> None:
    """Sign with this from now on. Called by the wiring, and by tests."""
    _in_use[:] = [signer]


def signer() -> Signer:
    """Whatever signs in this process. Raises NothingSigns before the wiring is done."""
    if not _in_use:
        raise NothingSigns
    return _in_use[0]
