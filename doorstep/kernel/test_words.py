"""Words are said in the reader's language, and their holes are filled in that language."""

import pytest

from doorstep.kernel.words import Words, use_traditional

DISPATCHED = Words(zh="派单给{unit}", en="Dispatched to {unit}")


@pytest.fixture
def traditional():
    use_traditional(lambda text: text.replace("单", "單").replace("给", "給"))
    yield
    use_traditional(None)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh-hans", "派单给{unit}"),
        ("zh_Hans", "派单给{unit}"),
        ("en-GB", "Dispatched to {unit}"),
        ("zh-Hant", "派單給{unit}"),
        ("zh-TW", "派單給{unit}"),
        ("fr", "派单给{unit}"),
    ],
)
def test_words_are_said_in_the_language_asked_for(traditional, lang, said):
    assert DISPATCHED.say(lang) == said


def test_without_a_converter_traditional_readers_get_simplified():
    assert DISPATCHED.say("zh-hant") == "派单给{unit}"
    assert DISPATCHED.say("zh-hant", traditional=str.upper) == "派单给{UNIT}"


def test_holes_are_filled_in_both_languages_and_missing_ones_show():
    filled = DISPATCHED.filled({"unit": Words(zh="城管局", en="Urban Management")})
    assert filled == Words(zh="派单给城管局", en="Dispatched to Urban Management")
    assert DISPATCHED.filled({}) == Words(zh="派单给…", en="Dispatched to …")
    assert DISPATCHED.holes == {"unit"}


def test_what_is_filled_in_is_not_read_as_a_hole_again():
    assert DISPATCHED.filled({"unit": "{link}"}).zh == "派单给{link}"
