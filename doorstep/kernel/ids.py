"""Identifiers: UUIDv7 (RFC 9562 §5.7) inside, whose order is the order of making."""

from datetime import datetime
from uuid import UUID

from doorstep.kernel.chance import random_bytes


def new_id(now: datetime) -> UUID:
    """A UUIDv7 for the moment `now` (aware): 48 bits of milliseconds, then 74 random bits."""
    moment = int(now.timestamp() * 1000)
    chance = int.from_bytes(random_bytes(10), "big")
    number = moment << 80 | chance
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)
