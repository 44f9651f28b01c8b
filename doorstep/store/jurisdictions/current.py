"""Which jurisdiction this thread or task is serving. Read by the database backend before every statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_schema: ContextVar[str | None] = ContextVar("doorstep_schema", default=None)
_alone: ContextVar[bool] = ContextVar("doorstep_alone", default=False)


class NoJurisdiction(Exception):
    """没有选定辖区。"""


def schema() -> str:
    """Name of the schema being served; raises NoJurisdiction outside `serving`."""
    name = _schema.get()
    if name is None:
        raise NoJurisdiction("no jurisdiction is being served here")
    return name


def search_path() -> tuple[str, ...]:
    """Schemas in the order PostgreSQL shall look: the jurisdiction served, then what all share (the register, the jobs)."""
    name = _schema.get()
    shared = settings.SHARED_SCHEMA
    if name is None or name == shared:
        return (shared,)
    return (name,) if _alone.get() else (name, shared)


@contextmanager
def serving(name: str, *, alone: bool = False) -> Iterator[None]:
    """Serve the jurisdiction with this schema name for the duration of the block; `alone` hides the shared schema."""
    schema_token, alone_token = _schema.set(name), _alone.set(alone)
    try:
        yield
    finally:
        _schema.reset(schema_token)
        _alone.reset(alone_token)
