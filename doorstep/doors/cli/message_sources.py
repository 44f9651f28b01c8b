"""Finds every Chinese sentence that a screen may say: in templates, in calls of gettext, and in the docstrings of refusals.

Reads files only; needs no GNU gettext. The words of packs are not here: a pack carries its own two languages.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
REFUSALS = {"Refusal"}
LEFT_OUT = {"migrations", "static", "__pycache__"}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One message id (two for plurals) with its context and the file that says it."""

    file: str
    ids: tuple[str, ...]
    context: str | None = None


def sentences(root: Path) -> Iterator[Sentence]:
    """All sentences below `root`, in the order of file names. Raises SyntaxError for a file that cannot be read."""
    sources = [path for path in sorted(root.rglob("*")) if path.is_file() and not LEFT_OUT & set(path.parts)]
    python = [path for path in sources if path.suffix == ".py" and not path.name.startswith("test_")]
    trees = {path: ast.parse(path.read_text("utf-8"), str(path)) for path in python}
    refusing = _refusing_classes(list(trees.values()))
    for path in sources:
        name = path.relative_to(root.parent).as_posix()
        if path in trees:
            yield from _from_source(name, path.read_bytes())
            yield from _from_docstrings(name, trees[path], refusing)
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            yield from _from_source(name, _as_python(path))


def _as_python(template: Path) -> bytes:
    """A template with everything but its sentences blanked out, in one pair of brackets so that indentation is free."""
    return f"({templatize(template.read_text('utf-8'), origin=str(template))}\n)".encode()


def _from_source(name: str, source: bytes) -> Iterator[Sentence]:
    for _line, ids, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        found = (ids,) if isinstance(ids, str) else tuple(ids)
        if found and found[0]:
            yield Sentence(file=name, ids=found, context=context)


def _refusing_classes(trees: list[ast.Module]) -> set[str]:
    """Names of the classes that descend from Refusal, however many generations down."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known = set(REFUSALS)
    while True:
        more = {node.name for node in classes if known & {_last_name(base) for base in node.bases}} - known
        if not more:
            return known
        known |= more


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _from_docstrings(name: str, tree: ast.Module, refusing: set[str]) -> Iterator[Sentence]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in refusing:
            said = " ".join((ast.get_docstring(node) or "").split())
            if said and not said.isascii():
                yield Sentence(file=name, ids=(said,))
