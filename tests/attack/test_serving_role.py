"""The role that serves: it can do all that people do, and cannot touch the past, the law, or the shape of a table.

All tests of this folder run as this role; here are the things it must not be able to do, even if the program were turned.
"""

import psycopg
import pytest
from django.db import connection

from doorstep.adapters.postgres.cluster import APP
from doorstep.store.cases.models import Case, Event, Law
from doorstep.store.cases.verifying import Report, verify
from tests.attack.townsfolk import Townsfolk

FORBIDDEN = (
    "UPDATE cases_event SET at = now()",
    "UPDATE cases_event SET digest = '\\x00'",
    "DELETE FROM cases_event",
    "TRUNCATE cases_event",
    "TRUNCATE cases_case CASCADE",
    "UPDATE cases_law SET content = '{}'",
    "UPDATE cases_law SET version = 'x'",
    "DELETE FROM cases_law",
    "DELETE FROM cases_case",
    "DELETE FROM cases_receipt",
    "DELETE FROM cases_sealedtext",
    "DELETE FROM cases_attachment",
    "ALTER TABLE cases_event DISABLE TRIGGER ALL",
    "DROP TRIGGER cases_event_insert_only ON cases_event",
    "ALTER TABLE cases_case ADD COLUMN extra text",
    "CREATE TABLE mine (a int)",
    "DROP TABLE cases_casewords",
    "DROP SCHEMA town_dujiangyan CASCADE",
    "CREATE SCHEMA elsewhere",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER TABLE cases_event OWNER TO doorstep_app",
    "COPY cases_event TO PROGRAM 'true'",
    "SELECT pg_read_file('/etc/hostname')",
)


def run_as_app(url: dict[str, object], statement: str) -> None:
    """In a session of its own, whose user has become the serving role for good."""
    with psycopg.connect(**url, options="-c search_path=town_dujiangyan,doorstep_shared") as session:  # type: ignore[arg-type]
        session.execute(f"SET SESSION AUTHORIZATION {APP}")
        session.execute(statement)
        session.rollback()


@pytest.fixture
def address(townsfolk: Townsfolk) -> dict[str, object]:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() != (APP,):
            pytest.skip("this server tells no roles apart")
    parameters = connection.get_connection_params()
    return {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_the_serving_role_may_never_do(address: dict[str, object], statement: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityConstraintViolation)):
        run_as_app(address, statement)


@pytest.mark.parametrize(
    "statement", [line for line in FORBIDDEN if "cases_event SET" in line or "M cases_event" in line]
)
def test_not_even_the_owner_changes_the_past_by_accident(address: dict[str, object], statement: str) -> None:
    with (
        psycopg.connect(**address, options="-c search_path=town_dujiangyan") as session,  # type: ignore[arg-type]
        pytest.raises(psycopg.errors.IntegrityConstraintViolation),
    ):
        session.execute(statement)


def test_after_all_the_past_is_as_it_was(townsfolk: Townsfolk) -> None:
    assert Event.objects.count() > Case.objects.count() > 10
    assert Law.objects.count() >= 2
    assert [str(difference) for difference in verify(Report())] == []
