"""Reads the forms of a page as a browser would: where each leads, and what it would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SKIPPED_TYPES = ("submit", "button", "reset", "file", "image")


@dataclass
class Form:
    """`values`: what would be sent untouched. `typed`: names of fields that a person may type into."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(action=given.get("action", ""), method=given.get("method", "get").lower())
            self.forms.append(self._form)
            self._by_id[given.get("id", "")] = self._form
        form = self._by_id.get(given["form"], self._form) if "form" in given else self._form
        if form is None or not (name := given.get("name", "")) or tag == "form":
            self._option(tag, given)
            return
        if tag == "textarea" or (tag == "input" and given.get("type", "text") not in SKIPPED_TYPES):
            form.values.setdefault(name, given.get("value", ""))
            form.typed.append(name)
        elif tag == "select":
            form.typed.append(name)
            self._select = name
        elif tag == "button" and given.get("value"):
            form.values.setdefault(name, given["value"])

    def _option(self, tag: str, given: dict[str, str]) -> None:
        if tag == "option" and self._form is not None and self._select and given.get("value"):
            self._form.values.setdefault(self._select, given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def forms_in(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms
