"""Where the jurisdiction being served is reached from outside."""

from django.conf import settings

from doorstep.store.jurisdictions import register
from doorstep.store.jurisdictions.current import schema


def host() -> str:
    """Its first host, with the port where that is not the usual one."""
    first = next(iter(register.by_schema(schema()).hosts), "localhost")
    return f"{first}:{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT and ":" not in first else first


def address(path: str) -> str:
    """The whole address of a page."""
    return f"{'https' if settings.IS_PRODUCTION else 'http'}://{host()}{path}"
