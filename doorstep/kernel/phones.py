"""Phone numbers as people type them: mobile ones, to which messages go, and landlines with their area code, which are called.

Reads digits; knows nothing of whom they belong to.
"""

import re

from doorstep.kernel.refusals import FieldFault

MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Area codes: 010 and 02x with eight digits, the others of four with seven or eight. No number begins with 0 or 1.
LANDLINE = re.compile(r"0(?:10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7}")
EXTENSION = re.compile(r"(?:转|分机|ext\.?|#).*$", re.IGNORECASE)
ABROAD = re.compile(r"^(?:\+|00)?86")


class PhoneUnreadable(FieldFault):
    """请填 11 位的手机号码，例如 138 开头的。"""


class NumberUnreadable(FieldFault):
    """请填 11 位的手机号码，或者带区号的座机号码，例如 028-87123456。"""


def read_phone(typed: str) -> str:
    """Eleven digits of a mobile number, however they were typed; "" for nothing. Raises PhoneUnreadable."""
    if not typed.strip():
        return ""
    found = digits(typed)
    bare = found[2:] if len(found) == 13 and found.startswith("86") else found
    if not MOBILE.fullmatch(bare):
        raise PhoneUnreadable
    return bare


def read_number(typed: str) -> str:
    """The digits of a mobile number, or of a landline with its area code and without its extension, in one form however they
    were typed; "" for nothing. Raises NumberUnreadable."""
    if not typed.strip():
        return ""
    found = digits(EXTENSION.sub("", typed))
    bare = ABROAD.sub("", found)
    for number in (found, bare, f"0{bare}" if bare != found else bare):
        if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number):
            return number
    raise NumberUnreadable


def is_mobile(number: str) -> bool:
    """Whether a number that was read takes text messages."""
    return MOBILE.fullmatch(number) is not None


def digits(typed: str) -> str:
    """ASCII digits, also of those typed full-width."""
    return "".join(str(int(letter)) for letter in typed if letter.isdecimal())
