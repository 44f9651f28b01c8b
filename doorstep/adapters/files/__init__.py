"""Where bytes that do not belong into a database are kept: photos, above all.

One Protocol, a folder on disk, and a stand-in in memory that says aloud that it forgets. Whoever keeps something seals it
first: these rooms see ciphertext only. Refuses names that lead out of the folder.
"""

import re
from typing import Protocol

NAME = re.compile(r"[a-z0-9_]{1,40}(/[a-z0-9_.-]{1,80}){1,4}")


class FileLost(Exception):
    """这个文件找不到了。"""


class NameNotAllowed(ValueError):
    """文件名不合规矩。"""


class Files(Protocol):
    """Keeps bytes under a name such as "town_dujiangyan/3f/3f9c…"."""

    def keep(self, name: str, content: bytes) -> None:
        """Write all of it or nothing; a name already taken is written over."""

    def read(self, name: str) -> bytes:
        """Raises FileLost."""

    def erase(self, name: str) -> None:
        """Erasing what is gone already is no error."""


def check_name(name: str) -> str:
    """The name itself; raises NameNotAllowed for anything that could leave the folder."""
    if not NAME.fullmatch(name) or ".." in name:
        raise NameNotAllowed(name)
    return name


class NothingKeepsFiles(Exception):
    """还没有说明文件存在哪里。"""


_in_use: list[Files] = []


def use(keeper: Files) -> None:
    """Keep files here from now on. Called by the wiring, and by tests."""
    _in_use[:] = [keeper]


def files() -> Files:
    """Whatever keeps files in this process. Raises NothingKeepsFiles before the wiring is done."""
    if not _in_use:
        raise NothingKeepsFiles
    return _in_use[0]
