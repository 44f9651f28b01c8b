"""Makes a cluster: passwords first, then initdb into a folder of its own, then one rename. A half-made cluster is never used.

Settings are for one small server that shares its machine with the web server; durability is never traded away except for
the throw-away servers of the test suite (`is_durable=False`).
"""

import json
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from doorstep.adapters.postgres.binaries import major_version
from doorstep.adapters.postgres.folders import Folders, write_private

SUPERUSER = "doorstep_super"
OWNER = "doorstep_owner"
APP = "doorstep_app"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "autovacuum_naptime": "20s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_min_duration_statement": "2s",
    "password_encryption": "scram-sha-256",
    "max_prepared_transactions": "0",
    "jit": "off",
}
THROW_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum_naptime": "5min",
    "max_connections": "240",  # several test processes at once, some of which take sixty by themselves
}


class ClusterNotMade(Exception):
    """数据库初始化失败。"""


def make_cluster(folders: Folders, binaries: Path) -> None:
    """Leaves a complete cluster in `folders.data`; does nothing when there is one. Raises ClusterNotMade."""
    if folders.data.exists():
        return
    for left_over in folders.home.glob("making-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(dir=folders.home, prefix="making-"))
    folders.account.own(fresh)
    _initialise(folders, binaries, fresh)
    (fresh / "postgresql.conf").open("a").write("\ninclude_if_exists = 'doorstep.conf'\n")
    fresh.rename(folders.data)


def _initialise(folders: Folders, binaries: Path, fresh: Path) -> None:
    with tempfile.NamedTemporaryFile("w", dir=folders.home, prefix=".pw-") as secret:
        secret.write(passwords(folders)[SUPERUSER])
        secret.flush()
        folders.account.own(Path(secret.name))
        command = [binaries / "initdb", "-D", fresh, "-U", SUPERUSER, f"--pwfile={secret.name}", "-A", "scram-sha-256"]
        command += ["-E", "UTF8", "--data-checksums", *_locale_arguments(major_version(binaries))]
        popen = folders.account.popen_arguments()
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **popen)  # type: ignore[call-overload]
    if done.returncode:
        raise ClusterNotMade(f"initdb: {(done.stderr or done.stdout).strip()[-2000:]}")


def _locale_arguments(major: int) -> list[str]:
    """The same byte order and Unicode-aware case on every machine; before 17 there was no such built-in locale."""
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def passwords(folders: Folders) -> Mapping[str, str]:
    """Role → password, made once before the cluster exists, 0600."""
    if not folders.passwords.exists():
        made = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)}
        write_private(folders.passwords, json.dumps(made, indent=1))
    return dict(json.loads(folders.passwords.read_text()))


def write_settings(folders: Folders, *, is_durable: bool) -> None:
    """Our settings beside the cluster's own, written anew at each start so that a newer Doorstep brings newer ones."""
    settings = SETTINGS | ({} if is_durable else THROW_AWAY)
    settings["unix_socket_directories"] = str(folders.run) if folders.run else ""
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    path = folders.data / "doorstep.conf"
    path.write_text("# Written by Doorstep at each start.\n" + "\n".join(lines) + "\n")
    folders.account.own(path)
