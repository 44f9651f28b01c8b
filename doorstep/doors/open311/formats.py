"""One answer in two formats: JSON, and the XML it maps to by the Spark convention (lists become rows of a named element).

Knows no field's meaning. What XML cannot hold (control characters) is left out of both, so that both say the same.
"""

import re
from typing import Any, Literal
from xml.sax.saxutils import escape

import msgspec

Format = Literal["json", "xml"]
MEDIA_TYPES: dict[Format, str] = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
ROWS = {
    "attributes": "attribute",
    "discovery": "",
    "endpoints": "endpoint",
    "errors": "error",
    "extensions": "extension",
    "formats": "format",
    "parameters": "parameter",
    "photos": "photo",
    "service_definition": "",
    "service_request_updates": "request_update",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
"""What a row of each list is called in XML; "" for roots that are no list."""
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(root: str, content: Any, form: Format) -> bytes:
    """The answer as bytes. `root` names the outermost element; JSON has none."""
    sayable = _sayable(content)
    if form == "json":
        return msgspec.json.encode(sayable)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_element(root, sayable)}\n'.encode()


def _sayable(content: Any) -> Any:
    match content:
        case str():
            return UNSAYABLE.sub("", content)
        case dict():
            return {name: _sayable(value) for name, value in content.items()}
        case list() | tuple():
            return [_sayable(value) for value in content]
        case _:
            return content


def _element(name: str, content: Any) -> str:
    match content:
        case None | "":
            return f"<{name}/>"
        case dict():
            inner = "".join(_element(key, value) for key, value in content.items())
        case list():
            inner = "".join(_element(ROWS[name], value) for value in content)
        case bool():
            inner = "true" if content else "false"
        case _:
            inner = escape(str(content))
    return f"<{name}>{inner}</{name}>"
