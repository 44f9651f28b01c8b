"""What is never published whole, and what a person must look at first."""

import pytest

from doorstep.wings.publication.withheld import CHILD, PRIVATE_CATEGORY, REPORTER, VICTIM, why_withheld


def test_a_tip_off_and_a_private_category_are_never_published():
    assert why_withheld(request_type="tip_off") == (REPORTER,)
    assert why_withheld(request_type="help", category="youth.aid", private_categories=["youth"]) == (PRIVATE_CATEGORY,)
    assert why_withheld(request_type="help", category="youthful", private_categories=["youth"]) == ()
    assert REPORTER.is_certain
    assert PRIVATE_CATEGORY.is_certain


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("我家孩子上学路上没有路灯", (CHILD,)),
        ("一名9岁的女孩独自在家", (CHILD,)),
        ("邻居虐待老人", (VICTIM,)),
        ("楼下垃圾没人清", ()),
        ("他今年39岁的孩子都大了", ()),
    ],
)
def test_words_that_suggest_a_child_or_a_victim_ask_for_a_person(text, reasons):
    assert why_withheld(request_type="help", text=text) == reasons
    assert not any(reason.is_certain for reason in reasons)
