"""What is changed behind the program's back: refused by the database, or named by verifying."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from doorstep.store.cases.models import SealedText
from doorstep.store.cases.test_acting import finished_case, opened_case
from doorstep.store.cases.test_opening import NOW
from doorstep.store.cases.verifying import Report, verify


@pytest.mark.parametrize(
    "statement", ["UPDATE cases_event SET verb = 'x'", "DELETE FROM cases_event", "TRUNCATE cases_event CASCADE"]
)
def test_the_database_refuses_to_change_an_event(real_db: str, statement: str) -> None:
    opened_case()
    with (
        pytest.raises(DatabaseError, match="only ever inserted|permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def _tamper(sql: str) -> Callable[[], None]:
    def tamper() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql)
            cursor.execute("SET session_replication_role = DEFAULT")

    return tamper


TAMPERINGS = {
    "UPDATE cases_event SET facts = '{\"unit\": \"zjj\"}' WHERE verb = 'dispatch'": "altered",
    "UPDATE cases_event SET at = at - interval '1 hour' WHERE verb = 'accept'": "altered",
    "DELETE FROM cases_event WHERE verb = 'accept'": "missing",
    "UPDATE cases_case SET state = 'rated'": "state is",
    "UPDATE cases_case SET lead_unit = 'zjj'": "lead unit",
    "UPDATE cases_case SET place_path = '/510181/902/'": "place",
    "UPDATE cases_sealedtext SET cipher = decode('00', 'hex') WHERE field = 'result'": "commitment",
    "DELETE FROM cases_sealedtext WHERE field = 'what'": "missing",
    "UPDATE cases_sealedtext SET cipher = NULL, salt = NULL WHERE field = 'what'": "without a record",
    "DELETE FROM cases_event": "events say",
}


@pytest.mark.parametrize("sql", TAMPERINGS)
def test_verify_names_what_was_changed_behind_the_programs_back(real_db: str, sql: str) -> None:
    finished_case()
    _tamper(sql)()
    found = " / ".join(map(str, verify(Report())))
    assert TAMPERINGS[sql] in found


@pytest.mark.django_db
def test_a_text_erased_by_law_leaves_the_chain_whole() -> None:
    case_id = finished_case()
    SealedText.objects.filter(case_id=case_id).update(cipher=None, salt=None, erased_at=NOW)
    assert list(verify(Report())) == []
