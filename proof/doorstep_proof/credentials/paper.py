"""A credential on paper: takes the signed document, and pictures, out of a PDF of ours. Reads streams only; runs nothing."""

import re
import zlib
from collections.abc import Iterator
from typing import Any

from doorstep_proof.credentials.refusals import NotACredential
from doorstep_proof.credentials.strict_json import LONGEST, read
from doorstep_proof.refusals import Malformed

STREAM = re.compile(rb">>\s{0,8}stream\r?\n")
LARGEST_PICTURE = 32 * 2**20
MOST_UNPACKED = 96 * 2**20
PIECE = 2**20
MOST_STREAMS = 400
LONGEST_HEAD = 2000


def is_pdf(content: bytes) -> bool:
    """By its first bytes."""
    return content[:5] == b"%PDF-"


def attached_credential(content: bytes) -> dict[str, Any]:
    """The one signed document in it. Raises NotACredential where there is none, or more than one."""
    found = []
    for _head, raw in streams(content, LONGEST):
        if raw.lstrip()[:1] == b"{" and b'"proof"' in raw:
            try:
                document = read(raw)
            except Malformed:
                continue
            if isinstance(document, dict) and "credentialSubject" in document and document not in found:
                found.append(document)
    if len(found) != 1:
        raise NotACredential(f"PDF: {len(found)}")
    return found[0]


def pictures(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Width, height and raw grey or colour bytes of pictures that are stored without loss."""
    for head, raw in streams(content, LARGEST_PICTURE):
        width, height = (re.search(rb"/" + name + rb"\s+(\d{1,5})\b", head) for name in (b"Width", b"Height"))
        if b"/Image" in head and width and height:
            yield int(width[1]), int(height[1]), raw


def streams(content: bytes, longest: int) -> Iterator[tuple[bytes, bytes]]:
    """Dictionary and unpacked bytes of each stream; what does not unpack within `longest` bytes is passed over.

    A stranger wrote it: dictionaries are looked for backwards within a few bytes, and all streams together unpack only so far."""
    left = MOST_UNPACKED
    for turn, match in enumerate(STREAM.finditer(content)):
        if turn >= MOST_STREAMS or left <= 0:
            return
        end = content.find(b"endstream", match.end())
        raw = content[match.end() : end if end >= 0 else len(content)]
        head = _head(content, match.start())
        if b"/FlateDecode" not in head:
            yield head, raw.rstrip(b"\r\n")
            continue
        cost, plain = _unpacked(raw, min(longest, left))
        left -= cost
        if plain is not None:
            yield head, plain


def _unpacked(raw: bytes, most: int) -> tuple[int, bytes | None]:
    """How many bytes came out, and they, where it is whole. What breaks off late has cost as much as what does not."""
    unpacker, parts, cost = zlib.decompressobj(), list[bytes](), 0
    try:
        while cost < most and not unpacker.eof:
            parts.append(unpacker.decompress(raw, min(PIECE, most - cost)))
            raw, cost = unpacker.unconsumed_tail, cost + len(parts[-1])
            if not parts[-1]:
                break
    except zlib.error:
        return cost + PIECE, None
    return cost, b"".join(parts) if unpacker.eof else None


def _head(content: bytes, end: int) -> bytes:
    """Of the object whose dictionary ends here."""
    start = max(0, end - LONGEST_HEAD)
    return content[max(start, content.rfind(b"obj", start, end)) : end]
