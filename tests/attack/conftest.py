"""A town in the middle of its day, in a database of its own: the cast at work, cases in every state, something published.

What an attack leaves behind stays for the rest of its file, as it would in a town.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from conftest import TOWN, _database, _use
from tests.attack.townsfolk import Townsfolk, gather


@pytest.fixture(scope="module")
def townsfolk(
    postgres: str, filled_template: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Townsfolk]:
    """One for each file."""
    from django.db import connections

    from doorstep.store.jurisdictions import register
    from doorstep.store.jurisdictions.current import serving

    shared = dict(connections["default"].settings_dict)
    name = f"doorstep_attack_{uuid4().hex[:8]}"
    with _database(postgres, name, filled_template) as url, django_db_blocker.unblock():
        _use(url)
        register.forget()
        try:
            with serving(f"town_{TOWN}"):
                yield gather()
        finally:
            connections["default"].close()
            connections["default"].settings_dict.update(shared)
