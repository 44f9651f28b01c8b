"""Finds numbers that lead to a person: phones, identity numbers, bank cards, e-mail, number plates, chat accounts.

Works on shapes, check digits and the word before a number. Public short numbers (110, 12345), service numbers (400…, 800…),
amounts, dates and file numbers stay. Where a shape is doubtful a word such as 电话 must stand before it.
"""

import re
from collections.abc import Callable, Iterator

from doorstep.kernel.redaction.identity_numbers import is_bank_card, is_identity_number
from doorstep.kernel.redaction.marks import Kind, Span, spoken

_GAP = r"[ \t\-–—－_.·~]"
_CALL = r"(?:电话|手机|座机|固话|致电|来电|拨打|联系方式|联系号码|热线|传真|[Tt][Ee][Ll]|[Pp]hone|☎|📞)"
_NEAR = r"[^\d*\n。；;]{0,8}"
_DOCUMENT = r"(?:身份证|护照|军官证|证件|驾驶证|驾照|残疾证|社保卡|医保卡|居住证|通行证)"
_ACCOUNT = r"(?:银行卡|卡号|账号|帐号|账户|帐户|银行账|存折)"

_EMAIL = re.compile(r"[A-Za-z0-9_*][A-Za-z0-9_.+*-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_LONG_RUN = re.compile(r"(?<!\d)\d(?:[ -]?\d){13,18}[ -]?[\dXx](?![\dXx])")
_DOCUMENT_NUMBER = re.compile(
    rf"{_DOCUMENT}(?:号码|号|编号)?[^A-Za-z\d*\n]{{0,4}}([A-Za-z\d](?:[ -]?[A-Za-z\d]){{5,19}})"
)
_ACCOUNT_NUMBER = re.compile(rf"{_ACCOUNT}[^\d*\n]{{0,6}}(\d(?:[ -]?\d){{11,18}})(?!\d)")

_MOBILE = re.compile(rf"(?<!\d)(?:\+?86{_GAP}?)?(1[3-9]\d(?:{_GAP}?\d{{4}}{_GAP}?\d{{4}}|{_GAP}\d{{8}}))(?!\d)")
_MOBILE_SPELT = re.compile(r"(?<!\d)(1[ \-.]?[3-9](?:[ \-.]\d){9})(?!\d)")
_MOBILE_CALLED = re.compile(
    rf"{_CALL}{_NEAR}(?<!\d)(?:\+?86{_GAP}?)?(1{_GAP}{{0,2}}[3-9](?:{_GAP}{{0,2}}\d){{9}})(?!\d)"
)
_BIG_CITY = rf"[(（]?0(?:10|2\d)[)）]?{_GAP}{{0,2}}\d{{4}}{_GAP}?\d{{4}}"
_OTHER_CITY = rf"[(（]?0(?:[3-9]\d{{2}}|000)[)）]?{_GAP}{{0,2}}\d{{3,4}}{_GAP}?\d{{4}}"
_EXTENSION = rf"(?:{_GAP}\d{{1,4}}|(?:转|ext)\d{{1,5}})?"
_LANDLINE = re.compile(rf"(?<![\dA-Za-z])(?:{_BIG_CITY}|{_OTHER_CITY}){_EXTENSION}(?!\d)")
_LANDLINE_CALLED = re.compile(rf"{_CALL}{_NEAR}(?<![\dA-Za-z])([2-8]\d{{2,3}}{_GAP}?\d{{4}})(?![\d元])")
_LANDLINE_LISTED = re.compile(rf"[、,，/;；或和 ]{{1,3}}([2-8]\d{{2,3}}{_GAP}?\d{{4}})(?![\d元])")

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCE}][A-Za-z][·•. -]?(?:[A-HJ-NP-Za-hj-np-z\d]{{5,6}}|[A-HJ-NP-Za-hj-np-z\d]{{4}}[挂学警港澳领])(?![A-Za-z\d])"
)
_CHAT = re.compile(
    r"(?:微信号?|[Ww]ei[Xx]in|[Ww]e[Cc]hat|[Vv][Xx]|[Vv]信|[Ww][Xx]|[Qq][Qq]群?号?|扣扣)(?!公众)(?:号|群)?"
    r"(?:是|为|:|：|\s|\(|（|\+|加){0,4}([A-Za-z][-_A-Za-z\d]{5,19}|\d{5,11}(?![-\d]))"
)
# Cheap looks that spare most texts the rest.
_MESSENGERS = ("微信", "扣扣", *"VvWwQq")
_MANY_DIGITS = re.compile(r"\d(?:[^\d\n]{0,3}\d){6}")
_SIGN = re.compile("[OoIl零〇○洞一壹幺二贰三叁四肆五伍六陆七柒八捌九玖]")
_SPOKEN = re.compile(f"[0-9{_SIGN.pattern[1:]}")
_MOBILE_DIGITS = 11
# Eleven digits with two signs between each.
_MOBILE_LENGTH = 31


