"""Under whose name the server runs: ours, or, since PostgreSQL refuses root, an unprivileged account that is already there.

Makes no account and opens no folder's permissions.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = ("doorstep", "postgres", "nobody")


class NoAccount(Exception):
    """以 root 身份运行时需要一个现成的普通账户来运行数据库，但没有找到。"""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A system account; `is_other` when it is not the one we run as, so that children must change to it."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def popen_arguments(self) -> dict[str, object]:
        """What subprocess needs so that the child runs under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def own(self, path: Path) -> None:
        if self.is_other:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether this account may walk from / down to `folder` (asked of the system, not guessed from mode bits)."""
        question = ["/bin/sh", "-c", 'cd -- "$1" 2>/dev/null', "sh", str(folder)]
        return subprocess.run(question, cwd="/", check=False, **self.popen_arguments()).returncode == 0  # type: ignore[call-overload,no-any-return]


def account_for(data: Path) -> Account:
    """The owner of an existing cluster; else ourselves; else, for root, DOORSTEP_POSTGRES_USER or the first of UNPRIVILEGED.

    Raises NoAccount.
    """
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    wished = os.environ.get("DOORSTEP_POSTGRES_USER")
    names = (wished,) if wished else UNPRIVILEGED
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in names:
        if name in known and known[name].pw_uid != 0:
            return _account(known[name])
    raise NoAccount(f"PostgreSQL refuses to run as root, and none of these accounts exists: {', '.join(names)}")


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
