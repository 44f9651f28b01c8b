"""Both keepers of files answer alike."""

from pathlib import Path

import pytest

from doorstep.adapters.files import FileLost, Files, NameNotAllowed
from doorstep.adapters.files.folder import FilesInFolder
from doorstep.adapters.files.memory import FilesInMemory

NAME = "town_a/3f/3f9c.sealed"


@pytest.fixture(params=["folder", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    return FilesInFolder(tmp_path / "files") if request.param == "folder" else FilesInMemory()


def test_what_was_kept_is_read_again_until_it_is_erased(files: Files) -> None:
    files.keep(NAME, b"one")
    files.keep(NAME, b"two")
    assert files.read(NAME) == b"two"
    files.erase(NAME)
    files.erase(NAME)
    with pytest.raises(FileLost):
        files.read(NAME)


@pytest.mark.parametrize("name", ["../etc/passwd", "a/../../b", "/etc/passwd", "a", "a/b\x00", "A/b", "a//b", ""])
def test_a_name_cannot_lead_out_of_the_folder(files: Files, name: str) -> None:
    for doing in (files.read, files.erase, lambda name: files.keep(name, b"x")):
        with pytest.raises(NameNotAllowed):
            doing(name)


def test_a_folder_of_files_is_private_and_holds_nothing_half_written(tmp_path: Path) -> None:
    FilesInFolder(tmp_path).keep(NAME, b"x" * 100_000)
    (kept,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.name == "3f9c.sealed"
