"""JSON as signatures need it: no name twice, no NaN, nothing too deep or too long; and RFC 8785 canonical bytes."""

import json
import sys
from typing import Any

import rfc8785

from doorstep_proof.refusals import Malformed

LONGEST = 4 * 2**20
DEEPEST = 64
LARGEST = 2**53
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def read(text: str | bytes, *, longest: int = LONGEST) -> Any:
    """Raises Malformed."""
    if len(text) > longest:
        raise Malformed(f"longer than {longest} bytes")
    try:
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_number)
    except RecursionError as wrong:
        raise Malformed("too deep") from wrong
    except (ValueError, UnicodeDecodeError) as wrong:
        raise Malformed(f"not JSON: {wrong}") from wrong
    check_depth(found)
    _check_letters(text, found)
    return found


def _check_letters(text: str, found: Any) -> None:
    """Half a surrogate pair is no letter (RFC 7493 §2.1): no signature, page or file can hold it."""
    if "\\u" not in text:
        return
    try:
        _encode(found).encode()
    except UnicodeEncodeError as wrong:
        raise Malformed("half a surrogate pair") from wrong


def read_object(text: str | bytes) -> dict[str, Any]:
    """Raises Malformed for anything but an object."""
    found = read(text)
    if not isinstance(found, dict):
        raise Malformed("not a JSON object")
    return found


def canonical(document: Any) -> bytes:
    """RFC 8785. Raises Malformed for what has no canonical form: whole numbers beyond 2^53, lone surrogates.

    Where names are ASCII and no number has a fraction, Python's own sorted encoding is the canonical one, ten times as fast.
    """
    try:
        return _encode(document).encode() if _is_plain(document) else rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as wrong:
        raise Malformed(f"no canonical form: {wrong}") from wrong


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is dict:
        return all(type(name) is str and name.isascii() and _is_plain(item) for name, item in value.items())
    if kind is list:
        return all(map(_is_plain, value))
    return kind is int and abs(value) < LARGEST


def check_depth(value: Any, left: int = DEEPEST) -> None:
    """Raises Malformed."""
    if left == 0:
        raise Malformed("too deep")
    if isinstance(value, dict):
        for item in value.values():
            if isinstance(item, dict | list):
                check_depth(item, left - 1)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict | list):
                check_depth(item, left - 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a name stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(f"no JSON: {name}")


def _number(text: str) -> float:
    value = float(text)
    if abs(value) > sys.float_info.max:
        raise Malformed(f"a number too large: {text[:40]}")
    return value
