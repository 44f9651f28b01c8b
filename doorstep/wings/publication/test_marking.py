"""An editor sees what was hidden and why, may hide more, and cannot bring anything back."""

from hypothesis import given
from hypothesis import strategies as st

from doorstep.wings.publication.marking import Marked, edited, hidden, marks_from, pieces

SAID = "我是王小明，电话13812345678，住3栋2单元501，门口路灯不亮。"


def test_what_the_rules_hide_is_marked_in_the_public_text() -> None:
    marked = hidden(SAID)
    assert "13812345678" not in marked.text
    assert "王小明" not in marked.text
    for mark in marked.marks:
        assert 0 <= mark.start < mark.end <= len(marked.text)
    assert {"phone", "name", "door"} <= {mark.kind for mark in marked.marks}
    assert "".join(piece.text for piece in pieces(marked)) == marked.text


def test_a_person_can_hide_more_and_it_is_marked_by_hand() -> None:
    before = hidden("开茶馆的那家人，电话13812345678，天天往河里倒水。茶馆在桥头。")
    after = edited(before, before.text, ["茶馆"])
    assert "茶馆" not in after.text
    assert [mark.reason for mark in after.marks].count("by hand") == 2
    assert "phone" in {mark.kind for mark in after.marks}
    assert all(after.text[mark.start : mark.end].strip() for mark in after.marks)


def test_editing_keeps_the_marks_that_still_stand() -> None:
    before = hidden(SAID)
    after = edited(before, "（摘要）" + before.text.replace("门口路灯不亮", "路灯坏了"))
    assert [mark.kind for mark in after.marks] == [mark.kind for mark in before.marks]


def test_a_number_typed_in_by_hand_is_hidden_again() -> None:
    after = edited(hidden("路灯不亮"), "路灯不亮，打13900001111")
    assert "13900001111" not in after.text
    assert after.marks[0].kind == "phone"


def test_marks_survive_json() -> None:
    marked = hidden(SAID)
    assert marks_from([mark.as_dict() for mark in marked.marks]) == marked.marks


@given(st.text(max_size=80), st.text(max_size=80), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_marks_never_overlap_and_never_leave_the_text(one: str, other: str, hide: list[str]) -> None:
    after = edited(hidden(one), other, hide)
    assert isinstance(after, Marked)
    ends = [0, *(mark.end for mark in after.marks)]
    assert all(end <= mark.start for end, mark in zip(ends, after.marks, strict=False))
    assert ends[-1] <= len(after.text)
    assert "".join(piece.text for piece in pieces(after)) == after.text
