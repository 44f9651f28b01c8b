"""The table of API calls: path, method, what goes in and comes out, and the guard. Documentation is made from the same table."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from django.http import HttpRequest

from doorstep.doors.api.problems import MethodNotAllowed, PathUnknown
from doorstep.kernel.actor import Actor

Guard = Literal["anyone", "token"]
SEGMENT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request as a handler sees it. `query` holds the last value of each parameter."""

    request: HttpRequest
    actor: Actor
    path: dict[str, str]
    query: dict[str, str]
    body: Any = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Route:
    """One call. `body` and `answer` are msgspec types; `query` maps parameter names to what they mean. `takes`: the media type
    of a body that the handler reads by itself."""

    method: str
    path: str
    handler: Callable[[Call], Any]
    guard: Guard
    answer: Any
    body: Any = None
    query: dict[str, str]
    status: int = 200
    is_idempotent: bool = False
    takes: str = ""

    @property
    def summary(self) -> str:
        return " ".join((self.handler.__doc__ or "").split("\n\n")[0].split())


class Table:
    """All routes, found by path and method."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self._exact: dict[str, dict[str, Route]] = {}
        self._patterns: list[tuple[re.Pattern[str], dict[str, Route]]] = []

    def add(
        self,
        method: str,
        path: str,
        *,
        guard: Guard,
        answer: Any,
        body: Any = None,
        query: dict[str, str] | None = None,
        status: int = 200,
        is_idempotent: bool = False,
        takes: str = "",
    ) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
        """Decorator that puts a handler into the table."""

        def put(handler: Callable[[Call], Any]) -> Callable[[Call], Any]:
            route = Route(
                method=method,
                path=path,
                handler=handler,
                guard=guard,
                answer=answer,
                body=body,
                query=query or {},
                status=status,
                is_idempotent=is_idempotent,
                takes=takes,
            )
            self.routes.append(route)
            self._methods_at(path)[method] = route
            return handler

        return put

    def _methods_at(self, path: str) -> dict[str, Route]:
        if "{" not in path:
            return self._exact.setdefault(path, {})
        pattern = re.compile(SEGMENT.sub(r"(?P<\1>[^/]+)", path))
        for known, methods in self._patterns:
            if known.pattern == pattern.pattern:
                return methods
        self._patterns.append((pattern, {}))
        return self._patterns[-1][1]

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Raises PathUnknown, MethodNotAllowed."""
        methods, held = self._exact.get(path), {}
        if methods is None:
            for pattern, candidates in self._patterns:
                if match := pattern.fullmatch(path):
                    methods, held = candidates, match.groupdict()
                    break
            else:
                raise PathUnknown
        if method not in methods:
            raise MethodNotAllowed
        return methods[method], held


table = Table()
encode = msgspec.json.Encoder().encode