def find_numbers(shown: str) -> Iterator[Span]:
    """Every number found in a plain text, in no order; they may overlap."""
    if "@" in shown:
        yield from _whole("email", "an address", _EMAIL, shown)
    if _MANY_DIGITS.search(shown):
        yield from _identities_and_cards(shown)
        yield from _called("card", "after the word account", _ACCOUNT_NUMBER, shown, _has_digits(12))
        yield from _phones(shown)
    yield from _called("identity", "after the name of a document", _DOCUMENT_NUMBER, shown, _has_digits(6))
    if any(sign in shown for sign in _MESSENGERS):
        yield from _called("account", "after the name of a messenger", _CHAT, shown, _looks_like_an_account)
    yield from _plates(shown)
    if _may_be_spoken(shown):
        yield from _mobiles(spoken(shown), shown)


def _whole(kind: Kind, reason: str, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield Span(start=match.start(), end=match.end(), kind=kind, reason=reason)


def _called(
    kind: Kind, reason: str, pattern: re.Pattern[str], text: str, is_one: Callable[[str], bool]
) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if is_one(match[1]):
            yield Span(start=match.start(1), end=match.end(1), kind=kind, reason=reason)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit() or char in "Xx")


def _has_digits(least: int) -> Callable[[str], bool]:
    return lambda found: sum(char.isdigit() for char in found) >= least


def _looks_like_an_account(found: str) -> bool:
    return any(char.isdigit() for char in found) or any(char in "_-" for char in found)


def _identities_and_cards(text: str) -> Iterator[Span]:
    for match in _LONG_RUN.finditer(text):
        digits = _digits(match[0])
        if is_identity_number(digits):
            yield Span(start=match.start(), end=match.end(), kind="identity", reason="GB 11643")
        elif is_bank_card(digits):
            yield Span(start=match.start(), end=match.end(), kind="card", reason="Luhn")


def _phones(text: str) -> Iterator[Span]:
    yield from _mobiles(text, text)
    ends = []
    for pattern, reason in ((_LANDLINE, "area code and number"), (_LANDLINE_CALLED, "after the word phone")):
        for match in pattern.finditer(text):
            group = match.re.groups
            ends.append(match.end(group))
            yield Span(start=match.start(group), end=match.end(group), kind="phone", reason=reason)
    for at in ends:
        while listed := _LANDLINE_LISTED.match(text, at):
            yield Span(start=listed.start(1), end=listed.end(1), kind="phone", reason="listed after a phone")
            at = listed.end(1)


def _mobiles(text: str, original: str) -> Iterator[Span]:
    for pattern in (_MOBILE, _MOBILE_SPELT, _MOBILE_CALLED):
        for match in pattern.finditer(text):
            if text is not original and not _is_genuine(original[match.start(1) : match.end(1)]):
                continue
            digits = _digits(match[1])
            start = match.start() if pattern is not _MOBILE_CALLED else match.start(1)
            yield Span(
                start=start,
                end=match.end(1),
                kind="phone",
                reason="mobile",
                replacement=f"{digits[:3]}****{digits[-4:]}",
            )


def _may_be_spoken(shown: str) -> bool:
    """Whether a digit not written as one stands where it could be part of a mobile number."""
    for sign in _SIGN.finditer(shown):
        at = sign.start()
        around = _SPOKEN.findall(shown, max(0, at - _MOBILE_LENGTH), at + _MOBILE_LENGTH)
        if len(around) >= _MOBILE_DIGITS:
            return True
    return False


def _is_genuine(written: str) -> bool:
    """Not a word of letters that merely look like digits."""
    return sum(not char.isascii() or char.isdigit() for char in written) >= 6


def _plates(text: str) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        body = match[0][2:].lstrip("·•. -")
        letters = sum(char.isalpha() and char.isascii() for char in body)
        if letters <= 2:
            yield Span(start=match.start(), end=match.end(), kind="plate", reason="number plate")
