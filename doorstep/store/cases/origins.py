"""Where a word stood before it came here 来源: the other system, its number there, its dates there. Facts of the opening event.

Holds nothing of a person: a number that reads like somebody's phone or identity number is refused where it comes in.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Origin:
    """`system` is a short code such as "12345"; `reference` the order's or call's number there; moments are RFC 3339 or ""."""

    system: str
    reference: str
    received_at: str = ""
    finished_at: str = ""

    def as_facts(self) -> dict[str, str]:
        """As the event holds it; empty entries are left out."""
        every = {
            "system": self.system,
            "reference": self.reference,
            "received_at": self.received_at,
            "finished_at": self.finished_at,
        }
        return {name: said for name, said in every.items() if said}
