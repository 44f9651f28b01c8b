"""Whole numbers as a form or an address hands them in. Refuses nothing: what is no such number is None."""


def read_whole(text: str, *, digits: int = 18) -> int | None:
    """From ASCII digits alone, at most so many. "²" and "１" are digits to `str.isdigit`, and no number, or not the one that was meant."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
