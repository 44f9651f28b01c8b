"""Tries are counted together, whoever counts them, and forgiven when their time is over."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries

from doorstep.wings.intake.rationing import Ration, forget_old, spend

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def ration(times: int = 2, minutes: int = 10, who: str = "203.0.113.7") -> Ration:
    return Ration(what="try", who=who, times=times, span=timedelta(minutes=minutes))


def test_the_third_of_two_has_to_wait_until_the_stretch_is_over() -> None:
    assert [spend([ration()], now=NOW) for _ in range(3)] == [timedelta(0), timedelta(0), timedelta(minutes=10)]
    assert spend([ration()], now=NOW + timedelta(minutes=4)) == timedelta(minutes=6)
    assert spend([ration()], now=NOW + timedelta(minutes=10)) == timedelta(0)


def test_others_are_not_held_up() -> None:
    for _ in range(3):
        spend([ration()], now=NOW)
    assert spend([ration(who="203.0.113.8")], now=NOW) == timedelta(0)


def test_several_rations_are_counted_in_one_statement_and_the_longest_wait_counts(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    both = [ration(times=1, minutes=1), ration(times=1, minutes=60)]
    with django_assert_num_queries(1):
        spend(both, now=NOW)
    assert spend(both, now=NOW) == timedelta(minutes=60)


def test_nobody_is_named_in_the_table_and_the_old_is_dropped() -> None:
    spend([ration()], now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(bucket, 'escape') FROM intake_tally")
        assert "203" not in cursor.fetchone()[0][:3]
        cursor.execute("SELECT relpersistence FROM pg_class WHERE oid = 'intake_tally'::regclass")
        assert cursor.fetchone()[0] == "u"
    assert forget_old(now=NOW) == 0
    assert forget_old(now=NOW + timedelta(hours=1)) == 1
