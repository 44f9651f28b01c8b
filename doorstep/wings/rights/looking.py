"""Who looked at what was sealed in a person's cases 谁看过: when, which unit, in which role, what, and for what reason.

Not who by name: a clerk is a person too. A jurisdiction may say otherwise in its `rights.toml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from doorstep.kernel.words import Words
from doorstep.store.cases import sheets, towns
from doorstep.store.people.units import unit_tree

MOST = 500
# Of a look `a`: the post that was held on the day, the one that was held longest where there were several; and the name.
BY = """
LEFT JOIN people_person p ON p.id = a.actor_id
LEFT JOIN LATERAL (
    SELECT h.unit_code, h.role FROM people_post h
    WHERE h.person_id = a.actor_id AND h.from_on <= a.at::date + 1 AND (h.until_on IS NULL OR h.until_on >= a.at::date)
    ORDER BY h.is_stand_in, h.from_on, h.id LIMIT 1
) AS post ON true
"""
LOOKS = f"""
SELECT a.case_id, c.number, a.at, a.what, a.reason, post.unit_code, post.role, p.display_name
FROM cases_access a JOIN cases_case c ON c.id = a.case_id {BY}
WHERE a.case_id = ANY(%s) ORDER BY a.at DESC, a.id DESC LIMIT %s
"""
# The same of looks that another room noted.
POSTS = f"""
SELECT a.turn, post.unit_code, post.role, p.display_name
FROM unnest(%s::int[], %s::uuid[], %s::timestamptz[]) AS a(turn, actor_id, at) {BY} ORDER BY a.turn
"""
WHAT = {
    "story": Words(zh="看了您说的话和办理经过", en="read what you said, and the story"),
    "contact": Words(zh="看了您的称呼和电话", en="opened your name and phone number"),
    "photo": Words(zh="看了照片", en="looked at a photo"),
    "sheet": Words(zh="打开了办理表", en="opened the handling form"),
    "print": Words(zh="打印了", en="printed it"),
    "original": Words(zh="看了没有遮盖的原话", en="read the unmasked original"),
    "earlier": Words(zh="来电话时看了您以前反映的事", en="saw your earlier reports when you called"),
    "unsealed": Words(zh="打开了封存的事项", en="opened the sealed matter"),
    "elder_page": Words(zh="看了您在高龄津贴名册上的那一页", en="opened your page of the allowance roll"),
    "elder_list": Words(zh="翻看名册，看到了您", en="went through the allowance roll"),
    "elder_photo": Words(zh="看了上门认证的照片", en="looked at the photo of a visit"),
    "elder_batch": Words(zh="导出名单，里面有您", en="took out a list with you in it"),
    "elder_asked": Words(zh="替您提了一个个人信息请求", en="handed in a request about your information for you"),
    "relied": Words(zh="采信了您的凭证", en="relied on your credential"),
}
SOMEBODY = Words(zh="工作人员", en="a member of staff")


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A look that another room noted: a key of WHAT, by whom, when, and what for."""

    what: str
    by: UUID | None
    at: datetime
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look. `who` is "" unless the jurisdiction names its clerks."""

    case_id: UUID | None
    number: str
    at: datetime
    what: Words
    unit: Words
    role: Words
    reason: str
    who: str = ""

    def as_dict(self) -> dict[str, str]:
        """Without the moment, in Chinese; nothing that is empty."""
        told = {
            "what": self.what.zh,
            "unit": self.unit.zh,
            "role": self.role.zh,
            "reason": self.reason,
            "who": self.who,
        }
        return {name: said for name, said in told.items() if said}


def looks_at(case_ids: Sequence[UUID], *, names_clerks: bool = False, most: int = MOST) -> list[Look]:
    """Newest first; one statement, none for no cases."""
    rows = sheets.run(LOOKS, [list(case_ids), most]) if case_ids else []
    return [
        _look((case_id, number), at, what, reason, (unit, role, name if names_clerks else ""))
        for case_id, number, at, what, reason, unit, role, name in rows
    ]


def looks_noted(noted: Sequence[Noted], *, names_clerks: bool = False) -> list[Look]:
    """In the order given; one statement, none for none."""
    turns = range(len(noted))
    asked = [list(turns), [one.by for one in noted], [one.at for one in noted]]
    posts = {turn: post for turn, *post in sheets.run(POSTS, asked)} if noted else {}
    return [
        _look((None, ""), one.at, one.what, one.reason, (unit, role, name if names_clerks else ""))
        for turn, one in enumerate(noted)
        for unit, role, name in [posts[turn]]
    ]


def _look(of: tuple[UUID | None, str], at: datetime, what: str, reason: str, by: tuple[str, str, str]) -> Look:
    (case_id, number), (unit, role, who), roles = of, by, towns.pack().roles
    return Look(
        case_id=case_id,
        number=number,
        at=at,
        what=WHAT.get(what, Words(zh=what, en=what)),
        unit=unit_tree().label(unit) if unit else SOMEBODY,
        role=roles[role].label if role in roles else SOMEBODY,
        reason=reason,
        who=who or "",
    )
