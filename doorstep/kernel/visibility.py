"""What an actor's posts let them see 可见范围: everything, subtrees of units, subtrees of places, or nothing. Pure.

Answers for a case in hand, and hands its paths to whoever asks the database. What is outside is treated as not existing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import SEALED, Case
from doorstep.kernel.roles import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Visibility:
    """Paths end with "/" and none lies within another. With `everything` both are empty."""

    unit_paths: tuple[str, ...] = ()
    place_paths: tuple[str, ...] = ()
    everything: bool = False

    @property
    def nothing(self) -> bool:
        """Whether no case can be in view."""
        return not (self.everything or self.unit_paths or self.place_paths)

    def shows(self, *, lead_path: str, place_path: str) -> bool:
        """Whether a case led by this unit, at this place, is in view."""
        return (
            self.everything
            or any(lead_path.startswith(path) for path in self.unit_paths)
            or any(place_path.startswith(path) for path in self.place_paths)
        )


EVERYTHING = Visibility(everything=True)
NOTHING = Visibility()


def sees(actor: Actor, roles: Mapping[str, Role]) -> Visibility:
    """What all the actor's posts show together. A role that is no longer in the pack shows nothing."""
    if actor.kind == "system":
        return EVERYTHING
    reach = [(roles[post.role].sees, post) for post in actor.posts if post.role in roles]
    if any(kind == "jurisdiction" for kind, _ in reach):
        return EVERYTHING
    return Visibility(
        unit_paths=_widest(post.unit_path for kind, post in reach if kind == "unit"),
        place_paths=_widest(post.place_path for kind, post in reach if kind == "place"),
    )


def in_view(actor: Actor, case: Case, roles: Mapping[str, Role]) -> bool:
    """Whether the actor may see this case: by post, by a receipt, because the unit the actor sees recorded it, or because
    such a unit helps with it. What is sealed is seen by nobody but whoever holds its receipt; its keeper has a door of their own."""
    if SEALED in case.memory.flags:
        return case.id in actor.receipts or actor.kind == "system"
    seen = sees(actor, roles)
    return (
        case.id in actor.receipts
        or any(case.mechanism in roles[post.role].sees_also for post in actor.posts if post.role in roles)
        or any(seen.shows(lead_path=path, place_path="") for path in case.beside)
        or seen.shows(lead_path=case.lead_path, place_path=case.place_path)
        or (bool(case.opened_unit) and case.opened_unit in recording_units(actor, roles))
    )


def recording_units(actor: Actor, roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Codes of the units whose own recordings stay in the actor's view wherever they go: those of roles that see by unit."""
    seeing = (post.unit for post in actor.posts if post.role in roles and roles[post.role].sees == "unit")
    return tuple(dict.fromkeys(seeing))


def _widest(paths: Iterable[str]) -> tuple[str, ...]:
    """Without empty paths and those that lie within another."""
    kept: list[str] = []
    for path in sorted({path for path in paths if path}):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)
