"""The API described by itself: OpenAPI 3.1, made from the table of calls and the types in `shapes`."""

from functools import cache
from typing import Any

import msgspec

from doorstep.doors.api.problems import MEDIA_TYPE, Problem
from doorstep.doors.api.routes import SEGMENT, Call, Route, table

REF = "#/components/schemas/{name}"
JSON = "application/json"
LICENCE = {"name": "Apache 2.0", "identifier": "Apache-2.0"}


@table.add("GET", "/openapi.json", guard="anyone", answer=dict)
def openapi(call: Call) -> dict[str, Any]:
    """This description."""
    return description()


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document of all calls."""
    kinds = {Problem, *(route.answer for route in table.routes), *(route.body for route in table.routes if route.body)}
    named = sorted(kinds - {dict}, key=lambda kind: kind.__name__)
    schemas, components = msgspec.json.schema_components(named, ref_template=REF)
    by_kind = dict(zip(named, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in table.routes:
        paths.setdefault(f"/api/v1{route.path}", {})[route.method.lower()] = _operation(route, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Doorstep 家门口", "version": "1", "license": LICENCE},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, kinds: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": {
            str(route.status): _content("Done", JSON, kinds.get(route.answer, {"type": "object"})),
            "default": _content("A problem, after RFC 9457", MEDIA_TYPE, kinds[Problem]),
        },
    }
    if route.guard == "token":
        operation["security"] = [{"token": []}]
    if route.body:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": kinds[route.body]}}}
    if route.takes:
        operation["requestBody"] = {"required": True, "content": {route.takes: {"schema": {"type": "string"}}}}
    return operation


def _content(says: str, media_type: str, schema: Any) -> dict[str, Any]:
    return {"description": says, "content": {media_type: {"schema": schema}}}


def _parameters(route: Route) -> list[dict[str, Any]]:
    plain = {"type": "string"}
    given = [{"name": name, "in": "path", "required": True, "schema": plain} for name in SEGMENT.findall(route.path)]
    given += [{"name": name, "in": "query", "description": says, "schema": plain} for name, says in route.query.items()]
    if route.is_idempotent:
        short = {"type": "string", "maxLength": 80}
        given.append(
            {"name": "Idempotency-Key", "in": "header", "description": "any unguessable text", "schema": short}
        )
    return given
