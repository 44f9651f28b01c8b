"""Files in a folder on disk. A file is complete or absent, also after the power fails."""

import os
from pathlib import Path
from uuid import uuid4

from doorstep.adapters.files import FileLost, check_name
from doorstep_proof.keeping import settle_folder


class FilesInFolder:
    """Below `folder`; only the account that serves may look inside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str, content: bytes) -> None:
        path = self.folder / check_name(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{uuid4().hex}.new")
        try:
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
        settle_folder(path.parent)

    def read(self, name: str) -> bytes:
        try:
            return (self.folder / check_name(name)).read_bytes()
        except FileNotFoundError:
            raise FileLost(name) from None

    def erase(self, name: str) -> None:
        (self.folder / check_name(name)).unlink(missing_ok=True)
