"""One schema out of a database into a file and back, by PostgreSQL's own programs.

Passwords go by the environment, never by the command line, where everybody on the machine could read them.
"""

import os
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from doorstep.adapters.postgres.binaries import find_binaries


class DumpFailed(Exception):
    """数据库备份没有成功。"""


class LoadFailed(Exception):
    """数据库恢复没有成功，数据库未被改动。"""


def dump_schema(url: str, schema: str, target: Path, *, snapshot: str | None = None) -> None:
    """Writes everything in `schema` to `target` (custom format), as of `snapshot` when given. Raises DumpFailed."""
    options = ["--format=custom", "--no-owner", f"--schema={schema}", f"--file={target}"]
    done = _run("pg_dump", url, options + ([f"--snapshot={snapshot}"] if snapshot else []))
    if done.returncode:
        raise DumpFailed(done.stderr.strip()[-2000:])


def load_schema(url: str, source: Path, *, with_grants: bool) -> None:
    """Makes what `source` holds, all or nothing. Raises LoadFailed."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", *([] if with_grants else ["--no-acl"])]
    done = _run("pg_restore", url, [*options, str(source)])
    if done.returncode:
        raise LoadFailed(done.stderr.strip()[-2000:])


def _run(program: str, url: str, options: list[str]) -> subprocess.CompletedProcess[str]:
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    line = [str(find_binaries() / program), *options, f"--dbname={make_conninfo('', **parts)}"]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
