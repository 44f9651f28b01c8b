"""Seals personal data: AES-256-GCM by field, keyed hashes for looking up, salted commitments for the ledger.

Keys are derived (HKDF, RFC 5869) from the installation's field key, one set a jurisdiction, so that no ciphertext opens
in another's schema. Refuses to open what was altered.
"""

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from doorstep.kernel.chance import random_bytes
from doorstep.store.jurisdictions.current import schema

FORMAT = b"\x01"
NONCE = 12
SALT = 16


class SealBroken(Exception):
    """这份加密数据打不开：密钥不对，或内容被改动过。"""


@lru_cache(maxsize=1024)
def _key(town: str, purpose: str) -> bytes:
    master = bytes.fromhex(settings.FIELD_KEY)
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"doorstep/{town}/{purpose}".encode()).derive(master)


@lru_cache(maxsize=256)
def _cipher(town: str) -> AESGCM:
    return AESGCM(_key(town, "seal"))


def seal(text: str | bytes) -> bytes:
    """Encrypt for the jurisdiction being served; 29 bytes longer than the text."""
    raw = text.encode() if isinstance(text, str) else text
    nonce = random_bytes(NONCE)
    return FORMAT + nonce + _cipher(schema()).encrypt(nonce, raw, FORMAT)


def sealer(draw: Callable[[int], bytes]) -> Callable[[str], bytes]:
    """`seal` for very many texts of the jurisdiction being served now, whose cipher is looked up once; `draw` gives nonces."""
    encrypt = _cipher(schema()).encrypt

    def sealed(text: str) -> bytes:
        nonce = draw(NONCE)
        return FORMAT + nonce + encrypt(nonce, text.encode(), FORMAT)

    return sealed


def hasher(purpose: str) -> Callable[[str], bytes]:
    """`keyed_hash` for very many texts, whose key is looked up once."""
    key = _key(schema(), purpose)
    return lambda text: hmac.digest(key, text.encode(), "sha256")


def unseal_bytes(sealed: bytes) -> bytes:
    """Decrypt; raises SealBroken."""
    sealed = bytes(sealed)
    if sealed[:1] != FORMAT:
        raise SealBroken
    try:
        return _cipher(schema()).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], FORMAT)
    except (InvalidTag, ValueError) as broken:
        raise SealBroken from broken


def unseal(sealed: bytes) -> str:
    """Decrypt to text; raises SealBroken."""
    return unseal_bytes(sealed).decode()


def keyed_hash(text: str, purpose: str = "lookup") -> bytes:
    """HMAC-SHA-256 under the jurisdiction's key: equal texts can be found again, but not guessed from a stolen table."""
    return hmac.digest(_key(schema(), purpose), text.encode(), "sha256")


def commitment(salt: bytes, text: str) -> str:
    """SHA-256 over salt and text, in hex: what the ledger keeps of a personal text. Without the salt it says nothing."""
    return hashlib.sha256(salt + text.encode()).hexdigest()
