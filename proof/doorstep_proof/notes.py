"""Signed notes (c2sp.org/signed-note): a text with signatures below it, Ed25519 or ML-DSA-44. Exact: what is not a note is refused.

Signatures by keys that the reader does not know are ignored; one by a known key that does not verify spoils the note.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from doorstep_proof.refusals import Malformed, NotProven

ED25519, COSIGNATURE, MLDSA44 = 0x01, 0x04, 0x06
PUBLIC = {ED25519: 32, COSIGNATURE: 32, MLDSA44: 1312}
DASH = "— "
MOST_SIGNATURES = 100
LONGEST = 1_000_000


class NoteMalformed(Malformed):
    """不是一份签名文书：格式不对。"""


class SignatureForged(NotProven):
    """签名是伪造的，或者文书在签名之后被改动过。"""


class NotSigned(NotProven):
    """没有一个可信的签名。"""


class KeyMalformed(Malformed):
    """公钥的写法不对。"""


def read_base64(text: str) -> bytes:
    """Standard alphabet, padded, one spelling for each value. Raises Malformed."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Malformed(text[:80]) from fault
    if base64.b64encode(content).decode() != text:
        raise Malformed(text[:80])
    return content


def as_base64(content: bytes) -> str:
    """Standard alphabet, padded."""
    return base64.b64encode(content).decode()


def is_name(name: str) -> bool:
    """Whether a key may be called so: no spaces of any kind, no plus, nothing that ends a line."""
    return bool(name) and not any(sign.isspace() or sign == "+" or unicodedata.category(sign) == "Cc" for sign in name)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Four bytes that tell keys apart; no protection, only an address."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """Somebody's public key as notes name it: `kind` is ED25519 for logs, COSIGNATURE or MLDSA44 for witnesses; `public` its bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Key ID."""
        return key_id(self.name, self.kind, self.public)

    def spelled(self) -> str:
        """As a vkey: name+id+base64."""
        return f"{self.name}+{self.id.hex()}+{as_base64(bytes([self.kind]) + self.public)}"

    def accepts(self, signature: bytes, message: bytes) -> bool:
        """Whether this signature is over the message."""
        try:
            if self.kind == MLDSA44:
                mldsa().MLDSA44PublicKey.from_public_bytes(self.public).verify(signature, message)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def mldsa() -> Any:
    """ML-DSA (FIPS 204), which not every build of `cryptography` has. Raises KeyMalformed where it is missing."""
    try:
        from cryptography.hazmat.primitives.asymmetric import mldsa as found
    except ImportError as missing:
        raise KeyMalformed("ML-DSA-44: cryptography ≥ 47") from missing
    return found


def read_vkey(text: str) -> Verifier:
    """Strict. Raises KeyMalformed."""
    name, plus, rest = text.partition("+")
    number, second, material = rest.partition("+")
    try:
        decoded = read_base64(material)
    except Malformed as fault:
        raise KeyMalformed(text[:200]) from fault
    if not (plus and second and is_name(name)) or not re.fullmatch("[0-9a-f]{8}", number, re.ASCII):
        raise KeyMalformed(text[:200])
    if not decoded or PUBLIC.get(decoded[0]) != len(decoded) - 1:
        raise KeyMalformed(f"not an Ed25519 or ML-DSA-44 key: {text[:200]}")
    if decoded[0] == MLDSA44:
        mldsa()
    verifier = Verifier(name=name, kind=decoded[0], public=decoded[1:])
    if verifier.id.hex() != number:
        raise KeyMalformed(f"the key's number is not that of the key: {text[:200]}")
    return verifier


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One line below a note: `id` four bytes, `content` what follows."""

    name: str
    id: bytes
    content: bytes

    def line(self) -> str:
        """As written, with its newline."""
        return f"{DASH}{self.name} {as_base64(self.id + self.content)}\n"


@dataclass(frozen=True, kw_only=True)
class Note:
    """`text` ends in a newline; signatures in the order written."""

    text: str
    signatures: tuple[Signature, ...]

    def spelled(self) -> str:
        """As bytes would be, in UTF-8."""
        return self.text + "\n" + "".join(one.line() for one in self.signatures)

    def by(self, verifier: Verifier) -> list[Signature]:
        """Lines that claim to be of this key."""
        return [one for one in self.signatures if one.name == verifier.name and one.id == verifier.id]


def read_note(raw: bytes) -> Note:
    """Strict. Raises NoteMalformed."""
    if len(raw) > LONGEST:
        raise NoteMalformed("too long")
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NoteMalformed("not UTF-8") from fault
    if any(sign < " " and sign != "\n" for sign in whole):
        raise NoteMalformed("a control character")
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n") or at + 2 == len(whole):
        raise NoteMalformed("no signatures below a blank line")
    lines = whole[at + 2 : -1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteMalformed("too many signatures")
    return Note(text=whole[: at + 1], signatures=tuple(read_signature(line) for line in lines))


def read_signature(line: str) -> Signature:
    """One line without its newline. Raises NoteMalformed."""
    name, space, material = line.removeprefix(DASH).partition(" ")
    try:
        content = read_base64(material)
    except Malformed as fault:
        raise NoteMalformed(f"not a signature line: {line[:80]}") from fault
    if not line.startswith(DASH) or not space or not is_name(name) or len(content) < 5:
        raise NoteMalformed(f"not a signature line: {line[:80]}")
    return Signature(name=name, id=content[:4], content=content[4:])


def sign(text: str, *, name: str, key: Ed25519PrivateKey) -> Signature:
    """Over the text, by a key of kind ED25519. Raises NoteMalformed when the text cannot stand in a note."""
    if not text.endswith("\n") or any(sign < " " and sign != "\n" for sign in text):
        raise NoteMalformed("the text has to end in a newline and hold no control characters")
    public = key.public_key().public_bytes_raw()
    return Signature(name=name, id=key_id(name, ED25519, public), content=key.sign(text.encode()))


def check_signed(note: Note, verifiers: Iterable[Verifier]) -> list[Verifier]:
    """Whose signatures of kind ED25519 are on the note. Raises SignatureForged, NotSigned when there is none."""
    found = []
    for verifier in dict.fromkeys(verifiers):
        signatures = note.by(verifier) if verifier.kind == ED25519 else []
        for signature in signatures:
            if not verifier.accepts(signature.content, note.text.encode()):
                raise SignatureForged(verifier.name)
        if signatures:
            found.append(verifier)
    if not found:
        raise NotSigned(", ".join(one.name for one in note.signatures)[:200])
    return found
