"""The law of a number is read once; but a town that was restored has another table, where the same number may mean another law."""

import pytest
from django.db import connection

from doorstep.store import kept
from doorstep.store.cases.laws import current_law, law


def test_after_a_restore_the_numbers_are_read_anew(real_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = current_law("six_orders").id, current_law("suggestion").id
    names = law(first).name, law(second).name
    assert names[0] != names[1]
    monkeypatch.setattr(kept, "FRESH_SECONDS", 0.0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_law RENAME TO cases_law_before")
        cursor.execute("CREATE TABLE cases_law (LIKE cases_law_before INCLUDING DEFAULTS)")
        cursor.execute("INSERT INTO cases_law SELECT * FROM cases_law_before")
        cursor.execute(
            "UPDATE cases_law SET id = %(a)s + %(b)s - id WHERE id IN (%(a)s, %(b)s)", {"a": first, "b": second}
        )
    assert (law(second).name, law(first).name) == names
