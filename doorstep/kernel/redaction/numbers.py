"""Finds numbers that lead to a person: phones, identity numbers, bank cards, e-mail, number plates, chat accounts.

Works on shapes, check digits and the word before a number. Public short numbers (110, 12345), service numbers (400…, 800…),
amounts, dates and file numbers stay. Where a shape is doubtful a word such as 电话 must stand before it.

Most words hold none of this: each rule is asked only where a sign that it cannot do without stands in the text, and patterns
begin with plain characters, which is where the machine skips ahead. `plainly` asks every rule; the answer is the same.
"""

import re
from collections.abc import Callable, Iterator

from doorstep.kernel.redaction.identity_numbers import is_bank_card, is_identity_number
from doorstep.kernel.redaction.marks import Kind, Span, spoken

_GAP = r"[ \t\-–—－_.·~]"
_CALL = r"(?:电话|手机|座机|固话|致电|来电|拨打|联系方式|联系号码|热线|传真|T[Ee][Ll]|t[Ee][Ll]|Phone|phone|☎|📞)"
_NEAR = r"[^\d*\n。；;]{0,8}"
_DOCUMENT = r"(?:身份证|护照|军官证|证件|驾驶证|驾照|残疾证|社保卡|医保卡|居住证|通行证)"
_ACCOUNT = r"(?:银行卡|卡号|账号|帐号|账户|帐户|银行账|存折)"

