"""What follows from a meeting and from a ruling, and how figures about them are told. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

# From the state a case is in to the step by which it follows a ruling.
FOLLOWS: Mapping[str, str] = {
    "pooled": "assign_by_ruling",
    "disputed": "assign_by_ruling",
    "handling": "assign_by_ruling",
    "dispatched": "switch_by_ruling",
}
COMES = ("coming", "deputy")
GRADES = ("satisfied", "fairly_satisfied", "dissatisfied")


@dataclass(frozen=True, kw_only=True)
class MeetingFigures:
    """Counts of a span of time. `grades`: opinions given, by grade; nothing is assumed of those who gave none."""

    consultations: int = 0
    sittings: int = 0
    questions: int = 0
    ruled: int = 0
    grades: Mapping[str, int]

    @property
    def n(self) -> int:
        """Units that gave an opinion."""
        return sum(self.grades.values())

    @property
    def satisfied(self) -> float | None:
        """Share of those satisfied or fairly satisfied among the opinions given; None where nobody gave one."""
        pleased = self.grades.get("satisfied", 0) + self.grades.get("fairly_satisfied", 0)
        return pleased / self.n if self.n else None


def step_after_ruling(*, state: str, lead: str, ruled: str) -> str | None:
    """The step by which a case follows a ruling; None where it is already with the unit, or past following."""
    if lead == ruled and state in ("handling", "dispatched"):
        return None
    return FOLLOWS.get(state)


def is_asked(*, reply: str, unit: str, attended: Collection[str]) -> bool:
    """Whether a unit is asked how the meeting was: only one that was there."""
    return unit in attended or (not attended and reply in COMES)
