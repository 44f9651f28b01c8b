"""Identity numbers and bank cards: what counts as one."""

import pytest

from doorstep.kernel.redaction.identity_numbers import is_bank_card, is_identity_number


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", True),
        ("110105194913310021", False),
        ("990105194912310021", False),
        ("110105491231002", True),
        ("110105491331002", False),
        ("11010519491231002X43", True),
        ("1101051949123100", False),
    ],
)
def test_identity_numbers_are_told_by_province_birth_date_and_check_digit(number, is_one):
    assert is_identity_number(number) is is_one


def test_bank_cards_are_told_by_network_length_and_check_digit():
    assert is_bank_card("4111111111111111") is False  # four different digits at least: a row of ones is no card
    assert is_bank_card("4539578763621486")
    assert not is_bank_card("4539578763621487")
    assert is_bank_card("6222602810448245534")
    assert not is_bank_card("1234567812345670")
