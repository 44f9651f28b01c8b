"""A change is said only where it can be: months that are over, and a base that is one."""

from datetime import date

from doorstep.wings.demand.rules import Month, Span, change, read_month, share, span_of

TODAY = date(2026, 11, 22)


def test_the_last_full_month_is_looked_at_where_nothing_is_asked() -> None:
    assert span_of(None, None, today=TODAY) == Span(first=Month(year=2026, month=10), last=Month(year=2026, month=10))


def test_a_quarter_is_compared_with_the_quarter_before_and_the_same_one_a_year_ago() -> None:
    span = Span(first=Month(year=2026, month=1), last=Month(year=2026, month=3))
    assert (str(span.before.first), str(span.before.last)) == ("2025-10", "2025-12")
    assert (str(span.year_before.first), str(span.year_before.last)) == ("2025-01", "2025-03")


def test_no_more_than_a_year_and_nothing_to_come() -> None:
    span = span_of(read_month("2010-01"), read_month("2030-01"), today=TODAY)
    assert (str(span.last), span.months) == ("2026-11", 12)
    assert not span.is_over(TODAY)


def test_a_month_is_read_strictly() -> None:
    assert read_month("2026-10") == Month(year=2026, month=10)
    assert [read_month(raw) for raw in ("", "2026-13", "2026", "２０２６-10", "x")] == [None] * 5


def test_no_change_against_hardly_anything_or_a_month_that_is_not_over() -> None:
    assert change(12, 10, is_over=True) == 20.0
    assert change(12, 9, is_over=True) is None
    assert change(12, 10, is_over=False) is None
    assert share(0, 0) is None