_EMAIL = re.compile(r"[A-Za-z0-9_*][A-Za-z0-9_.+*-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_LONG_RUN = re.compile(r"(?<!\d)\d(?:[ -]?\d){13,18}[ -]?[\dXx](?![\dXx])")
_DOCUMENT_NUMBER = re.compile(
    rf"{_DOCUMENT}(?:号码|号|编号)?[^A-Za-z\d*\n]{{0,4}}([A-Za-z\d](?:[ -]?[A-Za-z\d]){{5,19}})"
)
_ACCOUNT_NUMBER = re.compile(rf"{_ACCOUNT}[^\d*\n]{{0,6}}(\d(?:[ -]?\d){{11,18}})(?!\d)")

# The group of each begins after the 1 with which every mobile number begins.
_MOBILE = re.compile(
    rf"(?:1(?<!\d1)|8(?<!\d8)6{_GAP}?1|\+(?<!\d\+)86{_GAP}?1)"
    rf"([3-9]\d(?:{_GAP}?\d{{4}}{_GAP}?\d{{4}}|{_GAP}\d{{8}}))(?!\d)"
)
_MOBILE_SPELT = re.compile(r"1(?<!\d1)([ \-.]?[3-9](?:[ \-.]\d){9})(?!\d)")
_MOBILE_CALLED = re.compile(
    rf"{_CALL}{_NEAR}(?<!\d)(?:\+?86{_GAP}?)?1({_GAP}{{0,2}}[3-9](?:{_GAP}{{0,2}}\d){{9}})(?!\d)"
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
# Signs: without one of these the rule has nothing to find.
_MANY_DIGITS = re.compile(r"\d(?<!\d\d)(?:[^\d\n]{0,3}\d){6}")
_TWELVE_DIGITS = re.compile(r"\d(?<!\d\d)(?:[ -]?\d){11}")
_AREA_CODE = re.compile(r"0(?<![\dA-Za-z]0)")
_CALL_SIGN = re.compile(_CALL)
_LANDLINES = (
    (_LANDLINE, _AREA_CODE, "area code and number"),
    (_LANDLINE_CALLED, _CALL_SIGN, "after the word phone"),
)
_MESSENGER = re.compile("[VvWwQq]")
_SIGN = re.compile("[OoIl零〇○洞一壹幺二贰三叁四肆五伍六陆七柒八捌九玖]")
# Eleven digits at least, written in any way, with two signs between each at most.
_SPOKEN = rf"[\d{_SIGN.pattern[1:]}"
_SPOKEN_RUN = re.compile(rf"{_SPOKEN}(?:{_GAP}{{0,2}}{_SPOKEN}){{10,}}")
_NOT_DIGITS = re.compile(r"[^\dXx]+")


def find_numbers(shown: str, *, plainly: bool = False) -> list[Span]:
    """Every number found in a plain text, in no order; they may overlap."""
    found: list[Span] = []
    if plainly or "@" in shown:
        found += [_mark("email", "an address", match.span()) for match in _EMAIL.finditer(shown)]
    if _MANY_DIGITS.search(shown):
        if plainly or _TWELVE_DIGITS.search(shown):
            found += _identities_and_cards(shown)
            found += _called("card", "after the word account", _ACCOUNT_NUMBER, shown, _has_twelve_digits)
        found += _phones(shown, plainly=plainly)
    if plainly or "证" in shown or "照" in shown or "卡" in shown:
        found += _called("identity", "after the name of a document", _DOCUMENT_NUMBER, shown, _has_six_digits)
    if plainly or _may_name_a_messenger(shown):
        found += _called("account", "after the name of a messenger", _CHAT, shown, _looks_like_an_account)
    for match in _PLATE.finditer(shown):
        if _looks_like_a_plate(match[0]):
            found.append(_mark("plate", "number plate", match.span()))
    if _may_be_spoken(shown):
        found += _mobiles(spoken(shown), shown, plainly=plainly)
    return found


def _mark(kind: Kind, reason: str, at: tuple[int, int]) -> Span:
    return Span(start=at[0], end=at[1], kind=kind, reason=reason)


def _called(kind: Kind, reason: str, pattern: re.Pattern[str], text: str, is_one: Callable[[str], bool]) -> list[Span]:
    return [_mark(kind, reason, match.span(1)) for match in pattern.finditer(text) if is_one(match[1])]


def _digits(text: str) -> str:
    return text if text.isdecimal() else _NOT_DIGITS.sub("", text)


def _has_six_digits(found: str) -> bool:
    return sum(char.isdigit() for char in found) >= 6


def _has_twelve_digits(found: str) -> bool:
    return sum(char.isdigit() for char in found) >= 12


def _may_name_a_messenger(shown: str) -> bool:
    return "信" in shown or "扣" in shown or _MESSENGER.search(shown) is not None


def _looks_like_an_account(found: str) -> bool:
    return any(char.isdigit() for char in found) or any(char in "_-" for char in found)


def _identities_and_cards(text: str) -> Iterator[Span]:
    for match in _LONG_RUN.finditer(text):
        digits = _digits(match[0])
        if is_identity_number(digits):
            yield _mark("identity", "GB 11643", match.span())
        elif is_bank_card(digits):
            yield _mark("card", "Luhn", match.span())


def _phones(text: str, *, plainly: bool) -> list[Span]:
    found = _mobiles(text, text, plainly=plainly)
    ends = []
    for pattern, sign, reason in _LANDLINES:
        if plainly or sign.search(text):
            for match in pattern.finditer(text):
                group = match.re.groups
                ends.append(match.end(group))
                found.append(_mark("phone", reason, match.span(group)))
    for at in ends:
        while listed := _LANDLINE_LISTED.match(text, at):
            found.append(_mark("phone", "listed after a phone", listed.span(1)))
            at = listed.end(1)
    return found


def _mobiles(text: str, original: str, *, plainly: bool) -> list[Span]:
    found = []
    for pattern in (_MOBILE, _MOBILE_SPELT, _MOBILE_CALLED):
        if pattern is _MOBILE_CALLED and not plainly and not _CALL_SIGN.search(text):
            continue
        for match in pattern.finditer(text):
            first = match.start(1) - 1
            if text is not original and not _is_genuine(original[first : match.end()]):
                continue
            digits = _digits(text[first : match.end()])
            start = first if pattern is _MOBILE_CALLED else match.start()
            hidden = f"{digits[:3]}****{digits[-4:]}"
            found.append(Span(start=start, end=match.end(), kind="phone", reason="mobile", replacement=hidden))
    return found


def _may_be_spoken(shown: str) -> bool:
    """Whether a digit not written as one stands in a row of digits that is long enough for a mobile number."""
    if not _SIGN.search(shown):
        return False
    return any(_SIGN.search(run[0]) for run in _SPOKEN_RUN.finditer(shown))


def _is_genuine(written: str) -> bool:
    """Not a word of letters that merely look like digits."""
    return sum(not char.isascii() or char.isdigit() for char in written) >= 6


def _looks_like_a_plate(found: str) -> bool:
    return sum(char.isalpha() and char.isascii() for char in found[2:].lstrip("·•. -")) <= 2
