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
    "UPDATE cases_event SET facts = '{\"unit\": \"zjj\"}' WHERE verb = 'dispatch'": "被改过",
    "UPDATE cases_event SET at = at - interval '1 hour' WHERE verb = 'accept'": "被改过",
    "DELETE FROM cases_event WHERE verb = 'accept'": "缺了",
    "UPDATE cases_case SET state = 'rated'": "状态写着",
    "UPDATE cases_case SET lead_unit = 'zjj'": "承办单位写着",
    "UPDATE cases_case SET place_path = '/510181/902/'": "地点",
    "UPDATE cases_sealedtext SET cipher = decode('00', 'hex') WHERE field = 'result'": "和当时的指纹对不上",
    "DELETE FROM cases_sealedtext WHERE field = 'what'": "缺了",
    "UPDATE cases_sealedtext SET cipher = NULL, salt = NULL WHERE field = 'what'": "没有依法删除的记录",
    "DELETE FROM cases_event": "留痕推出来",
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
