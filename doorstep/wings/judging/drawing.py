"""Draws residents from a roll by a seed that was committed before the roll was known 抽人. Pure: anybody replays it.

Order: by SHA-256 over seed and the person's mark, both as hex, joined by a colon. The first so many are drawn.
"""

import hashlib
from collections.abc import Iterable


def commitment_of(seed: str) -> str:
    """What is published before: SHA-256 of the seed's text, in hex."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, marks: Iterable[bytes], wanted: int) -> list[bytes]:
    """The marks drawn, in order. The same whatever the order of the roll; a mark twice counts once."""
    return sorted(set(marks), key=lambda mark: hashlib.sha256(f"{seed}:{mark.hex()}".encode()).digest())[:wanted]


def digest_of(marks: Iterable[bytes]) -> str:
    """Of the whole roll, so that nobody is added or left out afterwards."""
    return hashlib.sha256(b"".join(sorted(set(marks)))).hexdigest()
