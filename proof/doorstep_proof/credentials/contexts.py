"""What the contexts of a document say: the version 2 one first, none that takes its words away, and which terms are defined at all.

Fetches nothing. Contexts written out in the document are read; where one is only named and not ours, anything may be defined by it.
"""

from collections.abc import Mapping
from typing import Any

from doorstep_proof.credentials.refusals import NotACredential
from doorstep_proof.credentials.shapes import Json, is_url
from doorstep_proof.credentials.terms import PROTECTED, SAME_AGAIN

V2 = "https://www.w3.org/ns/credentials/v2"


def contexts_of(document: Json) -> list[Any]:
    """An ordered set: the version 2 context first, then URLs and objects. Raises NotACredential."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts or contexts[0] != V2:
        raise NotACredential(f"@context[0]: {V2}")
    kept: dict[str, Any] = {}
    for at, one in enumerate(contexts[1:], start=1):
        if isinstance(one, dict):
            _check_protected(one, kept, f"@context[{at}]")
        elif not is_url(one):
            raise NotACredential(f"@context[{at}]: URL, object")
    return contexts


def contexts_of_envelope(document: Json) -> None:
    """An envelope names the version 2 context, alone or first of several. Raises NotACredential."""
    held = document.get("@context")
    if held != V2 and not (isinstance(held, list) and held[:1] == [V2]):
        raise NotACredential(f"@context: {V2}")


def _check_protected(context: Json, kept: dict[str, Any], place: str) -> None:
    """No term of version 2, and none that an earlier context protects, is given another meaning (VC 2.0 §5.2.1)."""
    for term, meaning in _terms(context).items():
        if term in PROTECTED and meaning != SAME_AGAIN.get(term, context):
            raise NotACredential(f"{place}: {term[:60]}")
        if term in kept and kept[term] != meaning:
            raise NotACredential(f"{place}: {term[:60]}")
        if context.get("@protected") is True or (isinstance(meaning, dict) and meaning.get("@protected") is True):
            kept[term] = meaning


def _terms(context: Json) -> Mapping[str, Any]:
    return {term: meaning for term, meaning in context.items() if not term.startswith("@")}


def defined_in(contexts: list[Any]) -> frozenset[str] | None:
    """The terms that are defined besides those of version 2; None where anything may be."""
    terms, vocabulary = set[str](), None
    for one in contexts:
        if isinstance(one, dict):
            if "@import" in one:
                return None
            vocabulary = one.get("@vocab", vocabulary)
            terms |= {term for term, meaning in _terms(one).items() if _is_meaning(meaning)}
            terms -= {term for term, meaning in _terms(one).items() if not _is_meaning(meaning)}
        elif one != V2:
            return None
    return None if vocabulary is not None else frozenset(terms)


def _is_meaning(meaning: Any) -> bool:
    """An absolute IRI, a compact one, or a keyword; an object names one, or leaves it to the term's own name."""
    found = meaning.get("@id", "@id") if isinstance(meaning, dict) else meaning
    return is_url(found) or (isinstance(found, str) and found.startswith("@"))
