"""Signatures and the encrypted mode of callbacks: SHA-1 over sorted parts; AES-256-CBC, padded to blocks of 32, the app id inside.

All that the platform's own description asks for is checked, and every fault is refused alike: whoever tampers learns nothing of where.
"""

import base64
import binascii
import hashlib
import hmac
import os
import struct
from datetime import datetime

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from doorstep.adapters.wechat import CallbackRefused
from doorstep.kernel.whole_numbers import read_whole

BLOCK = 32
HEAD = 16
LENGTH = struct.Struct(">I")
FRESH_SECONDS = 600


def signature(*parts: str) -> str:
    """SHA-1 of the parts, sorted and joined, in hex."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def check_signature(given: str, *parts: str) -> None:
    """Raises CallbackRefused."""
    if not hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "surrogatepass")):
        raise CallbackRefused


def check_fresh(timestamp: str, now: datetime) -> None:
    """Raises CallbackRefused for a callback that was signed more than ten minutes ago, or will be."""
    at = read_whole(timestamp, digits=12)
    if at is None or abs(at - now.timestamp()) > FRESH_SECONDS:
        raise CallbackRefused


def encrypt(message: str, *, key: bytes, app_id: str, head: bytes | None = None) -> str:
    """The message sealed, as base64. `head` is 16 random bytes."""
    raw = message.encode()
    plain = (head or os.urandom(HEAD)) + LENGTH.pack(len(raw)) + raw + app_id.encode()
    padding = BLOCK - len(plain) % BLOCK
    sealer = _cipher(key).encryptor()
    return base64.b64encode(sealer.update(plain + bytes([padding]) * padding) + sealer.finalize()).decode()


def decrypt(sealed: str, *, key: bytes, app_id: str) -> bytes:
    """The message. Raises CallbackRefused."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise CallbackRefused from broken
    if not raw or len(raw) % BLOCK:
        raise CallbackRefused
    opener = _cipher(key).decryptor()
    plain = opener.update(raw) + opener.finalize()
    padding = plain[-1]
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise CallbackRefused
    body = plain[HEAD:-padding]
    if len(body) < LENGTH.size:
        raise CallbackRefused
    (length,) = LENGTH.unpack_from(body)
    message, owner = body[LENGTH.size : LENGTH.size + length], body[LENGTH.size + length :]
    if len(message) != length or not hmac.compare_digest(owner, app_id.encode()):
        raise CallbackRefused
    return message


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
