"""A number has one form, however it was typed; only mobiles take messages."""

import pytest

from doorstep.kernel.phones import NumberUnreadable, PhoneUnreadable, is_mobile, read_number, read_phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138 1234 5678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("028-8712 3456", "02887123456"),
        ("(028)87123456", "02887123456"),
        ("02887123456", "02887123456"),
        ("+86 28 8712 3456", "02887123456"),
        ("0086-010-65123456", "01065123456"),
        ("0838-2501234", "08382501234"),
        ("028-87123456转8001", "02887123456"),
        ("0755 2345 6789 ext. 12", "075523456789"),
        ("  ", ""),
    ],
)
def test_a_number_has_one_form(typed: str, number: str) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["87123456", "12345", "028-8712345", "028-12345678", "1381234567", "0000000000", "电话"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(NumberUnreadable):
        read_number(typed)


def test_a_landline_takes_no_message() -> None:
    assert is_mobile("13812345678")
    assert not is_mobile("02887123456")
    with pytest.raises(PhoneUnreadable):
        read_phone("028-87123456")
