"""Whether letters spell a name by its sounds 拼音: in full, by initials, or mixed as people type. Pure.

"cpq", "cuiping" and "cuipq" all spell 翠屏区. Knows no characters: the readings of each are handed in.
"""

from collections.abc import Sequence

LONG_INITIALS = ("zh", "ch", "sh")
Readings = Sequence[Sequence[str]]


def letters_of(typed: str) -> str:
    """What was typed as letters that may spell; "" when it holds anything else or fewer than two."""
    letters = typed.lower().replace(" ", "").replace("'", "").replace("ü", "v")
    return letters if len(letters) > 1 and letters.isascii() and letters.isalpha() else ""


def spells(letters: str, readings: Readings, at: int = 0) -> bool:
    """Whether the letters spell the beginning of the name from this character on."""
    if not letters:
        return True
    if at >= len(readings):
        return False
    for reading in readings[at]:
        if reading.startswith(letters):
            return True
        if letters.startswith(reading) and spells(letters[len(reading) :], readings, at + 1):
            return True
        long = reading[:2] in LONG_INITIALS and letters.startswith(reading[:2])
        if long and spells(letters[2:], readings, at + 1):
            return True
        if letters[0] == reading[0] and spells(letters[1:], readings, at + 1):
            return True
    return False


def where_spelt(letters: str, readings: Readings) -> int | None:
    """The character from which on the letters spell the name; None for nowhere."""
    return next((at for at in range(len(readings)) if spells(letters, readings, at)), None)
