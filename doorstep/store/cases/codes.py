"""Tracking codes 查询码: ten characters that a person can read aloud, of which only a keyed hash is kept."""

from doorstep.kernel.chance import random_bytes
from doorstep.store.sealing import keyed_hash

# Neither I and 1 nor O and 0 to confuse, and no vowels, hence no words by accident.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def fresh_code() -> str:
    """A random code, 48 bits."""
    return _spell(int.from_bytes(random_bytes(16), "big"))


def code_from(key: str) -> str:
    """The code that belongs to an idempotency key, so that a repeated submission can show the same receipt again."""
    return _spell(int.from_bytes(keyed_hash(key, "code"), "big"))


def _spell(number: int) -> str:
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def read_code(typed: str) -> str:
    """What a person typed, without blanks and dashes, in capitals."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:40]


def show_code(code: str) -> str:
    """In two halves, as printed on the receipt."""
    return f"{code[:5]}-{code[5:]}"


def hash_code(code: str) -> bytes:
    """What the receipt's row holds."""
    return keyed_hash(code, "receipt")
