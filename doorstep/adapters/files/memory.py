"""A stand-in that keeps files as long as the process lives. For tests; says so when it is made."""

import logging

from doorstep.adapters.files import FileLost, check_name

log = logging.getLogger(__name__)


class FilesInMemory:
    """Behaves like the folder, and forgets everything at the end."""

    def __init__(self) -> None:
        log.warning("files are kept in memory only: everything uploaded is lost when this process ends")
        self._kept: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        """Of everything that is kept."""
        return sorted(self._kept)

    def keep(self, name: str, content: bytes) -> None:
        self._kept[check_name(name)] = content

    def read(self, name: str) -> bytes:
        try:
            return self._kept[check_name(name)]
        except KeyError:
            raise FileLost(name) from None

    def erase(self, name: str) -> None:
        self._kept.pop(check_name(name), None)
