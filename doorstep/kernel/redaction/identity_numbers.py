"""Whether digits are an identity number, a bank card or nothing: check digits, birth dates, provinces. Pure arithmetic."""

from datetime import date

# First and last code of each great region (GB/T 2260); 71 Taiwan, 81 to 83 Hong Kong, Macao and residents from Taiwan.
_REGIONS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(code) for first, last in _REGIONS for code in range(first, last + 1))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def is_identity_number(digits: str) -> bool:
    """18 characters as in GB 11643 (a wrong check digit is a slip of the pen and still names a person), the 15 of
    before 1999, or the 20 of a disability certificate, which begins with the 18."""
    match len(digits):
        case 18:
            return has_check_digit(digits) or _is_plausible(digits[:2], digits[6:14])
        case 15:
            return digits.isdigit() and _is_plausible(digits[:2], f"19{digits[6:12]}")
        case 20:
            return digits[18:].isdigit() and is_identity_number(digits[:18])
        case _:
            return False


def has_check_digit(digits: str) -> bool:
    """Whether the 18th character agrees with the first 17 and the birth date exists (GB 11643-1999)."""
    # "²" is a digit to isdigit and no number to int.
    if not digits.isascii() or not digits[:17].isdigit() or not _is_day(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _CHECK[total % 11] == digits[17].upper()


def is_bank_card(digits: str) -> bool:
    """16 to 19 digits of a card network in use in China whose check digit agrees (ISO/IEC 7812-1, Luhn); for UnionPay,
    whose numbers begin with 62, also those with a slip of the pen."""
    if (
        not 16 <= len(digits) <= 19
        or not (digits.isascii() and digits.isdigit())
        or digits[0] not in "34569"
        or len(set(digits)) < 4
    ):
        return False
    if digits.startswith("62"):
        return True
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_plausible(province: str, birth: str) -> bool:
    return province in PROVINCES and _is_day(birth)


def _is_day(text: str) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2100
