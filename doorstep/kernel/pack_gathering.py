"""Reads the files of a pack one after the other and keeps every fault, so that one bad file hides no other.

Where a file could not be read, its stand-in lets the files that name its content be judged by themselves.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from doorstep.kernel.faults import Fault, PackError
from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.parties import Party
from doorstep.kernel.toml_mistakes import explain_absence
from doorstep.kernel.words import Words

T = TypeVar("T")


class AnyName(Collection[str]):
    """Holds every name: what stands in for a list that could not be read."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class AnyParty(Mapping[str, Party]):
    """Knows every party, as one of the whole jurisdiction."""

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Party:
        return Party(name=name, label=Words(zh=name, en=name), reach="jurisdiction")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


ANY_NAME = AnyName()
ANY_PARTY = AnyParty()


@dataclass
class Gathering:
    """`folders`: the pack's, the common ones first. Files are called by their path under `root`."""

    root: Path
    folders: tuple[Path, ...]
    faults: list[Fault] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    looked_up: dict[Path, Table] = field(default_factory=dict)

    def read(self, reader: Callable[[], T], path: Path, instead: T) -> T:
        """What the reader makes of `path`, or the stand-in when it refuses."""
        try:
            return reader()
        except PackError as error:
            self.failed.add(path.name)
            self.faults += [replace(fault, file=self._called(fault.file, path)) for fault in error.faults]
            return instead

    def laid_over(self, name: str, reader: Callable[[Path, T | None], T], instead: T) -> T:
        """The file as it stands in each folder, one laid over the other; it must stand in one at least."""
        found: T | None = None
        for path in self.having(name):
            found = self.read(partial(reader, path, found), path, instead if found is None else found)
        return instead if found is None else found

    def has(self, name: str) -> bool:
        """Whether any folder holds it: for a part that a pack may leave out."""
        return any((folder / name).exists() for folder in self.folders)

    def having(self, name: str) -> list[Path]:
        """The paths of that name, the common one first. None at all is a fault."""
        found = [folder / name for folder in self.folders if (folder / name).exists()]
        if not found:
            path = self.folders[-1] / name
            self.failed.add(path.name)
            self.faults.append(explain_absence(path, self.shown(path)))
        return found

    def read_own(self, name: str, reader: Callable[[Path], T], instead: T) -> T:
        """The jurisdiction's own file, or the common one where it has none."""
        paths = self.having(name)
        return self.read(lambda: reader(paths[-1]), paths[-1], instead) if paths else instead

    def find(self, name: str, array: str, /, **match: str) -> Table:
        """The row of that file, the jurisdiction's own first, in which all these keys have these values.

        The file must have been read without faults. Without such a row, the topmost file as a whole.
        """
        pages = self.pages(name)
        rows = [row for page in pages if array in page for row in page.tables(array)]
        return next((row for row in rows if match.items() <= row.values.items()), pages[0])

    def pages(self, name: str) -> list[Table]:
        """That file as it stands in each folder, the jurisdiction's own first, nothing asked of it yet."""
        paths = [folder / name for folder in reversed(self.folders) if (folder / name).exists()]
        for path in paths:
            if path not in self.looked_up:
                self.looked_up[path] = read_toml(path)
        return [replace(self.looked_up[path], file=self.shown(path), faults=[], asked=set()) for path in paths]

    def shown(self, path: Path) -> str:
        """How a file is called in faults."""
        return path.relative_to(self.root).as_posix()

    def settle(self) -> None:
        """Raise PackError with every fault of every file."""
        if self.faults:
            raise PackError(self.faults)

    def _called(self, file: str, path: Path) -> str:
        """A reader of a whole folder names only the file: find it, in the jurisdiction's own folder first."""
        if file == path.name or "/" in file:
            return self.shown(path) if file == path.name else file
        places = [folder / path.name / file for folder in reversed(self.folders)]
        return next((self.shown(place) for place in places if place.exists()), file)
