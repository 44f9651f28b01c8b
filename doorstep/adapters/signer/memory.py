"""A stand-in that keeps keys in this process: what it signed can be checked, but nothing is signed with them again. It warns."""

import logging

from doorstep.adapters.signer import KeyNotThere, KeyUnusable
from doorstep.adapters.signer.folder import Private, fresh, signature
from doorstep_proof.credentials.keys import PublicKey, public_key_of

log = logging.getLogger(__name__)


class KeysInMemory:
    """For tests, and for trying things out."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], Private] = {}

    def make(self, owner: str, name: str, kind: str) -> PublicKey:
        if (owner, name) in self._keys:
            raise KeyUnusable(name)
        log.warning("signing keys are kept in memory: they are lost when this process ends (set DOORSTEP_SIGNING_KEYS)")
        self._keys[owner, name] = fresh(kind)
        return self.public(owner, name)

    def public(self, owner: str, name: str) -> PublicKey:
        return public_key_of(self._key(owner, name).public_key())

    def sign(self, owner: str, name: str, message: bytes) -> bytes:
        return signature(self._key(owner, name), message)

    def _key(self, owner: str, name: str) -> Private:
        if (owner, name) not in self._keys:
            raise KeyNotThere(name)
        return self._keys[owner, name]
