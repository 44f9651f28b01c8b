"""A person hides more, says it otherwise, lays a mark bare; the rules still hold for everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.wings.publication.handwork import (
    MarkGone,
    OriginalGone,
    StretchHidden,
    StretchNotThere,
    WordsTooTelling,
    bared,
    beneath,
    covered,
    mark_at,
    reworded,
)
from doorstep.wings.publication.marking import Marked, edited, hidden, marks_from

SAID = "我叫王小明，电话13812345678，开茶馆的老魏往河里倒水。"


def hide(marked: Marked, words: str, instead: str = "", original: str = SAID) -> Marked:
    start = marked.text.index(words)
    return covered(marked, start, start + len(words), kind="other", instead=instead, original=original)


def test_a_selected_stretch_is_hidden_and_can_be_laid_bare_again() -> None:
    after = hide(hidden(SAID), "老魏", "某人")
    assert "开茶馆的某人往河里" in after.text
    (mark,) = [mark for mark in after.marks if mark.by_hand]
    assert beneath(after, mark, SAID) == "老魏"
    again = bared(after, mark.start, SAID)
    assert again.text == hidden(SAID).text


def test_a_false_mark_laid_bare_stays_bare_when_the_text_is_edited_and_the_rest_stays_hidden() -> None:
    marked = hidden(SAID)
    phone = next(mark for mark in marked.marks if mark.kind == "phone")
    bare = bared(marked, phone.start, SAID)
    assert "13812345678" in bare.text
    after = edited(bare, bare.text.replace("倒水", "倒脏水") + "也打13900001111")
    assert "13812345678" in after.text
    assert "13900001111" not in after.text
    assert "王小明" not in after.text
    assert next(mark for mark in after.marks if mark.kind == "phone").bare


def test_a_number_laid_bare_and_then_typed_over_is_hidden_again() -> None:
    marked = hidden(SAID)
    phone = next(mark for mark in marked.marks if mark.kind == "phone")
    bare = bared(marked, phone.start, SAID)
    assert "13812345679" not in edited(bare, bare.text.replace("13812345678", "13812345679")).text


def test_other_words_stand_in_a_marks_place_unless_they_tell() -> None:
    marked = hidden(SAID)
    name = next(mark for mark in marked.marks if mark.kind == "name")
    after = reworded(marked, name.start, "反映人", beneath="王小明")
    assert after.text.startswith("我叫反映人，电话")
    assert after.marks[0].by_hand
    for telling in ("13900001111", "王小明", "小王小明"):
        with pytest.raises(WordsTooTelling):
            reworded(marked, name.start, telling, beneath="王小明")


def test_what_is_not_there_or_hidden_already_is_refused() -> None:
    marked = hidden(SAID)
    for start, end in ((-1, 3), (5, 5), (0, 9999)):
        with pytest.raises(StretchNotThere):
            covered(marked, start, end, kind="name", instead="", original=SAID)
    with pytest.raises(StretchHidden):
        covered(marked, 0, len(marked.text), kind="name", instead="", original=SAID)
    with pytest.raises(MarkGone):
        mark_at(marked, 0)


def test_an_original_that_changed_is_not_put_back() -> None:
    marked = hidden(SAID)
    name = next(mark for mark in marked.marks if mark.kind == "name")
    with pytest.raises(OriginalGone):
        bared(marked, name.start, "别的话，" + SAID)
    by_hand = hide(Marked(text="改过的文字里有老魏"), "老魏")
    with pytest.raises(OriginalGone):
        bared(by_hand, by_hand.marks[0].start, SAID)


@given(st.data(), st.text(max_size=60))
def test_marks_stay_apart_whatever_is_hidden_by_hand(data: st.DataObject, more: str) -> None:
    original = SAID + more
    marked = hidden(original)
    for _ in range(3):
        start = data.draw(st.integers(0, len(marked.text)))
        end = data.draw(st.integers(0, len(marked.text)))
        try:
            marked = covered(marked, start, end, kind="other", instead="", original=original)
        except (StretchHidden, StretchNotThere, WordsTooTelling):
            continue
    ends = [0, *(mark.end for mark in marked.marks)]
    assert all(end <= mark.start for end, mark in zip(ends, marked.marks, strict=False))
    assert marks_from([mark.as_dict() for mark in marked.marks]) == marked.marks
    for mark in marked.marks:
        if mark.origin:
            assert bared(marked, mark.start, original)
