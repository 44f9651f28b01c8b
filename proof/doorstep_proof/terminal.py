"""What is printed can be printed anywhere: on a terminal whose letters hold no Chinese or no tick, into a pipe that is closed early."""

import codecs
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper

NOBODY_LISTENS = 141
NEAREST = {"✓": "OK", "✗": "NO", "…": "...", "—": "-", "·": "-", "“": '"', "”": '"', "（": " (", "）": ")", "：": ": "}


def speak_anywhere() -> None:
    """From now on a letter that the terminal does not have is written as the nearest one, instead of ending in an error."""
    codecs.register_error("nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="nearest")


def has_chinese() -> bool:
    """Whether what is printed in Chinese could be read."""
    try:
        "回执".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def exit_code_of(run: Callable[[], int]) -> int:
    """Of the command; where whoever read it has gone away meanwhile (`… | head -1`), nothing more is said."""
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOBODY_LISTENS
    return code


def _nearest(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    letters = fault.object[fault.start : fault.end]
    return "".join(NEAREST.get(letter, "?") for letter in letters), fault.end
