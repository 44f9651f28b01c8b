"""Names of places as people spell them on a keyboard."""

import pytest

from doorstep.kernel.spelling import letters_of, spells, where_spelt

CUIPING = (("cui",), ("ping", "bing"), ("qu", "ou"))
CHANGSHOU = (("zhang", "chang"), ("shou",))


@pytest.mark.parametrize("typed", ["cpq", "cp", "cuiping", "cuipingqu", "cuipq", "cpingq", "cuip", "cu"])
def test_a_name_is_spelt_in_full_by_initials_or_mixed(typed: str) -> None:
    assert spells(typed, CUIPING)


@pytest.mark.parametrize("typed", ["cqp", "cpqx", "uip", "cuipingquu"])
def test_other_letters_spell_something_else(typed: str) -> None:
    assert not spells(typed, CUIPING)


@pytest.mark.parametrize("typed", ["cs", "chsh", "changshou", "zhangs", "zs", "chs"])
def test_a_character_with_two_readings_is_spelt_by_either(typed: str) -> None:
    assert spells(typed, CHANGSHOU)


def test_a_name_may_be_spelt_from_its_middle() -> None:
    assert where_spelt("pq", CUIPING) == 1
    assert where_spelt("cpq", CUIPING) == 0
    assert where_spelt("xx", CUIPING) is None


@pytest.mark.parametrize(
    ("typed", "letters"), [("Cui Ping", "cuiping"), ("xi'an", "xian"), ("a", ""), ("12", ""), ("翠", "")]
)
def test_only_letters_can_spell(typed: str, letters: str) -> None:
    assert letters_of(typed) == letters
