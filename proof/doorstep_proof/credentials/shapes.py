"""The small shapes of the data model: a URL, one or many objects, words in a language. Each refusal names the place."""

import re
from typing import Any

from doorstep_proof.credentials.refusals import NotACredential

Json = dict[str, Any]
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
WORD_KEYS = {"@value", "@language", "@direction"}


def is_url(value: object) -> bool:
    """Absolute: with a scheme and something after it."""
    return isinstance(value, str) and URL.match(value) is not None


def check_url(value: object, place: str) -> None:
    """Raises NotACredential."""
    if not is_url(value):
        raise NotACredential(f"{place}: URL")


def check_keys_of(document: object, place: str) -> Json:
    """An object. Raises NotACredential."""
    if not isinstance(document, dict):
        raise NotACredential(f"{place}: object")
    return document


def listed(value: Any) -> list[Any]:
    """One or many, as a list; none for None."""
    return [] if value is None else value if isinstance(value, list) else [value]


def each_object(value: Any, place: str, *, may_be_none: bool = False) -> list[Json]:
    """One or many objects. Raises NotACredential for anything else, and for an empty list unless it may be."""
    found = listed(value)
    if not all(isinstance(one, dict) for one in found) or (not found and not (may_be_none and isinstance(value, list))):
        raise NotACredential(f"{place}: object")
    return found


def typed(part: Json, place: str) -> None:
    """Has a type. Raises NotACredential."""
    types = listed(part.get("type"))
    if not types or not all(isinstance(one, str) and one for one in types):
        raise NotACredential(f"{place}.type")


def check_descriptions(value: Any, place: str) -> None:
    """A string, a language value object, or several of these. Raises NotACredential."""
    if isinstance(value, list):
        if not value or not all(isinstance(one, dict) for one in value):
            raise NotACredential(place)
        for one in value:
            check_descriptions(one, place)
    elif isinstance(value, dict):
        _language_value(value, place)
    elif not isinstance(value, str):
        raise NotACredential(place)


def _language_value(value: Json, place: str) -> None:
    if not isinstance(value.get("@value"), str) or value.keys() - WORD_KEYS:
        raise NotACredential(f"{place}.@value")
    if "@language" in value and not (isinstance(value["@language"], str) and LANGUAGE.match(value["@language"])):
        raise NotACredential(f"{place}.@language")
    if "@direction" in value and value["@direction"] not in ("ltr", "rtl"):
        raise NotACredential(f"{place}.@direction")
