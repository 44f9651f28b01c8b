"""Identifiers: UUIDv7 (RFC 9562 §5.7) inside, whose order is the order of making."""

from datetime import datetime
from uuid import UUID

from doorstep.kernel.chance import random_bytes

# The two high bits of the second half are 10; the two low ones of that digit stay random.
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def written_id(now: datetime, chance: bytes) -> str:
    """The same of ten random bytes, as PostgreSQL reads it: for rows by the thousand, which need no objects."""
    drawn = chance.hex()
    moment = f"{int(now.timestamp() * 1000):012x}"
    return f"{moment[:8]}-{moment[8:]}-7{drawn[:3]}-{_VARIANT[drawn[3]]}{drawn[4:7]}-{drawn[7:19]}"


def new_id(now: datetime) -> UUID:
    """A UUIDv7 for the moment `now` (aware): 48 bits of milliseconds, then 74 random bits."""
    moment = int(now.timestamp() * 1000)
    chance = int.from_bytes(random_bytes(10), "big")
    number = moment << 80 | chance
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)
