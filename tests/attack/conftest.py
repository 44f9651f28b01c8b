"""A town in the middle of its day, in a database of its own: the cast at work, cases in every state, something published.

Everything is done as the role that serves, which may not change tables and may not touch the ledger's past. What an attack
leaves behind stays for the rest of its file, as it would in a town.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from conftest import TOWN, _database, _use
from doorstep.adapters.postgres.cluster import APP
from tests.attack.townsfolk import Townsfolk, gather


@pytest.fixture(scope="module")
def townsfolk(
    postgres: str, filled_template: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Townsfolk]:
    """One for each file."""
    from django.db import connections

    from doorstep.store.jurisdictions import register
    from doorstep.store.jurisdictions.current import serving

    default = connections["default"].settings_dict
    shared, options = dict(default), dict(default["OPTIONS"])
    name = f"doorstep_attack_{uuid4().hex[:8]}"
    with _database(postgres, name, filled_template) as url, django_db_blocker.unblock():
        _use(url)
        default["OPTIONS"] = {**options, "options": f"-c role={APP}"} if _exists(url, APP) else options
        register.forget()
        try:
            with serving(f"town_{TOWN}"):
                yield gather()
        finally:
            connections["default"].close()
            default.update(shared, OPTIONS=options)


def _exists(url: str, role: str) -> bool:
    """The embedded server always has it; another one may tell no roles apart."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None
