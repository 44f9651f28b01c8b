"""The guardian of a child who reports 监护人: name, number, and that they agree. Asked of nobody, and never a condition of being heard.

Checks shapes only; how young a child is, the pack's register says (`guardian_below`; 个人信息保护法 art. 31 says fourteen).
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from doorstep.doors.web.about_you import LONGEST_NAME, marked
from doorstep.doors.web.shapes import FormField
from doorstep.kernel.phones import NumberUnreadable, read_number
from doorstep.kernel.refusals import FieldFault, TextTooLong
from doorstep.store.cases import towns
from doorstep.store.cases.about import Contact
from doorstep.wings.rights.consents import CHILD, agree
from doorstep.wings.rights.models import GUARDIAN
from doorstep.wings.rights.register import register
from doorstep.wings.rights.rules import FILE

NAMES = ("guardian", "guardian_phone", "guardian_agrees")


class GuardianUnnamed(FieldFault):
    """请写监护人怎么称呼；不填监护人，就把这几格都空着。"""


class GuardianUnreachable(FieldFault):
    """请填监护人的电话，不然没法向监护人核实。"""


class GuardianHasToAgree(FieldFault):
    """填了监护人，要监护人自己看过、同意了再打勾。"""


def faults_about_guardian(typed: Mapping[str, str]) -> dict[str, FieldFault]:
    """By field; empty where nobody is named, or somebody who can be called and agrees."""
    name, phone, agrees = (typed[one].strip() for one in NAMES)
    if not (name or phone or agrees):
        return {}
    faults: dict[str, FieldFault] = {}
    if not name:
        faults["guardian"] = GuardianUnnamed()
    elif len(name) > LONGEST_NAME:
        faults["guardian"] = TextTooLong(field=_("监护人怎么称呼"), length=len(name), limit=LONGEST_NAME)
    try:
        if not read_number(phone):
            faults["guardian_phone"] = GuardianUnreachable()
    except NumberUnreadable as fault:
        faults["guardian_phone"] = fault
    if not agrees:
        faults["guardian_agrees"] = GuardianHasToAgree()
    return faults


def guardian_of(typed: Mapping[str, str]) -> Contact | None:
    """Whoever was named; None for nobody. What is faulty was refused before."""
    name = " ".join(typed["guardian"].split())
    return Contact(name=name, phone=read_number(typed["guardian_phone"]), is_guardian=True) if name else None


def guardian_fields(typed: Mapping[str, str], faults: Mapping[str, FieldFault], *, agrees: str) -> list[FormField]:
    """`agrees`: how the tick is worded. Empty where the pack has no register, since nothing could be agreed to."""
    if towns.pack().file(FILE) is None:
        return []
    fields = (
        FormField(
            name="guardian",
            kind="line",
            label=_("监护人怎么称呼"),
            required=False,
            value=typed["guardian"],
            max_length=LONGEST_NAME,
            autocomplete="off",
        ),
        FormField(
            name="guardian_phone",
            kind="phone",
            label=_("监护人的电话"),
            help=_("只用来核实和商量孩子的事，看一次留一次痕。"),
            required=False,
            value=typed["guardian_phone"],
            autocomplete="off",
        ),
        FormField(name="guardian_agrees", kind="flag", label=agrees, required=False, value=typed["guardian_agrees"]),
    )
    return marked(fields, faults)


def guardian_age() -> int:
    """Below which a child has a guardian agree; 0 where the pack has no register."""
    return register().guardian_below if towns.pack().file(FILE) is not None else 0


def note_guardian(
    named: Contact | None, *, about: UUID, version: str = "", way: str, noted_by: UUID | None = None, now: datetime
) -> None:
    """That the guardian agreed, to the version that was shown or read out."""
    if named is not None:
        agree(
            CHILD,
            about=about,
            version=version,
            phone=named.phone,
            way=way,
            given_by=GUARDIAN,
            noted_by=noted_by,
            now=now,
        )
