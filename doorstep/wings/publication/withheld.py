"""Whole items that must not be published, however well they are redacted: children, people who report wrongdoing, what is sealed.

Two answers: `certain` items never go out (举报, and categories that the pack calls private); for words that suggest a child
or a victim a person must say, before publication, that the item names none (`is_certain` false). Sources: 未成年人保护法 §103
(nothing by which a minor can be recognised is disclosed); 信访工作条例 (what a reporter hands in is not passed on).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from doorstep.kernel.case import SEALED, Case
from doorstep.kernel.words import Words

SECRET_REQUEST_TYPES = frozenset({"tip_off"})

_CHILD = re.compile(
    r"未成年|留守儿童|孤儿|困境儿童|弃婴|婴儿|幼女|(?:女童|男童)|辍学|校园欺凌|校园霸凌|小学生|初中生|我(?:家)?(?:的)?(?:孩子|小孩|儿子|女儿|孙子|孙女)"
    r"|(?<!\d)(?:[1-9]|1[0-7]|[一二三四五六七八九十]|十[一二三四五六七]) ?(?:周)?岁(?:多)?的?(?:男孩|女孩|孩子|小孩|儿子|女儿|孙子|孙女|学生)"
)
_VICTIM = re.compile(
    r"性侵|猥亵|强奸|家暴|家庭暴力|虐待|拐卖|自杀|轻生|艾滋|HIV|吸毒|戒毒|精神病|精神障碍|刑满释放|社区矫正"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """Why an item stays inside. When not certain, a person may say that the suspicion is unfounded."""

    code: str
    reason: Words
    is_certain: bool


REPORTER = Withheld(
    code="reporter",
    reason=Words(zh="举报件整条不公开，以保护举报人", en="A tip-off is never published, to protect who made it"),
    is_certain=True,
)
PRIVATE_CATEGORY = Withheld(
    code="private_category",
    reason=Words(zh="这一类事项按规定整条不公开", en="Items of this category are not published"),
    is_certain=True,
)
CHILDS = Withheld(
    code="childs",
    reason=Words(zh="不满十四岁的孩子反映的事整条不公开", en="What a child under fourteen reported is never published"),
    is_certain=True,
)
CHILD = Withheld(
    code="child",
    reason=Words(
        zh="可能涉及未成年人，须有人确认不涉及才能公开", en="It may concern a child; a person must say that it does not"
    ),
    is_certain=False,
)
VICTIM = Withheld(
    code="victim",
    reason=Words(
        zh="可能涉及受害人、健康或矫正信息，须有人确认不涉及才能公开",
        en="It may concern a victim, health or probation; a person must say that it does not",
    ),
    is_certain=False,
)


def why_withheld(
    *,
    request_type: str,
    category: str = "",
    private_categories: Collection[str] = (),
    text: str = "",
    is_childs: bool = False,
) -> tuple[Withheld, ...]:
    """Every reason to keep an item back, certain ones first; empty when it may be published."""
    reasons = []
    if request_type in SECRET_REQUEST_TYPES:
        reasons.append(REPORTER)
    if is_childs:
        reasons.append(CHILDS)
    if any(category == private or category.startswith(f"{private}.") for private in private_categories):
        reasons.append(PRIVATE_CATEGORY)
    if _CHILD.search(text):
        reasons.append(CHILD)
    if _VICTIM.search(text):
        reasons.append(VICTIM)
    return tuple(reasons)


def is_never_public(case: Case) -> bool:
    """A tip-off, or sealed."""
    return case.request_type in SECRET_REQUEST_TYPES or SEALED in case.memory.flags
