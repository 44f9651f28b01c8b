"""Tracking codes 查询码: ten characters that a person can read aloud, of which only a keyed hash is kept."""

from doorstep.kernel.chance import random_bytes
from doorstep.store.sealing import keyed_hash

# Neither I and 1 nor O and 0 to confuse, and no vowels, hence no words by accident.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 10
PURPOSE = "receipt"
_PAIRS = tuple(first + second for second in ALPHABET for first in ALPHABET)


def fresh_code() -> str:
    """A random code, 48 bits."""
    return spell(random_bytes(16))


def code_from(key: str) -> str:
    """The code that belongs to an idempotency key, so that a repeated submission can show the same receipt again."""
    return spell(keyed_hash(key, "code"))


def spell(chance: bytes, length: int = LENGTH) -> str:
    """A code of sixteen random bytes or more, the lowest digit first. Two at a time, since long numbers are slow to divide."""
    number = int.from_bytes(chance, "big")
    letters = []
    for _ in range(length // 2):
        number, rest = divmod(number, len(_PAIRS))
        letters.append(_PAIRS[rest])
    return "".join(letters)


def read_code(typed: str) -> str:
    """What a person typed, without blanks and dashes, in capitals."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:40]


def show_code(code: str) -> str:
    """In two halves, as printed on the receipt."""
    return f"{code[:5]}-{code[5:]}"


def hash_code(code: str) -> bytes:
    """What the receipt's row holds."""
    return keyed_hash(code, PURPOSE)
