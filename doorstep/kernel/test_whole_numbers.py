"""A whole number is written in ASCII digits, and has an end."""

from doorstep.kernel.whole_numbers import read_whole


def test_only_ascii_digits_are_a_number_and_not_without_end() -> None:
    assert [read_whole(text) for text in ("0", "007", "9" * 18)] == [0, 7, int("9" * 18)]
    assert [read_whole(text) for text in ("", "²", "１", "-1", "1.0", " 1", "1_0", "9" * 19)] == [None] * 8
    assert (read_whole("999", digits=3), read_whole("1000", digits=3)) == (999, None)
