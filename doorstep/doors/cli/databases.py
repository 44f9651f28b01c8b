"""Which database a command works on: the one named by DATABASE_URL, else the embedded server in the data folder.

DATABASE_URL is what serves; DOORSTEP_OWNER_URL, when set, is what migrates (the same role may do both).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import doorstep

Role = Literal["app", "owner"]
ROOT = Path(doorstep.__file__).resolve().parents[1]


def data_folder() -> Path:
    """Where everything lies that is not in the repository: DOORSTEP_VAR, else `var/`."""
    return Path(os.environ.get("DOORSTEP_VAR", ROOT / "var"))


@contextmanager
def database_for(role: Role) -> Iterator[dict[str, str]]:
    """Puts the address for `role` into DATABASE_URL for the block, with the server running; yields what it set."""
    if "DATABASE_URL" in os.environ:
        owner = os.environ.get("DOORSTEP_OWNER_URL", os.environ["DATABASE_URL"])
        with _environment({"DATABASE_URL": owner} if role == "owner" else {}) as changed:
            yield changed
        return
    from doorstep.adapters.postgres.server import running

    with running(data_folder() / "postgres") as server:
        addresses = {"DATABASE_URL": server.url_owner if role == "owner" else server.url_app}
        with _environment(addresses) as changed:
            yield changed


@contextmanager
def _environment(changes: dict[str, str]) -> Iterator[dict[str, str]]:
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield changes
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
