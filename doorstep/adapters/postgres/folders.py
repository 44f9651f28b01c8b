"""Where everything of one server lies, and where it lies instead when the account it runs under cannot get there.

Root often works below folders that only root may enter. Opening those for everybody would be a hole, so the cluster then
moves to `/var/tmp/doorstep-…`, and a link in the wished place says where it is.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from doorstep.adapters.postgres.account import Account, account_for
from doorstep.adapters.postgres.holding import is_held

LONGEST_SOCKET_PATH = 100
ELSEWHERE = Path("/var/tmp")
THROW_AWAY, CAME_FROM = "throw-away", "came-from"


class FolderTaken(Exception):
    """数据库备用目录已被他人占用，为安全起见不使用。"""


@dataclass(frozen=True, kw_only=True)
class Folders:
    """The rooms of one server. `home` belongs to us; only `data`, `run` and `log` to the account it runs under."""

    home: Path
    account: Account
    note: str = ""

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def passwords(self) -> Path:
        return self.home / "passwords.json"

    @property
    def port(self) -> Path:
        return self.home / "port"

    @property
    def run(self) -> Path | None:
        """The socket's folder; None where its path would be longer than the system allows (then TCP has to do)."""
        run = self.home / "run"
        return run if len(str(run)) + len("/.s.PGSQL.65535.lock") <= LONGEST_SOCKET_PATH else None

    def lock(self, name: str) -> Path:
        return self.home / f"{name}.lock"


def folders_for(wished: Path) -> Folders:
    """The folders of the server wished at `wished`, made when missing. Raises FolderTaken, NoAccount, OSError."""
    wished = wished.absolute()
    wished.parent.mkdir(parents=True, exist_ok=True)
    note = ""
    with wished.with_name(f"{wished.name}.making").open("w") as made:
        fcntl.flock(made, fcntl.LOCK_EX)  # two who start at once make one folder
        account = account_for(wished / "data")
        if not wished.is_symlink():
            wished.mkdir(mode=0o755, exist_ok=True)
        if account.is_other and not account.can_enter(wished):
            _move_elsewhere(wished)
            account = account_for(wished / "data")
    if wished.is_symlink():
        note = f"{wished} -> {wished.resolve()} (the account “{account.name}” may not enter the folder you work in)"
    folders = Folders(home=wished.resolve(), account=account, note=note)
    if folders.run:
        folders.run.mkdir(mode=0o755, exist_ok=True)
        account.own(folders.run)
    return folders


def _move_elsewhere(wished: Path) -> None:
    if wished.is_symlink():
        return
    if any(wished.iterdir()):
        raise FolderTaken(
            f"{wished} holds a server that its own account cannot reach any more: let it in, or move it away"
        )
    _sweep_elsewhere()
    name = hashlib.sha256(str(wished.resolve()).encode()).hexdigest()[:12]
    elsewhere = our_folder(ELSEWHERE / f"doorstep-{name}")
    (elsewhere / CAME_FROM).write_text(str(wished))
    wished.rmdir()
    wished.symlink_to(elsewhere)


def _sweep_elsewhere() -> None:
    """Removes throw-away servers whose project is gone. Servers with data in them stay until a person removes them."""
    for home in ELSEWHERE.glob("doorstep-*"):
        marks = (home / THROW_AWAY, home / CAME_FROM)
        if home.lstat().st_uid == os.geteuid() and all(mark.exists() for mark in marks):
            link = Path(marks[1].read_text())
            if not (link.is_symlink() and link.resolve() == home) and not is_held(home / "keeper.lock"):
                shutil.rmtree(home)


def our_folder(path: Path) -> Path:
    """`path` as a folder that only we may write, made when missing. Raises FolderTaken when somebody else made it first."""
    path.mkdir(mode=0o755, exist_ok=True)
    stat = path.lstat()
    if path.is_symlink() or stat.st_uid != os.geteuid() or stat.st_mode & 0o022:
        raise FolderTaken(f"{path} is not a folder of ours alone")
    return path


def write_private(path: Path, text: str) -> None:
    """Replaces `path` by `text` in one stroke, readable by us alone, on disk before this returns."""
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
