"""What is shown of a name, whether a grid is too large, what a tally amounts to. Decides, touches nothing."""

from dataclasses import dataclass
from typing import Literal

from doorstep.kernel.gridwork.books import Size
from doorstep.kernel.words import Words

COMPOUND = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "夏侯")
)
SizeFault = Literal["", "unknown", "over", "under"]


def shown_name(names: str, full: str, label: Words, *, has_agreed: bool) -> Words:
    """As much of a name as the pack and the person allow: "网格员", "王网格员", or the whole name."""
    if names == "post" or not full:
        return label
    if names == "full" and has_agreed:
        return Words(zh=f"{full}（{label.zh}）", en=f"{full} ({label.en})")
    surname = full[:2] if full[:2] in COMPOUND else full[:1]
    return Words(zh=f"{surname}{label.zh}", en=f"{label.en} {surname}")


def size_fault(size: Size | None, households: int | None) -> SizeFault:
    """Whether a place has more or fewer households than it should; "unknown" where nobody counted."""
    if size is None:
        return ""
    if households is None:
        return "unknown"
    return "over" if households > size.most else "under" if households < size.least else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """Rounds whose day has passed, or that are gone already. On time, late and missed make up the planned ones."""

    planned: int = 0
    done: int = 0
    late: int = 0

    @property
    def missed(self) -> int:
        return self.planned - self.done - self.late

    @property
    def share(self) -> float | None:
        """Gone on time, of those planned; None when none was planned: nothing is not everything."""
        return self.done / self.planned if self.planned else None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(planned=self.planned + other.planned, done=self.done + other.done, late=self.late + other.late)
