"""The fast way of looking finds what the plain way finds: every rule asked of every text, patterns as one would write them first."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.redaction import numbers
from doorstep.kernel.redaction.hiding import find_spans, redact
from doorstep.kernel.redaction.test_redaction import HIDDEN, STAYS, TEXTS

GAP = r"[ \t\-–—－_.·~]"
CALL = r"(?:电话|手机|座机|固话|致电|来电|拨打|联系方式|联系号码|热线|传真|[Tt][Ee][Ll]|[Pp]hone|☎|📞)"
# The number, without its first 1, is the group of the fast pattern.
PLAIN = {
    "_MOBILE": rf"(?<!\d)(?:\+?86{GAP}?)?1([3-9]\d(?:{GAP}?\d{{4}}{GAP}?\d{{4}}|{GAP}\d{{8}}))(?!\d)",
    "_MOBILE_SPELT": r"(?<!\d)1([ \-.]?[3-9](?:[ \-.]\d){9})(?!\d)",
    "_MOBILE_CALLED": rf"{CALL}[^\d*\n。；;]{{0,8}}(?<!\d)(?:\+?86{GAP}?)?1({GAP}{{0,2}}[3-9](?:{GAP}{{0,2}}\d){{9}})(?!\d)",
    "_MANY_DIGITS": r"\d(?:[^\d\n]{0,3}\d){6}",
    "_TWELVE_DIGITS": r"\d(?:[ -]?\d){11}",
}
SIGNS = "1|3|8|0|9|86|+86|138|0013|8000|13800138000| |-|.|电话|手机|tel|Tel|Phone|：|\n|、|x|６|路"
NUMBERS = st.lists(st.sampled_from(SIGNS.split("|")), max_size=24).map("".join)


def seen(text: str, *, plainly: bool) -> list[object]:
    return list(find_spans(text, plainly=plainly))


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(TEXTS, NUMBERS))
def test_the_fast_way_finds_what_the_plain_way_finds(text: str) -> None:
    assert seen(text, plainly=False) == seen(text, plainly=True)


@pytest.mark.parametrize("text", [*(hidden for hidden, _ in HIDDEN), *STAYS])
def test_both_ways_agree_on_every_example(text: str) -> None:
    assert seen(text, plainly=False) == seen(text, plainly=True)


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(NUMBERS, TEXTS))
def test_patterns_that_begin_with_plain_characters_find_what_the_plain_ones_find(text: str) -> None:
    for name, plain in PLAIN.items():
        fast = getattr(numbers, name)
        if fast.groups:
            found = [(match.span(), match.span(1)) for match in fast.finditer(text)]
            assert found == [(match.span(), match.span(1)) for match in re.finditer(plain, text)], name
        else:
            assert (fast.search(text) is None) == (re.search(plain, text) is None), name


def test_a_text_of_nothing_but_numbers_and_doors_is_hidden_whole_however_long() -> None:
    """Whoever sends a megabyte of them must not keep a process busy: every span is compared with its neighbours only."""
    text = "13800138000，3栋2单元501室，我叫王小明，电话13900139000。\n" * 6000
    found = redact(text)
    assert len(found.spans) >= 3 * 6000
    assert not any(word in found.text for word in ("13800138000", "501室", "王小明"))
    assert all(before.end <= after.start for before, after in pairwise(found.spans))
