"""Reading the register changes nothing for whoever asks in the middle of something else."""

import pytest
from django.db import connection

from doorstep.store.jurisdictions import register


@pytest.mark.django_db
def test_an_open_cursor_still_looks_into_its_jurisdiction_after_the_register_was_read() -> None:
    with connection.cursor() as cursor:
        register.forget()
        assert register.by_name("dujiangyan").name == "dujiangyan"
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)
