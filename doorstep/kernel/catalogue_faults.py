"""What is wrong with a dispatch catalogue, with sheet, row and column, each in one sentence that names the mend."""

from dataclasses import dataclass, field

from doorstep.kernel.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """`at` is the row of the sheet from 1, 0 for the sheet as a whole; `column` a code of COLUMNS or ""."""

    sheet: str
    at: int
    column: str
    zh: str
    en: str

    @property
    def sentence(self) -> Words:
        """The sentence without the place."""
        return Words(zh=self.zh, en=self.en)


@dataclass(kw_only=True)
class LineFaults:
    """Collects the faults of one line."""

    sheet: str
    at: int
    faults: list[Fault] = field(default_factory=list)

    def note(self, column: str, zh: str, en: str) -> None:
        self.faults.append(Fault(sheet=self.sheet, at=self.at, column=column, zh=zh, en=en))

    def has(self, column: str) -> bool:
        return any(fault.column == column for fault in self.faults)
