"""An event 留痕: one line of the ledger, chained to the line before it.

The digest is SHA-256 over the RFC 8785 canonical JSON of everything the line says. Personal text stands in it only as a
salted commitment, so that erasing the text leaves the chain whole.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from doorstep.kernel.canonical import canonical, encoded

GENESIS = bytes(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """`facts` are the form's fields that hold no personal data; `seals` maps each private field to its commitment (hex)."""

    case_id: UUID
    seq: int
    name: str
    verb: str
    leaves: str
    enters: str
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_role: str
    actor_unit: str
    mechanism: str
    version: str
    facts: Mapping[str, Any]
    seals: Mapping[str, str]
    previous: bytes

    def document(self) -> dict[str, Any]:
        """What is hashed, in plain JSON types."""
        return {
            "actor": {
                "id": str(self.actor_id) if self.actor_id else None,
                "kind": self.actor_kind,
                "role": self.actor_role,
                "unit": self.actor_unit,
            },
            "at": stamp(self.at),
            "case": str(self.case_id),
            "enters": self.enters,
            "facts": self.facts,
            "leaves": self.leaves,
            "mechanism": self.mechanism,
            "name": self.name,
            "previous": self.previous.hex(),
            "seals": self.seals,
            "seq": self.seq,
            "verb": self.verb,
            "version": self.version,
        }

    def digest(self) -> bytes:
        """32 bytes that the next event of the case will cite."""
        return hashlib.sha256(canonical(self.document())).digest()


class Alike:
    """Digests of events that differ in case, facts and seals alone, as thousands of one import do: what they have in common
    is laid out once."""

    def __init__(self, event: Event) -> None:
        document = event.document()
        places = {"case": "·case·", "facts": "·facts·", "seals": "·seals·"}
        common = canonical({**document, **places})
        parts = []
        for place in places.values():  # in the order in which they stand, which is that of their names
            before, common = common.split(encoded(place))
            parts.append(before)
        self._parts = (*parts, common)

    def digest(self, case_id: str, facts: bytes, seals: bytes) -> bytes:
        """As `Event.digest` of the event with this case, and facts and seals that were encoded by `canonical.encoded`."""
        before_case, before_facts, before_seals, rest = self._parts
        document = b'%b"%b"%b%b%b%b%b' % (before_case, case_id.encode(), before_facts, facts, before_seals, seals, rest)
        return hashlib.sha256(document).digest()


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds: the one way a moment is written where it is hashed."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
