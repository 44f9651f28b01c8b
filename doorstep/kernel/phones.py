"""Mobile numbers as people type them. Reads eleven digits; knows nothing of whom they belong to."""

import re

from doorstep.kernel.refusals import FieldFault

MOBILE = re.compile(r"1[3-9]\d{9}")


class PhoneUnreadable(FieldFault):
    """请填 11 位的手机号码，例如 138 开头的。"""


def read_phone(typed: str) -> str:
    """Eleven digits, however they were typed; "" for nothing. Raises PhoneUnreadable."""
    if not typed.strip():
        return ""
    found = digits(typed)
    bare = found[2:] if len(found) == 13 and found.startswith("86") else found
    if not MOBILE.fullmatch(bare):
        raise PhoneUnreadable
    return bare


def digits(typed: str) -> str:
    """ASCII digits, also of those typed full-width."""
    return "".join(str(int(letter)) for letter in typed if letter.isdecimal())
