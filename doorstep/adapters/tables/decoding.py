"""From bytes to text: UTF-8 with or without a mark, UTF-16, GB18030; and files in which two of them are mixed.

A line that is in another encoding than the rest is kept apart (it comes out with lone surrogates), never guessed at.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

SAMPLE = 64 * 1024
BOMS = ((b"\xef\xbb\xbf", "utf-8", 3), (b"\xff\xfe", "utf-16-le", 2), (b"\xfe\xff", "utf-16-be", 2))


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The whole text. A mixed one has lines with surrogates in it."""

    text: str
    encoding: str
    is_mixed: bool = False

    @property
    def sample(self) -> str:
        return self.text[:SAMPLE]

    def lines(self) -> Iterator[str]:
        """Lines with their ends, as `csv` wants them. Only CR and LF end a line."""
        start, text = 0, self.text
        while start < len(text):
            end = text.find("\n", start)
            if end < 0:
                end = len(text) - 1
            yield text[start : end + 1]
            start = end + 1


def is_mangled(text: str) -> bool:
    """Whether a text comes from a line in another encoding."""
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)


def decode(content: bytes) -> Decoded:
    """Never fails: what cannot be read comes out as surrogates. No text in PostgreSQL holds a NUL, so none comes out."""
    read = _decode(content)
    return replace(read, text=read.text.replace("\x00", "")) if "\x00" in read.text else read


def _decode(content: bytes) -> Decoded:
    for mark, encoding, length in BOMS:
        if content.startswith(mark) and encoding != "utf-8":
            return Decoded(text=content[length:].decode(encoding, "replace"), encoding=encoding)
    if guess := _wide(content):
        return Decoded(text=content.decode(guess, "replace"), encoding=guess)
    body = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return Decoded(text=body.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError:
        return _by_line(body)


def _wide(content: bytes) -> str:
    """UTF-16 without a mark shows by the zeros in every other byte of its ASCII."""
    head = content[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 20 + 1 or min(even, odd) > max(even, odd) // 8:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_line(body: bytes) -> Decoded:
    """One encoding for the file, the one that most of its lines are in; lines in another come out mangled."""
    lines = body.split(b"\n")
    speaking = [n for n, line in enumerate(lines) if not line.isascii()]
    utf8 = {n for n in speaking if _reads_as(lines[n], "utf-8")}
    encoding = "utf-8" if 2 * len(utf8) > len(speaking) else "gb18030"
    # A short GB18030 line may happen to be well-formed UTF-8; three characters of it hardly ever are.
    strange = {
        n for n in speaking if (n not in utf8 if encoding == "utf-8" else _is_strange(lines[n], is_utf8=n in utf8))
    }
    text = "\n".join(
        line.decode("ascii", "surrogateescape") if n in strange else line.decode(encoding)
        for n, line in enumerate(lines)
    )
    return Decoded(text=text, encoding=encoding, is_mixed=bool(strange))


def _is_strange(line: bytes, *, is_utf8: bool) -> bool:
    if not _reads_as(line, "gb18030"):
        return True
    return is_utf8 and sum(byte > 127 for byte in line) >= 9


def _reads_as(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
